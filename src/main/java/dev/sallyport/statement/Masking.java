package dev.sallyport.statement;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import java.util.List;
import java.util.Optional;

/**
 * Writes masks and filters of rows as expressions of the database's own language. One for each dialect. Thread-safe; may
 * block while an expression of a policy is read for the first time.
 */
public interface Masking extends MaskText {

    /**
     * An expression over the column, of the column's type. Where a mask cannot keep the type, it is the strictest one
     * that can: NULL.
     *
     * @param policy whose key makes hashes
     */
    String expression(Column column, Mask mask, String policy);

    /** Whether a mask can keep a type; where only the database can tell, by what it {@linkplain Catalog#answer answered}. */
    Fit fit(ColumnType type, Mask mask, Catalog catalog);

    /**
     * What the database must be asked about a mask of a type: a query that gives one text, NULL when the mask fits and why
     * it does not otherwise. Empty when nothing needs to be asked.
     */
    Optional<String> question(ColumnType type, Mask mask);

    /** The masks that fit a type, as policies write them, from the strictest to the mildest. */
    List<String> fitting(ColumnType type);

    /** The same with keys that everybody knows: for expressions that are shown, and never evaluated. */
    Masking withKnownKeys();

    /** A condition over a relation's columns, with its values as constants. */
    String condition(RowPredicate predicate);
}
