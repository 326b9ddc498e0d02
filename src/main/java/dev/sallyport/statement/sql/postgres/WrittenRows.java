package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.GovernedWrite;
import dev.sallyport.statement.Governing.ColumnExpression;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.Span;
import dev.sallyport.statement.WriteSite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is put into a statement that writes a governed relation: the rows that it changes are narrowed down, RETURNING
 * gives columns as they are shown, and looks at new rows. RETURNING sees a row as triggers and defaults have left it, so
 * that is where a row that is outside makes the statement fail.
 */
record WrittenRows(RelationUse use, GovernedWrite write) {

    List<Replacement> replacements() {
        Map<WriteSite, Look> looks = new HashMap<>();
        for (WriteSite site : use.writes()) {
            if (site instanceof WriteSite.NewRows made) {
                write.rows()
                        .filter(GovernedWrite.Rows::checked)
                        .ifPresent(rows ->
                                made.always().ifPresent(place -> looks.put(place, new Look(made.alias(), rows))));
            }
        }
        return use.writes().stream()
                .flatMap(site -> replacements(site, Optional.ofNullable(looks.get(site))).stream())
                .toList();
    }

    /**
     * That new rows must be looked at.
     *
     * @param alias what they are called, whatever other name RETURNING has for what they were
     */
    private record Look(String alias, GovernedWrite.Rows rows) {}

    /** @param look what the place must do besides */
    private List<Replacement> replacements(WriteSite site, Optional<Look> look) {
        return switch (site) {
            case WriteSite.Fixed(String why) -> {
                if (write.rows().isPresent()) {
                    throw new IllegalArgumentException(use.name() + ": " + why);
                }
                yield List.of();
            }
            case WriteSite.Narrowable narrowable ->
                write.rows().map(rows -> narrowed(narrowable, rows)).orElse(List.of());
            case WriteSite.Returned(var span, String qualifier, String column) ->
                look.isPresent() || write.masked().contains(column)
                        ? List.of(new Replacement(span, shown(qualifier, column, look)))
                        : List.of();
            case WriteSite.ReturnedAll all -> List.of(new Replacement(all.span(), all(all, look)));
            case WriteSite.NewRows(String alias, boolean returning, var _, int end, var _) ->
                write.rows()
                        .filter(rows -> rows.checked() && !returning)
                        .map(rows -> List.of(Replacement.in(end, " RETURNING " + inside(new Look(alias, rows)))))
                        .orElse(List.of());
            case WriteSite.CopiedIn(var condition, int end) ->
                write.rows().map(rows -> copied(condition, end, rows)).orElse(List.of());
        };
    }

    private List<Replacement> narrowed(WriteSite.Narrowable site, GovernedWrite.Rows rows) {
        String filter = ofRow(site.alias(), rows, "(" + rows.filter() + "\n)");
        if (site.condition().isEmpty()) {
            return List.of(Replacement.in(site.end(), " WHERE " + filter));
        }
        int start = site.condition().get().start();
        int stop = site.condition().get().end();
        // CASE keeps the order of its parts, AND does not.
        return rows.barrier()
                ? List.of(
                        Replacement.in(start, "CASE WHEN " + filter + " THEN ("),
                        Replacement.in(stop, "\n) ELSE false END"))
                : List.of(Replacement.in(start, "("), Replacement.in(stop, "\n) AND " + filter));
    }

    /** COPY takes no subqueries there; its condition sees the relation's columns and nothing else. */
    private List<Replacement> copied(Optional<Span> condition, int end, GovernedWrite.Rows rows) {
        String looked = looked(rows);
        return condition
                .map(span -> List.of(
                        Replacement.in(span.start(), "CASE WHEN "),
                        Replacement.in(span.end(), "\n THEN " + looked + " ELSE false END")))
                .orElse(List.of(Replacement.in(end, " WHERE " + looked)));
    }

    private String all(WriteSite.ReturnedAll site, Optional<Look> look) {
        List<String> parts = new ArrayList<>();
        site.before().forEach(source -> parts.add(RelationName.quote(source) + ".*"));
        Optional<Look> first = look;
        for (ColumnExpression column : write.columns()) {
            boolean asItIs = first.isEmpty() && !write.masked().contains(column.name());
            parts.add(
                    asItIs
                            ? RelationName.quote(site.qualifier()) + "." + RelationName.quote(column.name())
                            : shown(site.qualifier(), column.name(), first));
            first = Optional.empty();
        }
        site.after().forEach(source -> parts.add(RelationName.quote(source) + ".*"));
        return String.join(", ", parts);
    }

    /** A column as it is shown, under its own name: that of a subquery's one column is the subquery's. */
    private String shown(String qualifier, String column, Optional<Look> look) {
        String expression = write.columns().stream()
                .filter(one -> one.name().equals(column))
                .map(ColumnExpression::expression)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(use.name() + " has no column " + column));
        String name = RelationName.quote(column);
        return "(SELECT " + expression + " AS " + name + " FROM (SELECT " + columns(qualifier, List.of(column))
                + look.map(rows -> " WHERE " + inside(rows)).orElse("") + ") AS " + GovernedText.ALIAS + ")";
    }

    /** True for a row that is inside, and a failure for one that is not. */
    private String inside(Look look) {
        return ofRow(look.alias(), look.rows(), looked(look.rows()));
    }

    /**
     * The failure hangs on a column, so that the planner cannot meet it while it simplifies; and on no function of the
     * user's.
     */
    private static String looked(GovernedWrite.Rows rows) {
        String nothing = rows.columns().stream()
                .sorted()
                .findFirst()
                .map(column -> ", pg_catalog.left(CAST(" + RelationName.quote(column) + " AS pg_catalog.text), 0)")
                .orElse("");
        return "CASE WHEN (" + rows.filter() + "\n) THEN true ELSE CAST(pg_catalog.concat("
                + PostgresMasks.literal(rows.outside()) + nothing + ") AS pg_catalog.bool) END";
    }

    /** A condition over the columns of one row, in a scope of its own where nothing else has names. */
    private String ofRow(String alias, GovernedWrite.Rows rows, String condition) {
        return "(SELECT " + condition + " FROM (SELECT " + columns(alias, rows.columns()) + ") AS " + GovernedText.ALIAS
                + ")";
    }

    private static String columns(String alias, Collection<String> columns) {
        return columns.stream()
                .sorted()
                .map(column -> RelationName.quote(alias) + "." + RelationName.quote(column) + " AS "
                        + RelationName.quote(column))
                .collect(Collectors.joining(", "));
    }
}
