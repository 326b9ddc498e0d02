package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Bracket;
import dev.sallyport.statement.Counting;

/**
 * Counts by the server's own counters of the current transaction (PostgreSQL documentation, "The Cumulative Statistics
 * System", {@code pg_stat_xact_user_tables}): what they are before the statement is kept in a setting that ends with the
 * transaction. A table whose counters went back, because it was emptied, makes up for no other. Every name is qualified,
 * so that no search path leads elsewhere.
 */
public final class PostgresCounting implements Counting {

    private static final String SETTING = "'sallyport.changed'";

    private static final String COUNT = "pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid)"
            + " OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)"
            + " OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid)";

    /** Ordinary tables, partitions among them; those of the system have smaller ids. */
    private static final String TABLES = "FROM pg_catalog.pg_class AS c WHERE c.relkind OPERATOR(pg_catalog.=) 'r'"
            + " AND c.relpersistence OPERATOR(pg_catalog.<>) 't' AND c.oid OPERATOR(pg_catalog.>=) 16384";

    private static final String BEFORE = "SELECT pg_catalog.set_config(" + SETTING
            + ", COALESCE((SELECT CAST(pg_catalog.json_object_agg(t.oid, t.n) AS pg_catalog.text)"
            + " FROM (SELECT c.oid, " + COUNT + " AS n " + TABLES
            + ") AS t WHERE t.n OPERATOR(pg_catalog.<>) 0), '{}'), true)";

    @Override
    public Bracket changed(long limit, String failure, boolean named) {
        String difference = "SELECT c.oid, c.relname, " + COUNT
                + " OPERATOR(pg_catalog.-) COALESCE(CAST((CAST(pg_catalog.current_setting(" + SETTING
                + ") AS pg_catalog.json)) OPERATOR(pg_catalog.->>) CAST(c.oid AS pg_catalog.text) AS pg_catalog.int8), 0)"
                + " AS n " + TABLES;
        String list =
                "pg_catalog.string_agg(pg_catalog.concat(d.relname, ' ', d.n), ', ' ORDER BY d.n DESC, d.relname)";
        String what = named ? ", ' (', t.what, ')'" : "";
        String failing =
                "CAST(pg_catalog.concat(" + PostgresMasks.literal(failure) + ", t.n" + what + ") AS pg_catalog.bool)";
        String after = "SELECT CASE WHEN pg_catalog.current_setting('track_counts') OPERATOR(pg_catalog.=) 'on'"
                + " AND t.n OPERATOR(pg_catalog.<=) " + limit + " THEN true ELSE " + failing + " END"
                + " FROM (SELECT COALESCE(pg_catalog.sum(d.n), 0) AS n, " + list + " AS what FROM (" + difference
                + ") AS d WHERE d.n OPERATOR(pg_catalog.>) 0) AS t";
        return new Bracket(BEFORE, after, false);
    }
}
