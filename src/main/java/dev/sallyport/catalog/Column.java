package dev.sallyport.catalog;

/**
 * A column of a relation.
 *
 * @param number the attribute number, from 1; numbers of dropped columns are missing
 */
public record Column(String name, int number, ColumnType type) {}
