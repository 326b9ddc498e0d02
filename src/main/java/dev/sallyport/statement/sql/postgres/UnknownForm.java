package dev.sallyport.statement.sql.postgres;

/** A parse tree has something in it that the analysis does not know: what it does cannot be told. */
final class UnknownForm extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message completes "cannot be judged: ..."; names types and fields, never values */
    UnknownForm(String message) {
        super(message, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
