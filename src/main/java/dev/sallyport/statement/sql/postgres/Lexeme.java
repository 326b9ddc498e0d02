package dev.sallyport.statement.sql.postgres;

/**
 * A piece of a text.
 *
 * @param start its first byte, from 0
 * @param end the byte after its last
 */
record Lexeme(Kind kind, int start, int end) {

    enum Kind {
        /** A keyword or an identifier without quotes. */
        WORD,
        /** An identifier in quotes. */
        IDENTIFIER,
        /** A string of any form: quoted, dollar-quoted, bits. */
        STRING,
        NUMBER,
        /** {@code $1}. */
        PARAMETER,
        COMMENT,
        /** Operators and punctuation. */
        OTHER
    }
}
