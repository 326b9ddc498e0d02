package dev.sallyport.cli;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A table for a terminal.
 *
 * @param words how many of the columns, the first ones, hold words; the others hold numbers
 */
record TextTable(List<String> heading, int words, List<List<String>> rows) {

    private static final String GAP = "  ";

    String text() {
        int[] widths = IntStream.range(0, heading.size())
                .map(column -> IntStream.concat(
                                IntStream.of(heading.get(column).length()),
                                rows.stream().mapToInt(row -> row.get(column).length()))
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder();
        line(heading, widths, text);
        rows.forEach(row -> line(row, widths, text));
        return text.toString();
    }

    private void line(List<String> cells, int[] widths, StringBuilder text) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String padding = " ".repeat(widths[column] - cells.get(column).length());
            line.append(column < words ? cells.get(column) + padding : padding + cells.get(column))
                    .append(GAP);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
