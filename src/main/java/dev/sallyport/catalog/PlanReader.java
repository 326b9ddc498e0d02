package dev.sallyport.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks for plans by EXPLAIN on a connection of its own, in transactions that are rolled back (PostgreSQL documentation,
 * "EXPLAIN"). One question at a time.
 */
public final class PlanReader implements Planner, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EXPLAIN = "EXPLAIN (VERBOSE, FORMAT JSON) ";
    private static final String NAME = "sallyport_plan";

    private final UpstreamDoor door;
    private final ReentrantLock asking = new ReentrantLock();
    private Optional<Connection> kept = Optional.empty();

    public PlanReader(String database, ConnectionSettings settings) {
        door = new UpstreamDoor(database, settings);
    }

    @Override
    public Planning plan(String statement, List<String> path) {
        asking.lock();
        try {
            return ask(connection(), statement, path);
        } catch (SQLException unreachable) {
            close();
            throw door.unavailable(unreachable);
        } finally {
            asking.unlock();
        }
    }

    private Connection connection() throws SQLException {
        if (kept.isEmpty()) {
            Connection opened = door.open();
            opened.setAutoCommit(false);
            kept = Optional.of(opened);
        }
        return kept.get();
    }

    /** @throws SQLException when the connection is of no use any more, or others stood in the way */
    private static Planning ask(Connection connection, String statement, List<String> path) throws SQLException {
        try (Statement query = connection.createStatement()) {
            query.setEscapeProcessing(false);
            query.execute("SET LOCAL search_path = "
                    + path.stream().map(RelationName::quote).collect(Collectors.joining(", ")));
            query.execute("SET LOCAL plan_cache_mode = force_generic_plan");
            return read(explained(query, statement));
        } catch (SQLException failed) {
            String code = Optional.ofNullable(failed.getSQLState()).orElse("08000");
            boolean ofStatement = code.startsWith("42") || code.startsWith("22") || code.startsWith("0A");
            if (ofStatement) {
                return new Planning.Failed(code);
            }
            throw failed;
        } finally {
            connection.rollback();
        }
    }

    private static String explained(Statement query, String statement) throws SQLException {
        if (!preparable(statement)) {
            return first(query, EXPLAIN + statement);
        }
        query.execute("DEALLOCATE ALL");
        query.execute("PREPARE " + NAME + " AS " + statement);
        int parameters = Integer.parseInt(first(
                query,
                "SELECT pg_catalog.cardinality(parameter_types) FROM pg_catalog.pg_prepared_statements WHERE name = '"
                        + NAME + "'"));
        String arguments =
                parameters == 0 ? "" : "(" + String.join(", ", Collections.nCopies(parameters, "NULL")) + ")";
        return first(query, EXPLAIN + "EXECUTE " + NAME + arguments);
    }

    private static boolean preparable(String statement) {
        String start = statement.stripLeading().toUpperCase(java.util.Locale.ROOT);
        return !start.startsWith("CREATE") && !start.startsWith("DECLARE");
    }

    private static String first(Statement query, String sql) throws SQLException {
        try (ResultSet rows = query.executeQuery(sql)) {
            rows.next();
            return Optional.ofNullable(rows.getString(1)).orElse("");
        }
    }

    private static Planning read(String json) throws SQLException {
        try {
            List<Scan> scans = new ArrayList<>();
            Set<RelationName> targets = new HashSet<>();
            for (JsonNode plan : JSON.readTree(json)) {
                walk(plan.path("Plan"), scans, targets);
            }
            return new Planning.Planned(scans, targets);
        } catch (JacksonException notAPlan) {
            throw new SQLException("the server's plan is not understood", notAPlan);
        }
    }

    private static void walk(JsonNode node, List<Scan> scans, Set<RelationName> targets) {
        Optional<RelationName> relation = relation(node);
        boolean writes = node.path("Node Type").asString("").equals("ModifyTable");
        relation.ifPresent(name -> {
            if (writes) {
                targets.add(name);
            } else {
                scans.add(new Scan(name, node.path("Alias").asString("")));
            }
        });
        for (JsonNode target : node.path("Target Tables")) {
            relation(target).ifPresent(targets::add);
        }
        node.path("Plans").forEach(inner -> walk(inner, scans, targets));
    }

    private static Optional<RelationName> relation(JsonNode node) {
        return node.has("Relation Name")
                ? Optional.of(new RelationName(
                        node.path("Schema").asString(""),
                        node.path("Relation Name").asString("")))
                : Optional.empty();
    }

    @Override
    public void close() {
        kept.ifPresent(connection -> {
            try {
                connection.close();
            } catch (SQLException gone) {
                // It is of no use any more either way.
            }
        });
        kept = Optional.empty();
    }
}
