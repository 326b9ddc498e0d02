package dev.sallyport.statement;

/**
 * Two statements of the gate's own around one of the client's, in the same transaction. Each gives one row, which is not
 * for the client, and the second fails if the one between them did more than it may.
 *
 * @param planning whether code may already run while the statement is planned, so that they must stand around that too
 */
public record Bracket(String before, String after, boolean planning) {

    public Bracket aroundPlanning(boolean needed) {
        return new Bracket(before, after, needed);
    }
}
