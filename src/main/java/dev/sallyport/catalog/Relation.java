package dev.sallyport.catalog;

import java.util.List;
import java.util.Set;

/**
 * A relation of the user's schemas.
 *
 * @param oid the object id in its database; unsigned 32 bits
 * @param columns in attribute order, without dropped ones
 * @param parents the relations this one inherits from or is a partition of, directly
 * @param dependsOn for views and materialized views: the relations that the definition names, directly
 * @param callsUserCode for views and materialized views: whether the definition calls a function or operator that is
 *     not built in
 */
public record Relation(
        long oid,
        RelationName name,
        RelationKind kind,
        List<Column> columns,
        Set<RelationName> parents,
        Set<RelationName> dependsOn,
        boolean callsUserCode) {

    public Relation {
        columns = List.copyOf(columns);
        parents = Set.copyOf(parents);
        dependsOn = Set.copyOf(dependsOn);
    }
}
