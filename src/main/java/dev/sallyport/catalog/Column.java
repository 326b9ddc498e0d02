package dev.sallyport.catalog;

/**
 * A column of a relation.
 *
 * @param number the attribute number, from 1; numbers of dropped columns are missing
 * @param generated whether its value is computed from those of others
 */
public record Column(String name, int number, ColumnType type, boolean generated) {

    /** A column that is not generated. */
    public Column(String name, int number, ColumnType type) {
        this(name, number, type, false);
    }
}
