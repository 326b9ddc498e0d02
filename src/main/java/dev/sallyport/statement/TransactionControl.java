package dev.sallyport.statement;

/** How a statement acts on transactions. */
public enum TransactionControl {
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    PREPARE,
    COMMIT_PREPARED,
    ROLLBACK_PREPARED,
    /** SET TRANSACTION, SET CONSTRAINTS, SET SESSION CHARACTERISTICS. */
    CHARACTERISTICS
}
