package dev.sallyport.selftest;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.RelationName;
import java.util.List;
import java.util.stream.Collectors;

/** Values and conditions as PostgreSQL's SQL. */
final class Literals {

    private Literals() {}

    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    static String of(Column column, String value) {
        return "CAST(" + text(value) + " AS " + column.type().sql() + ")";
    }

    /** Rows by their key, over alias {@code t}. */
    static String in(List<Column> key, List<List<String>> rows) {
        String columns = key.stream()
                .map(column -> "t." + RelationName.quote(column.name()))
                .collect(Collectors.joining(", ", "(", ")"));
        String values = rows.stream().map(row -> tuple(key, row)).collect(Collectors.joining(", "));
        return columns + " IN (" + values + ")";
    }

    private static String tuple(List<Column> key, List<String> row) {
        StringBuilder tuple = new StringBuilder("(");
        for (int at = 0; at < key.size(); at++) {
            tuple.append(at == 0 ? "" : ", ").append(of(key.get(at), row.get(at)));
        }
        return tuple.append(')').toString();
    }
}
