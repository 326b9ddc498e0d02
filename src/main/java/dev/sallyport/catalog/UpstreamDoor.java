package dev.sallyport.catalog;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;

/** Opens connections to a protected database for the gate's own questions. */
record UpstreamDoor(String database, ConnectionSettings settings) {

    /** A connection of which nobody's objects, long queries or locks can make more than was asked for. */
    Connection open() throws SQLException {
        return open(new Properties());
    }

    /** @param more properties of the driver */
    Connection open(Properties more) throws SQLException {
        Properties properties = settings.properties();
        properties.putAll(more);
        if (settings.password().isPresent()) {
            try {
                properties.setProperty("password", settings.password().get().reveal());
            } catch (Exception missing) {
                throw new CatalogLoader.CatalogUnavailable(
                        "database " + database + ": " + missing.getMessage(), missing);
            }
        }
        Connection connection = DriverManager.getConnection(settings.url(), properties);
        try (Statement statement = connection.createStatement()) {
            // Nobody's objects can stand in for the system's, no query runs for ever, and none waits for others'
            // changes.
            statement.execute(
                    "SET search_path = pg_catalog; SET statement_timeout = '30s'; SET lock_timeout = '100ms'");
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
        return connection;
    }

    CatalogLoader.CatalogUnavailable unavailable(SQLException failed) {
        String reason = Optional.ofNullable(failed.getMessage()).orElse("no reason given");
        return new CatalogLoader.CatalogUnavailable(
                "database " + database + " at " + settings.host() + ":" + settings.port() + ": " + reason, failed);
    }
}
