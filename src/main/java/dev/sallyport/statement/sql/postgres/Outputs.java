package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Relation;
import dev.sallyport.statement.OutputColumn;
import dev.sallyport.statement.sql.postgres.Scope.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells which columns of relations the columns of a result are, where the database would say so too (PostgreSQL
 * documentation, "Message Formats", RowDescription).
 */
final class Outputs {

    private Outputs() {}

    /** @param scope of the SELECT, with its sources; the list is empty when the number of columns cannot be told */
    static List<Optional<OutputColumn>> of(Node select, Scope scope) {
        boolean plain =
                select.child("larg").isEmpty() && select.list("valuesLists").isEmpty();
        return plain ? columns(select, scope).orElse(List.of()) : List.of();
    }

    private static Optional<List<Optional<OutputColumn>>> columns(Node select, Scope scope) {
        boolean joins = select.list("fromClause").stream().anyMatch(Outputs::mergesOrRenames);
        List<Optional<OutputColumn>> columns = new ArrayList<>();
        for (Node target : select.list("targetList")) {
            Optional<Node> reference = target.child("val").filter(value -> value.is("ColumnRef"));
            boolean star = reference.isPresent()
                    && reference.get().list("fields").stream().anyMatch(field -> field.is("A_Star"));
            if (!star) {
                columns.add(reference.flatMap(found -> column(found, scope)));
                continue;
            }
            List<String> names = reference.get().strings("fields");
            List<Source> sources = names.isEmpty()
                    ? scope.sources()
                    : Columns.find(names.getLast(), Optional.empty(), scope).stream()
                            .toList();
            boolean told = !(joins && names.isEmpty())
                    && !sources.isEmpty()
                    && sources.stream().allMatch(Outputs::one);
            if (!told) {
                return Optional.empty();
            }
            sources.forEach(source -> all(source, columns));
        }
        return Optional.of(columns);
    }

    private static boolean mergesOrRenames(Node item) {
        return item.is("JoinExpr")
                && (item.flag("isNatural")
                        || !item.list("usingClause").isEmpty()
                        || item.child("alias").isPresent()
                        || mergesOrRenames(item.required("larg"))
                        || mergesOrRenames(item.required("rarg")));
    }

    /** Whether a source is a relation that is known. */
    private static boolean one(Source source) {
        return source.uses().size() == 1 && source.uses().getFirst().relation().isPresent();
    }

    private static void all(Source source, List<Optional<OutputColumn>> columns) {
        Relation relation = source.uses().getFirst().relation().orElseThrow();
        relation.columns()
                .forEach(column -> columns.add(Optional.of(new OutputColumn(relation.name(), column.name()))));
    }

    private static Optional<OutputColumn> column(Node reference, Scope scope) {
        List<String> names = reference.strings("fields");
        String name = names.getLast();
        List<Source> having = (names.size() == 1
                        ? scope.sources().stream()
                        : Columns.find(names.get(names.size() - 2), Optional.empty(), scope).stream())
                .filter(source -> source.uses().stream().anyMatch(use -> use.has(name) == Use.Has.YES))
                .toList();
        return having.size() == 1 && one(having.getFirst())
                ? having.getFirst().uses().getFirst().relation().map(one -> new OutputColumn(one.name(), name))
                : Optional.empty();
    }
}
