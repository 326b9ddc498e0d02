package dev.sallyport.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table for a terminal. */
record TextTable(List<Column> columns, List<List<String>> rows) {

    private static final String GAP = "  ";

    /** @param number whether what is in it ends where the column ends */
    record Column(String title, boolean number) {

        static Column words(String title) {
            return new Column(title, false);
        }

        static Column numbers(String title) {
            return new Column(title, true);
        }
    }

    List<String> lines() {
        List<List<String>> all =
                new ArrayList<>(List.of(columns.stream().map(Column::title).toList()));
        all.addAll(rows);
        int[] widths = IntStream.range(0, columns.size())
                .map(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return all.stream().map(row -> line(row, widths)).toList();
    }

    /** The lines, each with its end. */
    String text() {
        return String.join("\n", lines()) + "\n";
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP).append(columns.get(column).number() ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
