package dev.sallyport.statement;

/** How far an UPDATE or DELETE is restricted, as far as the text tells. */
public enum WhereClause {
    /** The statement is of a kind that needs none. */
    NOT_APPLICABLE,
    ABSENT,
    /** There is one, and it holds for every row or does not look at the row. */
    ALWAYS_TRUE,
    PRESENT
}
