package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.yaml.Suggestion;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which relations of a catalog are classified: those that hold rows of their own, and of them what was asked for. */
record RelationChoice(Catalog catalog, List<String> schemas, List<String> tables) {

    /** Sorted by name; ends the command when a schema or table is not there. */
    List<Relation> relations() {
        List<Relation> all = catalog.relations().stream()
                .filter(RelationChoice::holdsRows)
                .sorted(Comparator.comparing(Relation::name))
                .toList();
        for (String schema : schemas) {
            Set<String> known = all.stream().map(one -> one.name().schema()).collect(Collectors.toSet());
            known(schema, known, "schema with tables");
        }
        for (String table : tables) {
            if (all.stream().noneMatch(one -> named(one.name(), table))) {
                known(table, names(all, table.indexOf('.') >= 0), "table");
            }
        }
        return all.stream()
                .filter(one -> schemas.isEmpty() || schemas.contains(one.name().schema()))
                .filter(one -> tables.isEmpty() || tables.stream().anyMatch(table -> named(one.name(), table)))
                .toList();
    }

    /** What views show is classified where it comes from. */
    private static boolean holdsRows(Relation relation) {
        return switch (relation.kind()) {
            case TABLE, PARTITIONED_TABLE, FOREIGN_TABLE -> true;
            case VIEW, MATERIALIZED_VIEW, SEQUENCE -> false;
        };
    }

    private static boolean named(RelationName name, String table) {
        return name.name().equals(table) || name.toString().equals(table);
    }

    private static Set<String> names(List<Relation> all, boolean full) {
        return all.stream()
                .map(one -> full ? one.name().toString() : one.name().name())
                .collect(Collectors.toSet());
    }

    private void known(String name, Set<String> known, String what) {
        if (!known.contains(name)) {
            throw CommandFailure.usage(
                    "database " + catalog.database() + " has no " + what + " '" + name + "'"
                            + Suggestion.text(name, known),
                    "See what it has with: sallyport catalog show --database " + catalog.database());
        }
    }
}
