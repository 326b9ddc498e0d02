package dev.sallyport.cli;

import static dev.sallyport.cli.RecordFilter.text;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** One line of text for people that tells a record: when, what, who, where, and what became of it. */
final class RecordLine {

    private static final int MICROS = 1_000_000;
    private static final double MICROS_A_MILLI = 1_000;

    private RecordLine() {}

    static String of(RecordFilter.Chosen chosen, Paint paint) {
        JsonNode record = chosen.record();
        JsonNode about = chosen.statement().orElse(record);
        long micros = chosen.micros();
        Instant when = Instant.ofEpochSecond(
                Math.floorDiv(micros, (long) MICROS), Math.floorMod(micros, (long) MICROS) * 1_000L);
        return "%s  %s %-16s %-10s %s"
                .formatted(
                        paint.faint(DateTimeFormatter.ISO_INSTANT.format(when)),
                        kind(record, paint),
                        Printable.of(who(about.path("sub"))),
                        Printable.of(or(text(about.path("db"), "name"), "-")),
                        Printable.of(String.join("  ", what(record))))
                .strip();
    }

    /** In the colour of what was decided. */
    private static String kind(JsonNode record, Paint paint) {
        String kind = text(record, "k");
        return paint.decision("%-11s".formatted(kind), or(text(record.path("dec"), "eff"), kind));
    }

    private static String who(JsonNode subject) {
        String behalf = StreamSupport.stream(subject.path("obo").spliterator(), false)
                .map(name -> ">" + name.asString())
                .collect(Collectors.joining());
        return or(text(subject, "id"), "-") + behalf;
    }

    private static List<String> what(JsonNode record) {
        List<String> parts = new ArrayList<>();
        add(parts, text(record.path("dec"), "eff"));
        add(parts, text(record.path("st"), "txt"));
        add(parts, result(record.path("res")));
        add(parts, text(record.path("dec"), "why"));
        for (JsonNode crossing : record.path("dec").path("xfer")) {
            parts.add(text(crossing, "from") + "->" + text(crossing, "to") + " (" + text(crossing, "basis") + ")");
        }
        return parts;
    }

    private static String result(JsonNode result) {
        List<String> parts = new ArrayList<>();
        add(parts, text(result, "st"));
        add(parts, text(result, "code"));
        if (result.has("dur")) {
            parts.add(String.format(Locale.ROOT, "%d rows", result.path("rows").asLong()));
            parts.add(String.format(Locale.ROOT, "%.1f ms", result.path("dur").asLong() / MICROS_A_MILLI));
        }
        for (String member : List.of("ver", "new", "of", "jur", "keep", "case", "why")) {
            add(parts, text(result, member));
        }
        return String.join(" ", parts);
    }

    private static void add(List<String> parts, String part) {
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
