package dev.sallyport.selftest;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.DirectSession;
import dev.sallyport.catalog.DirectSession.Reply;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.governor.Standing;
import dev.sallyport.policy.Rights.MaskedColumn;
import dev.sallyport.selftest.Subject.HiddenRow;
import dev.sallyport.statement.Governing.ColumnExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds out past the gate what of a relation a session must not see. Values stay in memory. */
final class Study {

    /** Relations without a usable key are asked for as a whole when they have no more rows. */
    private static final int WHOLE_ROWS = 500;

    private static final int HIDDEN_ROWS = 3;

    private final Standing standing;
    private final DirectSession direct;
    private final int sample;
    private final boolean guesses;

    /**
     * @param sample rows of each relation
     * @param guesses whether keys that tell something may be sent
     */
    Study(Standing standing, DirectSession direct, int sample, boolean guesses) {
        this.standing = standing;
        this.direct = direct;
        this.sample = sample;
        this.guesses = guesses;
    }

    /** What is known of one relation while it is studied. */
    private record Draft(
            Relation relation,
            Map<String, MaskedColumn> masks,
            List<ColumnExpression> shown,
            Optional<String> filter,
            List<Column> key,
            List<String> notes) {

        String from() {
            return " FROM " + relation.name().sql() + " AS governed";
        }

        String visible() {
            return filter.map(condition -> " WHERE (" + condition + ")").orElse("");
        }
    }

    Subject of(Relation relation) {
        Map<String, MaskedColumn> masks = standing.masks(relation.name());
        Optional<String> filter = standing.filter(relation.name());
        List<Column> key = relation.columns().stream()
                .filter(column -> relation.primaryKey().contains(column.name()))
                .filter(column -> !masks.containsKey(column.name()))
                .toList();
        boolean keyed = !key.isEmpty() && key.size() == relation.primaryKey().size();
        Draft draft = new Draft(
                relation, masks, standing.columns(relation), filter, keyed ? key : List.of(), new ArrayList<>());
        direct.begin(List.of());
        List<Canary> canaries = new ArrayList<>();
        String rows = visible(draft, canaries);
        List<HiddenRow> hidden = filter.isPresent() ? hidden(draft, canaries) : List.of();
        return new Subject(
                relation,
                masks,
                filter.isPresent(),
                Optional.of(standIn(draft)),
                rows,
                canaries,
                hidden,
                draft.notes());
    }

    private static String standIn(Draft draft) {
        return "CREATE TEMPORARY VIEW "
                + RelationName.quote(draft.relation().name().name()) + " AS SELECT "
                + draft.shown().stream()
                        .map(column -> column.expression() + " AS " + RelationName.quote(column.name()))
                        .collect(Collectors.joining(", "))
                + draft.from() + draft.visible();
    }

    /** Picks rows that the session sees, and takes what is masked of them. */
    private String visible(Draft draft, List<Canary> canaries) {
        List<Column> masked = draft.relation().columns().stream()
                .filter(column -> draft.masks().containsKey(column.name()))
                .toList();
        List<String> wanted = new ArrayList<>();
        draft.key().forEach(column -> wanted.add(RelationName.quote(column.name()) + "::text"));
        for (Column column : masked) {
            wanted.add(RelationName.quote(column.name()) + "::text");
            wanted.add("(" + expression(draft, column) + ")::text");
        }
        if (wanted.isEmpty()) {
            wanted.add("1::text");
        }
        int limit = draft.key().isEmpty() ? WHOLE_ROWS + 1 : sample;
        Reply reply =
                direct.ask("SELECT " + String.join(", ", wanted) + draft.from() + draft.visible() + " LIMIT " + limit);
        if (reply.error().isPresent()) {
            draft.notes()
                    .add("its rows could not be read past the gate ("
                            + reply.error().get() + ")");
            return "false";
        }
        if (reply.rows().isEmpty()) {
            draft.notes().add("this identity sees no row of it");
            return "false";
        }
        for (int at = 0; at < masked.size(); at++) {
            int place = draft.key().size() + 2 * at;
            int before = canaries.size();
            take(draft, masked.get(at), reply.rows().stream().limit(sample).toList(), place, canaries);
            if (canaries.size() == before) {
                draft.notes()
                        .add("no value of " + masked.get(at).name()
                                + " is long enough to be looked for; answers are compared with those of a masked copy");
            }
        }
        if (draft.key().isEmpty()) {
            if (reply.rows().size() > WHOLE_ROWS) {
                draft.notes().add("it has many rows and no primary key to pick some by");
                return "false";
            }
            return "true";
        }
        List<List<String>> keys = reply.rows().stream()
                .map(row -> row.subList(0, draft.key().size()).stream()
                        .map(Optional::orElseThrow)
                        .toList())
                .toList();
        return Literals.in(draft.key(), keys);
    }

