package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.ColumnType.Family;
import dev.sallyport.statement.MaskText.Wrong;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Masks that policies write as expressions: read with the grammar, and put where nothing but the column's value has a name.
 * Thread-safe; blocks while an expression is read for the first time.
 */
final class CustomMasks {

    /** Policies that are taken up again and again must not fill the memory. */
    private static final int MAX_KNOWN = 10_000;

    private final PostgresAnalyzer analyzer;
    private final Map<String, Reading> known = new ConcurrentHashMap<>();

    CustomMasks(PostgresAnalyzer analyzer) {
        this.analyzer = analyzer;
    }

    /** What came of reading an expression. */
    sealed interface Reading {

        /** @param sql over {@code masked.value}; all functions and operators are named with their schema */
        record Written(String sql) implements Reading {}

        record Refused(Wrong wrong) implements Reading {}

        /** It could not be read now. */
        record GivenUp(String why) implements Reading {}
    }

    Reading read(String expression) {
        Reading found = known.get(expression);
        if (found == null) {
            found = analyzer.mask(expression);
            if (!(found instanceof Reading.GivenUp) && known.size() < MAX_KNOWN) {
                known.put(expression, found);
            }
        }
        return found;
    }

    /** Whether expressions can be known not to fail for values of a type. */
    static boolean known(ColumnType type) {
        return switch (type.family()) {
            case TEXT, INTEGER, NUMERIC, BOOLEAN, TEMPORAL, UUID, BYTES -> true;
            case JSON, OTHER -> false;
        };
    }

    /**
     * The expression over a column. Texts are cut to the column's length, which never fails; other types are those that the
     * database was {@linkplain #question asked} about.
     *
     * @param column as an identifier
     */
    static String expression(String written, String column, ColumnType type) {
        String shown = scoped(written, column, type);
        return type.family() == Family.TEXT ? cast(shown, type) : shown;
    }

    /** Whether it is of the type; see {@link dev.sallyport.statement.Masking#question}. */
    static String question(String written, ColumnType type) {
        String fits = type.family() == Family.TEXT
                ? "t.typname IN ('text', 'varchar', 'bpchar', 'name', 'citext')"
                : "t.oid = pg_catalog.pg_typeof(" + cast("NULL", type) + ")";
        return "SELECT CASE WHEN " + fits + " THEN NULL ELSE 'it gives ' || pg_catalog.format_type(t.oid, NULL) END"
                + " FROM pg_catalog.pg_type AS t WHERE t.oid = (SELECT pg_catalog.pg_typeof(shown.masked) FROM (SELECT "
                + scoped(written, "NULL", type) + " AS masked) AS shown)";
    }

    /**
     * In a scope of its own, where a name can only be that of the value. Texts get the database's own collation, by which
     * every function on them works: by one that takes different texts for equal, some fail.
     */
    private static String scoped(String written, String value, ColumnType type) {
        String collation = type.family() == Family.TEXT ? " COLLATE pg_catalog.\"default\"" : "";
        return "(SELECT " + written + " AS masked FROM (SELECT " + cast(value, type) + collation
                + " AS value) AS masked)";
    }

    private static String cast(String expression, ColumnType type) {
        return "CAST(" + expression + " AS " + type.sql() + ")";
    }
}
