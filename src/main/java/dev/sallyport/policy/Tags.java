package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.RelationUse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tags of a database's columns and relations, spread along inheritance: rows of a partition are read through its
 * parent and the other way round, so both have the tags of either.
 *
 * <p>A classified relation that the catalog does not have keeps its tags: it may be newer than the catalog.
 */
record Tags(
        Map<RelationName, Map<String, Set<String>>> columns,
        Map<RelationName, Set<String>> relations,
        Catalog catalog) {

    static Tags of(List<Policy.Classification> classifications, Catalog catalog) {
        Map<RelationName, Map<String, Set<String>>> columns = new HashMap<>();
        Map<RelationName, Set<String>> relations = new HashMap<>();
        for (Policy.Classification classification : classifications) {
            for (Policy.TaggedColumns tagged : classification.columns()) {
                ColumnSet.of(tagged.pattern(), catalog)
                        .forEach((relation, names) ->
                                names.forEach(name -> columns.computeIfAbsent(relation, _ -> new HashMap<>())
                                        .computeIfAbsent(name, _ -> new HashSet<>())
                                        .addAll(tagged.tags())));
            }
            for (Policy.TaggedRelations tagged : classification.relations()) {
                for (RelationName relation : ColumnSet.relations(tagged.pattern(), catalog)) {
                    for (RelationName kin : ColumnSet.family(relation, catalog)) {
                        relations.computeIfAbsent(kin, _ -> new HashSet<>()).addAll(tagged.tags());
                    }
                }
            }
        }
        return new Tags(columns, relations, catalog);
    }

    /** Whether one tag is another or stands under it: {@code pii} covers {@code pii.email}. */
    static boolean covers(String tag, String other) {
        return other.equals(tag) || other.startsWith(tag + ".");
    }

    /** The columns that have one of the tags or one under it. A relation may come with no column: see {@link Rights#masks}. */
    Map<RelationName, Set<String>> having(List<String> wanted) {
        Map<RelationName, Set<String>> found = new HashMap<>();
        columns.forEach((relation, tagged) -> tagged.forEach((column, tags) -> {
            if (anyCovers(wanted, tags)) {
                found.computeIfAbsent(relation, _ -> new HashSet<>()).add(column);
            }
        }));
        relations.forEach((name, tags) -> {
            if (anyCovers(wanted, tags)) {
                found.computeIfAbsent(name, _ -> new HashSet<>()).addAll(columnsOf(name));
            }
        });
        return found;
    }

    /** The columns that have any tag. */
    Map<RelationName, Set<String>> tagged() {
        Map<RelationName, Set<String>> found = new HashMap<>();
        columns.forEach((relation, tagged) -> tagged.forEach((column, tags) -> {
            if (!tags.isEmpty()) {
                found.computeIfAbsent(relation, _ -> new HashSet<>()).add(column);
            }
        }));
        relations.forEach((name, tags) -> {
            if (!tags.isEmpty()) {
                found.computeIfAbsent(name, _ -> new HashSet<>()).addAll(columnsOf(name));
            }
        });
        return found;
    }

    private Set<String> columnsOf(RelationName name) {
        return catalog.relation(name).map(Relation::columns).orElse(List.of()).stream()
                .map(Column::name)
                .collect(Collectors.toSet());
    }

    /** The tags of what a use touches; those behind a view too. */
    Set<String> touched(RelationUse use) {
        Set<String> found = new HashSet<>(relations.getOrDefault(use.name(), Set.of()));
        boolean all = use.wholeRow() || use.standing() == RelationUse.Standing.UNRESOLVED;
        Set<String> read = withSources(use);
        columns.getOrDefault(use.name(), Map.of()).forEach((column, tags) -> {
            if (all || read.contains(column) || use.columnsWritten().contains(column)) {
                found.addAll(tags);
            }
        });
        for (RelationName behind : catalog.readsThrough(use.name())) {
            found.addAll(relations.getOrDefault(behind, Set.of()));
            columns.getOrDefault(behind, Map.of()).values().forEach(found::addAll);
        }
        return found;
    }

    /** The same, with every tag above them. */
    Set<String> of(RelationUse use) {
        Set<String> found = touched(use);
        Set<String> withParents = new HashSet<>(found);
        for (String tag : found) {
            for (int dot = tag.lastIndexOf('.'); dot > 0; dot = tag.lastIndexOf('.', dot - 1)) {
                withParents.add(tag.substring(0, dot));
            }
        }
        return withParents;
    }

    /** The columns that are read, and those that they are computed from. */
    private Set<String> withSources(RelationUse use) {
        Set<String> read = new HashSet<>(use.columnsRead());
        catalog.relation(use.name()).map(Relation::columns).orElse(List.of()).stream()
                .filter(column -> use.columnsRead().contains(column.name()))
                .forEach(column -> column.generatedFrom().ifPresent(read::addAll));
        return read;
    }

    private static boolean anyCovers(List<String> wanted, Set<String> tags) {
        return wanted.stream().anyMatch(tag -> tags.stream().anyMatch(other -> covers(tag, other)));
    }
}
