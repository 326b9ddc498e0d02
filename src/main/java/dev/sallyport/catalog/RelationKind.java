package dev.sallyport.catalog;

/** What a relation is; PostgreSQL's {@code pg_class.relkind} of everything that can be read or written by name. */
public enum RelationKind {
    TABLE,
    PARTITIONED_TABLE,
    VIEW,
    MATERIALIZED_VIEW,
    FOREIGN_TABLE,
    SEQUENCE
}
