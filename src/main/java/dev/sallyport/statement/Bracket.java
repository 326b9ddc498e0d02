package dev.sallyport.statement;

/**
 * Two statements of the gate's own around one of the client's, in the same transaction. Each gives one row, which is not
 * for the client, and the second fails if the one between them did more than it may.
 */
public record Bracket(String before, String after) {}
