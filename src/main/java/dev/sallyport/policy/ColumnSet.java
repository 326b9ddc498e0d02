package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What patterns of columns and relations mean in a catalog, inheritance included. */
final class ColumnSet {

    private ColumnSet() {}

    /** The columns that a pattern names, and the columns of the same name up and down the inheritance. */
    static Map<RelationName, Set<String>> of(Rule.ColumnPattern pattern, Catalog catalog) {
        Map<RelationName, Set<String>> found = new HashMap<>();
        for (RelationName named : relations(pattern.schema(), pattern.relation(), catalog)) {
            Set<String> columns = pattern.column().literal()
                    ? literal(named, pattern, catalog)
                    : columns(named, catalog).stream()
                            .filter(pattern.column()::matches)
                            .collect(Collectors.toSet());
            if (columns.isEmpty()) {
                continue;
            }
            found.computeIfAbsent(named, _ -> new HashSet<>()).addAll(columns);
            for (RelationName kin : family(named, catalog)) {
                Set<String> shared = new HashSet<>(columns(kin, catalog));
                shared.retainAll(columns);
                if (!shared.isEmpty()) {
                    found.computeIfAbsent(kin, _ -> new HashSet<>()).addAll(shared);
                }
            }
        }
        return found;
    }

    /** A literal column counts even where the catalog does not have it (yet), unless a star found the relation. */
    private static Set<String> literal(RelationName named, Rule.ColumnPattern pattern, Catalog catalog) {
        String column = pattern.column().text();
        return pattern.literalRelation() || columns(named, catalog).contains(column) ? Set.of(column) : Set.of();
    }

    static Set<RelationName> relations(ObjectPattern pattern, Catalog catalog) {
        return relations(pattern.schema().orElse(Glob.ANY), pattern.name(), catalog);
    }

    /** The relation, its ancestors and its descendants. */
    static Set<RelationName> family(RelationName name, Catalog catalog) {
        Set<RelationName> family = new HashSet<>(catalog.descendants(name));
        family.addAll(catalog.ancestors(name));
        family.add(name);
        return family;
    }

    private static Set<RelationName> relations(Glob schema, Glob name, Catalog catalog) {
        if (schema.literal() && name.literal()) {
            return Set.of(new RelationName(schema.text(), name.text()));
        }
        return catalog.relations().stream()
                .map(Relation::name)
                .filter(relation -> schema.matches(relation.schema()) && name.matches(relation.name()))
                .collect(Collectors.toSet());
    }

    private static Set<String> columns(RelationName name, Catalog catalog) {
        return catalog.relation(name).stream()
                .flatMap(relation -> relation.columns().stream())
                .map(Column::name)
                .collect(Collectors.toSet());
    }
}
