package dev.sallyport.statement;

import dev.sallyport.catalog.Column;

/** Writes masks and filters of rows as expressions of the database's own language. One for each dialect. Thread-safe, pure. */
public interface Masking {

    /**
     * An expression over the column, of the column's type. Where a mask cannot keep the type, it is the strictest one
     * that can: NULL.
     *
     * @param policy whose key makes hashes
     */
    String expression(Column column, Mask mask, String policy);

    /** A condition over a relation's columns, with its values as constants. */
    String condition(RowPredicate predicate);
}
