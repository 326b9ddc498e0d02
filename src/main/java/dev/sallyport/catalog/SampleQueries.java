package dev.sallyport.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the sampler asks. Long values are cut off or left out by the server, so that a row has a bounded size. */
final class SampleQueries {

    static final int MAX_TEXT_CHARACTERS = 1024;

    /** JSON and arrays cannot be cut off; longer ones are left out. */
    static final int MAX_JSON_BYTES = 16_384;

    /** The same pages each time, so that a check does not change its mind while the table does not change. */
    private static final int SEED = 20_601;

    /** Sizes are those of the relation with its partitions and children; -1 rows is a relation never analysed. */
    static final String FACTS = """
            WITH RECURSIVE family(ancestor, member) AS (
                SELECT c.oid, c.oid
                  FROM pg_class c
                  JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p', 'f')
                   AND n.nspname <> 'information_schema'
                   AND left(n.nspname, 3) <> 'pg_'
                UNION
                SELECT f.ancestor, i.inhrelid
                  FROM family f
                  JOIN pg_inherits i ON i.inhparent = f.member
            )
            SELECT f.ancestor::bigint,
                   sum(greatest(c.reltuples, 0))::bigint,
                   sum(greatest(c.relpages, 0))::bigint,
                   bool_and(c.relkind IN ('r', 'p'))
              FROM family f
              JOIN pg_class c ON c.oid = f.member
             GROUP BY f.ancestor
            """;

    /** Which columns the role may read, and what is written about them. */
    static final String COLUMN_FACTS = """
            SELECT a.attrelid::bigint,
                   a.attnum,
                   has_schema_privilege(c.relnamespace, 'USAGE')
                       AND has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
                   left(col_description(a.attrelid, a.attnum), 1024)
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE a.attnum > 0
               AND NOT a.attisdropped
               AND c.relkind IN ('r', 'p', 'f')
               AND n.nspname <> 'information_schema'
               AND left(n.nspname, 3) <> 'pg_'
            """;

    private SampleQueries() {}

    /** Rows from the start of a relation. Its parameter is how many. */
    static String first(RelationName relation, List<Column> columns) {
        return "SELECT " + list(columns) + " FROM " + relation.sql() + " LIMIT ?";
    }

    /**
     * Rows from pages picked by lot. Pages come in their order, so that among their rows the lot is drawn again; a limit
     * keeps that small where the statistics are old. Its parameters are that limit and how many rows are wanted.
     *
     * @param percent of the pages
     */
    static String picked(RelationName relation, List<Column> columns, double percent) {
        String names = IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        return "SELECT " + names + " FROM (SELECT " + list(columns) + ", md5(ctid::text) AS place FROM "
                + relation.sql()
                + String.format(Locale.ROOT, " TABLESAMPLE SYSTEM (%.6f) REPEATABLE (%d)", percent, SEED)
                + " LIMIT ?) AS picked ORDER BY place LIMIT ?";
    }

    private static String list(List<Column> columns) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> expression(columns.get(i)).orElseThrow() + " AS c" + i)
                .collect(Collectors.joining(", "));
    }

    /** A column's values as text; nothing for types that are not looked into. */
    static Optional<String> expression(Column column) {
        String name = RelationName.quote(column.name());
        return switch (column.type().family()) {
            case TEXT, INTEGER, NUMERIC, TEMPORAL ->
                Optional.of("left(" + name + "::text, " + MAX_TEXT_CHARACTERS + ")");
            case JSON -> Optional.of(whole(name + "::text"));
            case OTHER -> other(column.type(), name);
            case BOOLEAN, UUID, BYTES -> Optional.empty();
        };
    }

    private static Optional<String> other(ColumnType type, String name) {
        if (type.sql().equals("inet")) {
            return Optional.of("host(" + name + ")");
        }
        return type.holdsTexts() ? Optional.of(whole("to_json(" + name + ")::text")) : Optional.empty();
    }

    private static String whole(String text) {
        return "CASE WHEN octet_length(" + text + ") <= " + MAX_JSON_BYTES + " THEN " + text + " END";
    }
}
