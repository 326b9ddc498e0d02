package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.GovernedRelation;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.Governing.ColumnExpression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * System relations that tell of more than a session with masks or filters may know, and what of them it may: rows about
 * itself, columns that hold no secret, and of counters what is counted. They are read as subqueries that the user's
 * conditions stay out of, since those could fail for rows of others.
 */
final class PartlyShown {

    private static final String SYSTEM_SCHEMA = "pg_catalog";

    /**
     * About the session itself. A predicate lock is on what a scan has met, rows that are left out among them; settings of
     * the session's own role and database are those that it began with, and SHOW tells them.
     */
    private static final Map<String, String> ROWS = Map.of(
            "pg_stat_activity",
            "pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()",
            "pg_locks",
            "pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND mode OPERATOR(pg_catalog.<>) 'SIReadLock'",
            "pg_db_role_setting",
            "(setrole OPERATOR(pg_catalog.=) 0 OR pg_catalog.pg_get_userbyid(setrole) OPERATOR(pg_catalog.=) SESSION_USER)"
                    + " AND setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database"
                    + " WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))");

    private static final String FIELDS = "\\|";
    private static final int OLDEST_SERVER = 13;

    private final Map<String, List<Field>> relations = new LinkedHashMap<>();

    private enum Shown {
        SHOWN,
        HIDDEN,
        /** It counts rows, those that a filter leaves out among them. */
        COUNTER
    }

    private record Field(String name, String type, Shown shown, int since, int until) {

        boolean isOf(int serverVersion) {
            return since <= serverVersion && serverVersion <= until;
        }

        ColumnExpression expression() {
            return new ColumnExpression(
                    name,
                    switch (shown) {
                        case SHOWN -> RelationName.quote(name);
                        case HIDDEN, COUNTER -> "CAST(NULL AS " + type + ")";
                    },
                    false);
        }
    }

    PartlyShown() {
        for (List<String> line : Manifest.read("partly.txt", FIELDS)) {
            Field field = new Field(
                    line.get(1),
                    line.get(2),
                    Shown.valueOf(line.get(3).toUpperCase(Locale.ROOT)),
                    number(line, 4, OLDEST_SERVER),
                    number(line, 5, Integer.MAX_VALUE));
            for (String relation : line.getFirst().split(",", -1)) {
                relations.computeIfAbsent(relation, _ -> new ArrayList<>()).add(field);
            }
        }
    }

    private static int number(List<String> line, int at, int otherwise) {
        return line.size() > at ? Integer.parseInt(line.get(at)) : otherwise;
    }

    /** As {@link Governing#partly}. */
    Optional<GovernedRelation> of(RelationName name, int serverVersion, boolean allRows) {
        List<Field> fields = name.schema().equals(SYSTEM_SCHEMA) ? relations.get(name.name()) : null;
        if (fields == null || (allRows && fields.stream().anyMatch(field -> field.shown == Shown.COUNTER))) {
            return Optional.empty();
        }
        List<ColumnExpression> columns = fields.stream()
                .filter(field -> field.isOf(serverVersion))
                .map(Field::expression)
                .toList();
        return Optional.of(
                new GovernedRelation(columns, Optional.empty(), Optional.ofNullable(ROWS.get(name.name())), true));
    }
}
