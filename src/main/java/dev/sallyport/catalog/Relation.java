package dev.sallyport.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A relation of the user's schemas.
 *
 * @param oid the object id in its database; unsigned 32 bits
 * @param columns in attribute order, without dropped ones
 * @param parents the relations this one inherits from or is a partition of, directly
 * @param primaryKey the columns of its primary key, if that is checked at once; empty when it has none
 * @param view what a view or materialized view shows
 * @param rules whether statements on it are rewritten by rules that somebody made
 */
public record Relation(
        long oid,
        RelationName name,
        RelationKind kind,
        List<Column> columns,
        Set<RelationName> parents,
        Set<String> primaryKey,
        Optional<ViewDefinition> view,
        boolean rules) {

    public Relation {
        columns = List.copyOf(columns);
        parents = Set.copyOf(parents);
        primaryKey = Set.copyOf(primaryKey);
    }

    /** The relations that a view's definition names, directly. */
    public Set<RelationName> dependsOn() {
        return view.map(ViewDefinition::reads).orElse(Set.of());
    }

    public boolean callsUserCode() {
        return view.filter(ViewDefinition::callsUserCode).isPresent();
    }
}
