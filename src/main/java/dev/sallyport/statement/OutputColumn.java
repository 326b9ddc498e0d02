package dev.sallyport.statement;

import dev.sallyport.catalog.RelationName;

/** A column of a relation that is a column of a result, as it is. */
public record OutputColumn(RelationName relation, String column) {}
