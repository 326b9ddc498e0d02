package dev.sallyport.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads some rows of relations, in read-only transactions, over one connection. Not thread-safe.
 *
 * <p>Values go to the caller's {@link Sink} one by one and are kept nowhere. What the server says of a failure may
 * quote values, so that of it only the SQLSTATE is told.
 */
public final class Sampler implements AutoCloseable {

    /** How long the server may take for the next few rows. */
    static final int STATEMENT_SECONDS = 10;

    /** Tables of up to so many times the wanted rows are read from their start. */
    private static final int LARGE = 20;

    /** So many times the wanted rows are aimed at, because pages are not equally full. */
    private static final double MARGIN = 2;

    /** Pages are picked by lot: with fewer than this, luck would decide whether any is. */
    private static final double LEAST_PAGES = 16;

    private static final int FETCH_ROWS = 50;

    private final UpstreamDoor door;
    private final Connection connection;
    private final Map<Long, Size> sizes;
    private final Map<Long, Map<Integer, ColumnFacts>> columns;

    /** Takes a value that is not NULL. */
    @FunctionalInterface
    public interface Sink {

        /** @param text JSON for JSON and arrays; cut off when long */
        void value(Column column, String text);
    }

    /** What came of reading a relation. */
    public sealed interface Outcome {

        /** @param readable the columns whose values could be read; those that the role may not read are missing */
        record Read(int rows, List<Column> readable) implements Outcome {}

        /** The role may not read any of the columns. */
        record Forbidden() implements Outcome {}

        /** @param reason without any value */
        record Failed(String reason) implements Outcome {}
    }

    private record Size(long rows, long pages, boolean tables) {}

    private record ColumnFacts(boolean readable, Optional<String> comment) {}

    private Sampler(UpstreamDoor door, Connection connection) throws SQLException {
        this.door = door;
        this.connection = connection;
        this.sizes = sizes(connection);
        this.columns = columns(connection);
        connection.rollback();
    }

    /** @throws CatalogLoader.CatalogUnavailable when the database cannot be reached */
    public static Sampler open(String database, ConnectionSettings settings) {
        UpstreamDoor door = new UpstreamDoor(database, settings);
        try {
            Connection connection = door.open();
            try {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET default_transaction_read_only = on; SET DateStyle = 'ISO';"
                            + " SET statement_timeout = '" + STATEMENT_SECONDS + "s'");
                }
                connection.setAutoCommit(false);
                connection.setReadOnly(true);
                return new Sampler(door, connection);
            } catch (SQLException failed) {
                connection.close();
                throw failed;
            }
        } catch (SQLException failed) {
            throw door.unavailable(failed);
        }
    }

    /** What is written about a column in the database (COMMENT ON COLUMN). */
    public Optional<String> comment(Relation relation, Column column) {
        return facts(relation, column).flatMap(ColumnFacts::comment);
    }

    /**
     * Reads up to {@code rows} rows: from pages picked by lot where the relation is large, else from its start.
     *
     * @param of the columns that are wanted; those of types that are not looked into are passed over
     * @throws CatalogLoader.CatalogUnavailable when the connection is lost
     */
    public Outcome sample(Relation relation, List<Column> of, int rows, Sink sink) {
        List<Column> readable = of.stream()
                .filter(column ->
                        facts(relation, column).filter(ColumnFacts::readable).isPresent())
                .toList();
        if (readable.isEmpty()) {
            return new Outcome.Forbidden();
        }
        List<Column> sampled = readable.stream()
                .filter(column -> SampleQueries.expression(column).isPresent())
                .toList();
        if (sampled.isEmpty()) {
            return new Outcome.Read(0, readable);
        }
        try {
            int read = read(relation, sampled, rows, sink);
            connection.rollback();
            return new Outcome.Read(read, readable);
        } catch (SQLException failed) {
            return failed(failed);
        }
    }

    private int read(Relation relation, List<Column> sampled, int rows, Sink sink) throws SQLException {
        OptionalDouble percent = percent(relation, rows);
        if (percent.isPresent()) {
            String sql = SampleQueries.picked(relation.name(), sampled, percent.getAsDouble());
            int read = query(sql, List.of(LARGE * rows, rows), sampled, sink);
            // Statistics may be old, or the lot fell on empty pages.
            if (read > 0) {
                return read;
            }
        }
        return query(SampleQueries.first(relation.name(), sampled), List.of(rows), sampled, sink);
    }

    private int query(String sql, List<Integer> limits, List<Column> sampled, Sink sink) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < limits.size(); i++) {
                query.setInt(i + 1, limits.get(i));
            }
            query.setFetchSize(FETCH_ROWS);
            int read = 0;
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    read++;
                    for (int i = 0; i < sampled.size(); i++) {
                        String text = found.getString(i + 1);
                        if (text != null) {
                            sink.value(sampled.get(i), text);
                        }
                    }
                }
            }
            return read;
        }
    }

    private OptionalDouble percent(Relation relation, int rows) {
        Size size = sizes.getOrDefault(relation.oid(), new Size(0, 0, false));
        if (!size.tables() || size.pages() == 0 || size.rows() <= (long) LARGE * rows) {
            return OptionalDouble.empty();
        }
        double share = Math.max(MARGIN * rows / size.rows(), LEAST_PAGES / size.pages());
        return OptionalDouble.of(Math.min(100, 100 * share));
    }

    private Outcome failed(SQLException failed) {
        String state = Optional.ofNullable(failed.getSQLState()).orElse("unknown");
        try {
            connection.rollback();
        } catch (SQLException lost) {
            throw new CatalogLoader.CatalogUnavailable(
                    "database " + door.database() + ": the connection was lost (" + state + ")", lost);
        }
        return switch (state) {
            case "42501" -> new Outcome.Forbidden();
            case "57014" -> new Outcome.Failed("the server took longer than " + STATEMENT_SECONDS + "s");
            case "55P03" -> new Outcome.Failed("locked by somebody");
            case "42P01" -> new Outcome.Failed("no longer there");
            default -> new Outcome.Failed("the server's error " + state);
        };
    }

    private Optional<ColumnFacts> facts(Relation relation, Column column) {
        return Optional.ofNullable(
                columns.getOrDefault(relation.oid(), Map.of()).get(column.number()));
    }

    private static Map<Long, Size> sizes(Connection connection) throws SQLException {
        Map<Long, Size> sizes = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(SampleQueries.FACTS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                sizes.put(rows.getLong(1), new Size(rows.getLong(2), rows.getLong(3), rows.getBoolean(4)));
            }
        }
        return sizes;
    }

    private static Map<Long, Map<Integer, ColumnFacts>> columns(Connection connection) throws SQLException {
        Map<Long, Map<Integer, ColumnFacts>> columns = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(SampleQueries.COLUMN_FACTS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getLong(1), _ -> new HashMap<>())
                        .put(
                                rows.getInt(2),
                                new ColumnFacts(rows.getBoolean(3), Optional.ofNullable(rows.getString(4))));
            }
        }
        return columns;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException gone) {
            // Nothing was written, and everything read has been handed on.
        }
    }
}
