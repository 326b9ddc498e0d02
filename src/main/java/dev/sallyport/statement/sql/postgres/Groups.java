package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.Relation;
import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.Span;
import dev.sallyport.statement.sql.postgres.Scope.Source;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds queries that are grouped by a relation's primary key and give other columns of it, which depend on the key
 * (SQL:2016, 4.26 "Functional dependencies"; PostgreSQL documentation, "GROUP BY Clause").
 */
final class Groups {

    /**
     * Older ones do not sort grouping sets by a column that a condition under them compares with a constant, though the
     * column is null in some of the sets.
     */
    private static final int SORTS_GROUPING_SETS = 18;

    private final Findings findings;
    private final Sites sites;
    private final int serverVersion;

    /** @param serverVersion the major one */
    Groups(Findings findings, Sites sites, int serverVersion) {
        this.findings = findings;
        this.sites = sites;
        this.serverVersion = serverVersion;
    }

    /** @param scope whose sources know which columns are referred to after FROM and WHERE */
    void read(Node select, Scope scope) {
        List<Node> elements = select.list("groupClause");
        if (elements.stream().anyMatch(element -> element.is("GroupingSet"))) {
            if (serverVersion < SORTS_GROUPING_SETS) {
                findings.misplacesFilters();
            }
            return;
        }
        for (Source source : scope.sources()) {
            Set<String> grouped = new LinkedHashSet<>();
            Optional<Span> last = Optional.empty();
            for (Node element : elements) {
                Optional<String> column = column(element, select, source, scope);
                if (column.isPresent()) {
                    grouped.add(column.get());
                    last = element.is("ColumnRef") ? sites.reference(element) : sites.token(element);
                }
            }
            if (last.isPresent()) {
                depending(source, grouped, last.get());
            }
        }
    }

    private void depending(Source source, Set<String> grouped, Span behind) {
        for (Use use : source.uses()) {
            Optional<Relation> relation = use.relation();
            boolean byKey = relation.isPresent()
                    && !relation.get().primaryKey().isEmpty()
                    && grouped.containsAll(relation.get().primaryKey());
            if (byKey) {
                Set<String> others = relation.get().columns().stream()
                        .filter(Groups::canBeGrouped)
                        .map(Column::name)
                        .filter(name -> source.columns().contains(name) && !grouped.contains(name))
                        .collect(Collectors.toSet());
                if (!others.isEmpty()) {
                    use.add(findings.site(new ReadSite.Grouped(behind.end(), source.alias(), others)));
                }
            }
        }
    }

    /** Types without equality, such as json, cannot be grouped by; nor is it known of those of others. */
    private static boolean canBeGrouped(Column column) {
        return switch (column.type().family()) {
            case TEXT, INTEGER, NUMERIC, BOOLEAN, TEMPORAL, UUID, BYTES -> true;
            case JSON -> column.type().sql().equals("jsonb");
            case OTHER -> builtInArray(column.type());
        };
    }

    private static boolean builtInArray(ColumnType type) {
        return Set.of("text[]", "integer[]", "bigint[]", "uuid[]", "character varying[]")
                .contains(type.sql());
    }

    /** The source's column that an element of GROUP BY is: by its name, by its place among the results, or by their name. */
    private static Optional<String> column(Node element, Node select, Source source, Scope scope) {
        if (element.is("ColumnRef")) {
            Optional<String> direct = ofSource(element, source, scope);
            List<String> names = element.strings("fields");
            boolean unknown = names.size() == 1
                    && scope.sources().stream()
                            .flatMap(one -> one.uses().stream())
                            .noneMatch(use -> use.has(names.getFirst()) == Use.Has.YES);
            return unknown
                    ? select.list("targetList").stream()
                            .filter(target -> target.text("name").equals(names.getFirst()))
                            .findFirst()
                            .flatMap(target -> given(target, source, scope))
                    : direct;
        }
        int place = element.child("ival").map(value -> value.number("ival")).orElse(0);
        List<Node> targets = select.list("targetList");
        boolean star = targets.stream().limit(place).anyMatch(Groups::isStar);
        return place >= 1 && place <= targets.size() && !star
                ? given(targets.get(place - 1), source, scope)
                : Optional.empty();
    }

    private static boolean isStar(Node target) {
        return target.child("val")
                .filter(value -> value.is("ColumnRef"))
                .filter(Columns::isStar)
                .isPresent();
    }

    private static Optional<String> given(Node target, Source source, Scope scope) {
        return target.child("val")
                .filter(value -> value.is("ColumnRef"))
                .flatMap(value -> ofSource(value, source, scope));
    }

    private static Optional<String> ofSource(Node reference, Source source, Scope scope) {
        return Columns.owner(reference, scope)
                .filter(source::equals)
                .map(_ -> reference.strings("fields").getLast());
    }
}
