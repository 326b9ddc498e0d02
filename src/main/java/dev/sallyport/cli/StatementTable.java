package dev.sallyport.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The gate's answer on its statements as a table. */
final class StatementTable {

    /** Characters of a text that are shown. */
    private static final int TEXT = 80;

    private static final int KIBI = 1024;

    private StatementTable() {}

    /** @param right whether it is a number, which ends where its column ends */
    private record Column(String title, boolean right, Function<JsonNode, String> cell) {
        TextTable.Column heading() {
            return new TextTable.Column(title, right);
        }

        static Column count(String title, String member) {
            return new Column(title, true, row -> row.path(member).asString("0"));
        }

        static Column time(String title, String member) {
            return new Column(
                    title, true, row -> told(row.path("seconds").path(member).asDouble(0)));
        }

        static Column text(String title, String member) {
            return new Column(title, false, row -> printable(row.path(member).asString("")));
        }
    }

    static List<String> lines(JsonNode answer) {
        List<Column> columns = columns(answer.path("by").asString("statement"));
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : answer.path("statements")) {
            rows.add(columns.stream().map(column -> column.cell().apply(row)).toList());
        }
        JsonNode other = answer.path("other");
        if (other.path("calls").asLong(0) + other.path("denials").asLong(0) > 0) {
            List<String> last = new ArrayList<>(
                    columns.stream().map(column -> column.cell().apply(other)).toList());
            last.set(last.size() - 1, "(other)");
            rows.add(last);
        }
        List<String> lines = new ArrayList<>(
                new TextTable(columns.stream().map(Column::heading).toList(), rows).lines());
        long left = answer.path("left_off").asLong(0);
        if (left > 0) {
            lines.add("(" + left + " more; --limit shows them)");
        }
        return lines;
    }

    private static List<Column> columns(String by) {
        List<Column> columns = new ArrayList<>(List.of(
                Column.count("CALLS", "calls"),
                Column.count("ERRORS", "errors"),
                Column.count("DENIED", "denials"),
                Column.count("ROWS", "rows"),
                new Column("BYTES", true, row -> bytes(row.path("bytes").asLong(0))),
                Column.time("TIME", "total"),
                Column.time("P50", "p50"),
                Column.time("P95", "p95"),
                Column.time("P99", "p99"),
                Column.count("MASKED", "masked_columns"),
                Column.count("FILTERED", "filtered_relations")));
        boolean all = by.equals("statement");
        if (all || by.equals("identity")) {
            columns.add(Column.text("IDENTITY", "identity"));
        }
        if (all || by.equals("purpose")) {
            columns.add(Column.text("PURPOSE", "purpose"));
        }
        if (all || by.equals("fingerprint")) {
            columns.add(Column.text("DATABASE", "database"));
            columns.add(new Column("STATEMENT", false, StatementTable::statement));
        }
        return columns;
    }

    private static String statement(JsonNode row) {
        String text = printable(row.path("text").asString(""));
        if (text.isEmpty()) {
            return "(not understood)";
        }
        return text.length() > TEXT ? text.substring(0, TEXT - 3) + "..." : text;
    }

    private static String told(double seconds) {
        if (seconds >= 100) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        return seconds >= 1
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%.2f ms", seconds * 1_000);
    }

    private static String bytes(long bytes) {
        long mebi = (long) KIBI * KIBI;
        if (bytes < KIBI) {
            return Long.toString(bytes);
        }
        return bytes < mebi
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / (double) KIBI)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) mebi);
    }

    /** On one line, and with nothing that a terminal would obey: names in statements can hold anything. */
    static String printable(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("\\p{C}", "?");
    }
}
