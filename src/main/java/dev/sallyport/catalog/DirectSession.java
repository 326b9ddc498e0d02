package dev.sallyport.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Asks a database past the gate, with the gate's own credentials: what is true there, and what a statement would give over
 * relations that are put in the place of others. Everything is in transactions that are rolled back. Not thread-safe.
 *
 * <p>Replies hold whatever the database holds: they are for comparing, never for showing.
 */
public final class DirectSession implements AutoCloseable {

    /** How long the server may take for a statement. */
    private static final int STATEMENT_SECONDS = 5;

    private static final int MAX_ROWS = 20_000;
    private static final String LOST = "08006";

    private final UpstreamDoor door;
    private final Connection connection;

    /**
     * What came back for one text.
     *
     * @param columns the names of the last result's columns
     * @param rows of all results; empty for NULL
     * @param error the SQLSTATE, when it failed
     */
    public record Reply(List<String> columns, List<List<Optional<String>>> rows, Optional<String> error) {

        public Reply {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }

        /** The value in the first row and column, if there is one. */
        public Optional<String> first() {
            return rows.isEmpty() || rows.getFirst().isEmpty()
                    ? Optional.empty()
                    : rows.getFirst().getFirst();
        }
    }

    private DirectSession(UpstreamDoor door, Connection connection) {
        this.door = door;
        this.connection = connection;
    }

    /** @throws CatalogLoader.CatalogUnavailable when the database cannot be reached */
    public static DirectSession open(String database, ConnectionSettings settings) {
        UpstreamDoor door = new UpstreamDoor(database, settings);
        Properties simple = new Properties();
        simple.setProperty("preferQueryMode", "simple");
        try {
            Connection connection = door.open(simple);
            connection.setReadOnly(false); // views in the place of relations are made, and rolled back
            connection.setAutoCommit(false);
            return new DirectSession(door, connection);
        } catch (SQLException failed) {
            throw door.unavailable(failed);
        }
    }

    /**
     * Begins anew, everything before forgotten.
     *
     * @param texts what is to hold until the next beginning; the first that fails ends it
     * @return the SQLSTATE of that
     */
    public Optional<String> begin(List<String> texts) {
        rollback();
        List<String> all = new ArrayList<>(List.of("SET LOCAL statement_timeout = '" + STATEMENT_SECONDS + "s'"));
        all.addAll(texts);
        for (String text : all) {
            Optional<String> error = say(text).error();
            if (error.isPresent()) {
                rollback();
                return error;
            }
        }
        return Optional.empty();
    }

    /** The replies to texts, one after the other, up to the first that fails. Nothing of them stays. */
    public List<Reply> ask(List<String> texts) {
        List<Reply> replies = new ArrayList<>();
        try {
            Savepoint before = connection.setSavepoint();
            for (String text : texts) {
                replies.add(say(text));
                if (replies.getLast().error().isPresent()) {
                    break;
                }
            }
            connection.rollback(before);
            return replies;
        } catch (SQLException lost) {
            throw door.unavailable(lost);
        }
    }

    public Reply ask(String text) {
        return ask(List.of(text)).getFirst();
    }

    private Reply say(String text) {
        List<List<Optional<String>>> rows = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setMaxRows(MAX_ROWS);
            boolean result = statement.execute(text);
            while (result || statement.getUpdateCount() != -1) {
                if (result) {
                    columns.clear();
                    read(statement.getResultSet(), columns, rows);
                }
                result = statement.getMoreResults();
            }
            return new Reply(columns, rows, Optional.empty());
        } catch (SQLException failed) {
            return new Reply(
                    columns,
                    rows,
                    Optional.of(Optional.ofNullable(failed.getSQLState()).orElse(LOST)));
        }
    }

    private static void read(ResultSet found, List<String> columns, List<List<Optional<String>>> rows)
            throws SQLException {
        int width = found.getMetaData().getColumnCount();
        for (int at = 1; at <= width; at++) {
            columns.add(found.getMetaData().getColumnLabel(at));
        }
        while (found.next()) {
            List<Optional<String>> row = new ArrayList<>();
            for (int at = 1; at <= width; at++) {
                row.add(Optional.ofNullable(found.getString(at)));
            }
            rows.add(row);
        }
    }

    private void rollback() {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            throw door.unavailable(lost);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException gone) {
            // Nothing was to stay.
        }
    }
}
