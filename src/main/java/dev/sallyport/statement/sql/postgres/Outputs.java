package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Relation;
import dev.sallyport.statement.OutputColumn;
import dev.sallyport.statement.Result;
import dev.sallyport.statement.sql.postgres.Scope.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what the columns of a result are made from, and which of them are columns of relations as they are. */
final class Outputs {

    private final Findings findings;
    private final ExpressionReader expressions;

    Outputs(Findings findings, ExpressionReader expressions) {
        this.findings = findings;
        this.expressions = expressions;
    }

    /**
     * Reads the columns a second time: what was met no more often before is met in them alone.
     *
     * @param scope of the SELECT, which has been read, with its sources
     */
    Result of(Node select, Scope scope) {
        boolean plain =
                select.child("larg").isEmpty() && select.list("valuesLists").isEmpty();
        if (!plain) {
            return Result.UNKNOWN;
        }
        Map<OutputColumn, Integer> all = findings.reads().counts();
        Set<OutputColumn> _ = findings.reads().take();
        Optional<List<Result.Column>> columns = columns(select, scope);
        Map<OutputColumn, Integer> twice = findings.reads().counts();
        Set<OutputColumn> shown = new HashSet<>();
        all.forEach((column, count) -> {
            if (twice.getOrDefault(column, 0) == 2 * count) {
                shown.add(column);
            }
        });
        return columns.map(known -> new Result(known, shown)).orElse(Result.UNKNOWN);
    }

    private Optional<List<Result.Column>> columns(Node select, Scope scope) {
        boolean joins = select.list("fromClause").stream().anyMatch(Outputs::mergesOrRenames);
        List<Result.Column> columns = new ArrayList<>();
        for (Node target : select.list("targetList")) {
            Optional<Node> reference = target.child("val").filter(value -> value.is("ColumnRef"));
            boolean star = reference.filter(Columns::isStar).isPresent();
            if (!star) {
                expressions.read(target, scope);
                columns.add(new Result.Column(
                        reference.flatMap(found -> column(found, scope)),
                        findings.reads().take()));
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
            expressions.read(target, scope);
            Set<OutputColumn> _ = findings.reads().take();
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

    private static void all(Source source, List<Result.Column> columns) {
        Relation relation = source.uses().getFirst().relation().orElseThrow();
        relation.columns()
                .forEach(column -> columns.add(Result.Column.of(new OutputColumn(relation.name(), column.name()))));
    }

    private static Optional<OutputColumn> column(Node reference, Scope scope) {
        return Columns.owner(reference, scope)
                .filter(Outputs::one)
                .flatMap(source -> source.uses().getFirst().relation())
                .map(relation -> new OutputColumn(
                        relation.name(), reference.strings("fields").getLast()));
    }
}