    private static String expression(Draft draft, Column column) {
        return draft.shown().stream()
                .filter(shown -> shown.name().equals(column.name()))
                .map(ColumnExpression::expression)
                .findFirst()
                .orElse("NULL");
    }

    private static void take(
            Draft draft, Column column, List<List<Optional<String>>> rows, int place, List<Canary> into) {
        int number = 0;
        for (List<Optional<String>> row : rows) {
            Optional<String> value = row.get(place);
            String shown = row.get(place + 1).orElse("");
            Optional<String> mark = value.flatMap(Canary::mark).filter(text -> !shown.contains(text));
            if (mark.isPresent()) {
                into.add(new Canary(draft.relation().name(), column.name(), ++number, value.orElseThrow(), mark.get()));
            }
        }
    }

    /** Picks rows that are left out, and takes those of their values that no row that is seen has. */
    private List<HiddenRow> hidden(Draft draft, List<Canary> canaries) {
        String leftOut = " WHERE (" + draft.filter().orElseThrow() + ") IS NOT TRUE";
        List<Column> columns = draft.relation().columns();
        Reply reply = direct.ask("SELECT "
                + columns.stream()
                        .map(column -> RelationName.quote(column.name()) + "::text")
                        .collect(Collectors.joining(", "))
                + draft.from() + leftOut + " LIMIT " + sample);
        if (reply.error().isPresent() || reply.rows().isEmpty()) {
            draft.notes()
                    .add(reply.error()
                            .map(code -> "rows that are left out could not be read past the gate (" + code + ")")
                            .orElse("no row of it is left out at the moment"));
            return List.of();
        }
        for (int at = 0; at < columns.size(); at++) {
            Column column = columns.get(at);
            int number = 0;
            for (List<Optional<String>> row : reply.rows()) {
                Optional<String> value = row.get(at);
                Optional<String> mark = value.flatMap(Canary::mark);
                if (mark.isPresent() && !seen(draft, column, value.orElseThrow())) {
                    canaries.add(new Canary(
                            draft.relation().name(), column.name(), ++number, value.orElseThrow(), mark.get()));
                }
            }
        }
        return keys(draft, reply.rows());
    }

    /** What cannot be found out in time is taken for seen. */
    private boolean seen(Draft draft, Column column, String value) {
        Reply reply = direct.ask("SELECT EXISTS (SELECT" + draft.from() + draft.visible() + " AND "
                + RelationName.quote(column.name()) + "::text = " + Literals.text(value) + ")::text");
        return !reply.first().equals(Optional.of("false"));
    }

    private List<HiddenRow> keys(Draft draft, List<List<Optional<String>>> rows) {
        List<Column> key = draft.key();
        if (key.isEmpty()) {
            draft.notes().add("without a primary key that is shown, single rows cannot be asked for");
            return List.of();
        }
        boolean tells = key.stream()
                .map(column -> column.type().family())
                .anyMatch(family -> family != ColumnType.Family.INTEGER && family != ColumnType.Family.UUID);
        if (tells && !guesses) {
            draft.notes().add("its key may tell something: rows that are left out are asked for only with --guesses");
            return List.of();
        }
        List<Column> columns = draft.relation().columns();
        return rows.stream()
                .limit(HIDDEN_ROWS)
                .map(row -> key.stream()
                        .map(column -> row.get(columns.indexOf(column)).orElseThrow())
                        .toList())
                .flatMap(values -> absent(draft, values)
                        .map(other -> new HiddenRow(
                                Literals.in(key, List.of(values)),
                                String.join("|", values),
                                Literals.in(key, List.of(other)),
                                String.join("|", other)))
                        .stream())
                .toList();
    }

    /** A key of no row, as long as the other where that can be. */
    private Optional<List<String>> absent(Draft draft, List<String> values) {
        Column first = draft.key().getFirst();
        return IntStream.range(1, 100)
                .mapToObj(step -> changed(first.type().family(), values.getFirst(), step))
                .map(value -> {
                    List<String> other = new ArrayList<>(values);
                    other.set(0, value);
                    return other;
                })
                .filter(other -> direct.ask("SELECT EXISTS (SELECT FROM "
                                + draft.relation().name().sql() + " AS t WHERE "
                                + Literals.in(draft.key(), List.of(other)) + ")::text")
                        .first()
                        .equals(Optional.of("false")))
                .findFirst()
                .map(List::copyOf);
    }

    private static String changed(ColumnType.Family family, String value, int step) {
        if (family == ColumnType.Family.INTEGER) {
            // Small steps stay within the type and its digits; the larger ones leave what is dense.
            long number = Long.parseLong(value);
            return Long.toString(step < 10 ? number + step : number ^ (1L << Math.min(step - 4, 30)));
        }
        char last = value.isEmpty() ? '0' : value.charAt(value.length() - 1);
        String start = value.isEmpty() ? "" : value.substring(0, value.length() - 1);
        return start + Character.forDigit((Character.digit(last, 16) + step + 16) % 16, 16);
    }
}
