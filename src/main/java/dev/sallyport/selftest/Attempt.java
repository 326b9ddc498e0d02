package dev.sallyport.selftest;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.selftest.Entry.Step;
import dev.sallyport.selftest.Subject.HiddenRow;
import dev.sallyport.statement.Mask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A template of the corpus, meant for one subject.
 *
 * @param kind which file it is of
 * @param column the masked column that it is after
 */
record Attempt(Kind kind, Entry template, Subject subject, Optional<Column> column) {

    /** What a template is after; each has a file. */
    enum Kind {
        ANY("any"),
        TEXT("text"),
        NUMBER("number"),
        TIME("time"),
        DOCUMENT("document"),
        SERVER("server"),
        GUESSES("guesses"),
        ROWS("rows"),
        VIEWS("views"),
        ORDINARY("ordinary");

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        List<Entry> templates() {
            String name = "attempts/" + file + ".sql";
            return CorpusReader.read(name, Corpus.resource(name));
        }
    }

    /** What a text that is sent holds in the place of its braces; what stands in other braces is left alone. */
    private static String filled(String template, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        int done = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', open + 1)) {
            int close = template.indexOf('}', open);
            String name = close < 0 ? "" : template.substring(open + 1, close);
            if (values.containsKey(name)) {
                text.append(template, done, open).append(values.get(name));
                done = close + 1;
            }
        }
        return text.append(template, done, template.length()).toString();
    }

    /** All attempts on a subject, in order. */
    static List<Attempt> on(Subject subject, Map<Kind, List<Entry>> templates, boolean guesses) {
        List<Attempt> attempts = new ArrayList<>();
        boolean useless = subject.rows().equals("false");
        for (Column column : subject.masked()) {
            if (!useless) {
                kinds(column.type(), guesses && subject.guess(column).isPresent())
                        .forEach(kind -> templates
                                .getOrDefault(kind, List.of())
                                .forEach(
                                        entry -> attempts.add(new Attempt(kind, entry, subject, Optional.of(column)))));
            }
        }
        if (!subject.hidden().isEmpty()) {
            templates
                    .getOrDefault(Kind.ROWS, List.of())
                    .forEach(entry -> attempts.add(new Attempt(Kind.ROWS, entry, subject, Optional.empty())));
        }
        if (!useless && !deniesUse(subject)) {
            templates
                    .getOrDefault(Kind.ORDINARY, List.of())
                    .forEach(entry -> attempts.add(new Attempt(Kind.ORDINARY, entry, subject, Optional.empty())));
        }
        return attempts;
    }

    private static boolean deniesUse(Subject subject) {
        return subject.masks().values().stream()
                .anyMatch(masked -> masked.mask().kind() == Mask.Kind.DENY_USE);
    }

    private static List<Kind> kinds(ColumnType type, boolean guesses) {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.ANY));
        switch (type.family()) {
            case TEXT -> kinds.add(Kind.TEXT);
            case INTEGER, NUMERIC -> kinds.add(Kind.NUMBER);
            case TEMPORAL -> kinds.add(Kind.TIME);
            case JSON -> kinds.add(Kind.DOCUMENT);
            case BOOLEAN, UUID, BYTES, OTHER -> {}
        }
        kinds.add(Kind.SERVER);
        if (guesses) {
            kinds.add(Kind.GUESSES);
        }
        return kinds;
    }

    /** What is sent to the gate. */
    List<Step> steps(Optional<HiddenRow> row, boolean absent) {
        return filled(names(subject.relation().name().sql()), row, absent);
    }

    /** What is sent past it, to the view in the relation's place. */
    List<String> standInSteps() {
        String standIn =
                "pg_temp." + RelationName.quote(subject.relation().name().name());
        return filled(names(standIn), Optional.empty(), false).stream()
                .map(Step::sql)
                .toList();
    }

    /** What people are shown: no value is in it. */
    String shown() {
        Map<String, String> names = names(subject.relation().name().sql());
        return template.steps().stream().map(step -> filled(step.sql(), names)).collect(Collectors.joining("; "));
    }

    private List<Step> filled(Map<String, String> names, Optional<HiddenRow> row, boolean absent) {
        Map<String, String> values = new LinkedHashMap<>(names);
        row.ifPresent(hidden -> values.put("row", absent ? hidden.absent() : hidden.is()));
        column.ifPresent(of ->
                subject.guess(of).ifPresent(canary -> values.put("guess", Literals.of(of, canary.value()))));
        values.put("rows", subject.rows());
        return template.steps().stream()
                .map(step -> new Step(filled(step.sql(), values), step.input()))
                .toList();
    }

    private Map<String, String> names(String relation) {
        RelationName name = subject.relation().name();
        Map<String, String> names = new LinkedHashMap<>();
        names.put("relation", relation);
        names.put("table", RelationName.quote(name.name()));
        names.put("relation_text", Literals.text(name.sql()));
        names.put("schema_text", Literals.text(name.schema()));
        names.put("table_text", Literals.text(name.name()));
        names.put("columns", list(""));
        names.put("texts", list("::text"));
        column.ifPresent(of -> {
            names.put("column", RelationName.quote(of.name()));
            names.put("column_text", Literals.text(of.name()));
        });
        return names;
    }

    private String list(String cast) {
        return subject.relation().columns().stream()
                .map(of -> "t." + RelationName.quote(of.name()) + cast)
                .collect(Collectors.joining(", "));
    }

    /** What it is about, for people: the heading that it stands under. */
    static String theme(Entry template) {
        int colon = template.name().indexOf(": ");
        return colon < 0 ? template.name() : template.name().substring(0, colon);
    }

    /** What it is after, for people. */
    String target() {
        return subject.relation().name() + column.map(of -> "." + of.name()).orElse("");
    }

    @Override
    public String toString() {
        return template.place() + " on " + target();
    }
}
