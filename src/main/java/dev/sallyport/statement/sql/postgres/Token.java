package dev.sallyport.statement.sql.postgres;

/**
 * A token as PostgreSQL's scanner sees it.
 *
 * @param kind the grammar's name for it: a single character in quotes by its code ({@code ASCII_40}), {@code IDENT},
 *     {@code SCONST}, {@code SQL_COMMENT}, a keyword such as {@code SELECT}, ...
 * @param start the first byte, from 0
 * @param end the byte after the last
 */
record Token(String kind, int start, int end) {

    boolean isComment() {
        return kind.equals("SQL_COMMENT") || kind.equals("C_COMMENT");
    }
}
