package dev.sallyport.cli;

import static dev.sallyport.audit.search.Event.text;
import static dev.sallyport.audit.search.Event.texts;

import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One line of text for people that tells an event: what was decided, who asked, what for, and what came of it. */
record EventLine(Persons persons, Paint paint) {

    private static final double MICROS_A_MILLI = 1_000;

    String of(Event event) {
        return "%s %s  %s  %s  %s  %s"
                .formatted(
                        paint.faint("%-27s".formatted(event.time())),
                        paint.decision("%-13s".formatted(decision(event)), decision(event)),
                        "%-12s".formatted(who(event)),
                        "%-10s".formatted(or(text(event.record().path("db"), "name"))),
                        what(event, statement(event)),
                        paint.faint("#" + event.index()));
    }

    /** The normalised text of a statement. */
    static String statement(Event event) {
        return text(event.record().path("st"), "txt");
    }

    /**
     * Without who and where, as of a session that has told them.
     *
     * @param statement what it said, as far as it is one
     */
    String within(Event event, String statement, String offset) {
        return "%s %s  %s  %s"
                .formatted(
                        paint.faint("%12s".formatted(offset)),
                        paint.decision("%-13s".formatted(decision(event)), decision(event)),
                        what(event, statement),
                        paint.faint("#" + event.index()));
    }

    /** For what is no statement, the kind of record. */
    private static String decision(Event event) {
        String decided = text(event.record().path("dec"), "eff");
        return Printable.of(decided.isEmpty() ? event.kind() : decided);
    }

    private String who(Event event) {
        JsonNode subject = event.record().path("sub");
        String behalf = texts(subject.path("obo")).stream()
                .map(one -> ">" + persons.shown(one))
                .collect(Collectors.joining());
        return Printable.of(or(persons.shown(text(subject, "id"))) + behalf);
    }

    private static String what(Event event, String statement) {
        JsonNode record = event.record();
        List<String> parts = new ArrayList<>();
        add(parts, statement);
        add(parts, event.status());
        add(parts, text(event.result(), "code"));
        if (event.result().has("dur")) {
            parts.add(String.format(Locale.ROOT, "%d rows", Measure.ROWS.of(event)));
            parts.add(String.format(Locale.ROOT, "%.1f ms", Measure.DURATION.of(event) / MICROS_A_MILLI));
        }
        add(parts, text(record.path("dec"), "why"));
        for (String member : List.of("why", "ver", "new", "case")) {
            add(parts, text(event.result(), member));
        }
        for (JsonNode crossing : record.path("dec").path("xfer")) {
            parts.add(text(crossing, "from") + "->" + text(crossing, "to") + " (" + text(crossing, "basis") + ")");
        }
        return Printable.of(String.join("  ", parts));
    }

    private static void add(List<String> parts, String part) {
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    private static String or(String text) {
        return text.isEmpty() ? "-" : Printable.of(text);
    }
}
