package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.identity.ScramVerifier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database with what a test puts into it, and a gate in front with the test's policies. {@code ada} is an analyst, in
 * group {@code analysts} and region {@code eu}; {@code dan} may do everything.
 */
final class GovernedShop implements AutoCloseable {

    private static final String PASSWORD = "open sesame";

    private final EmbeddedPostgres postgres;
    private final RunningGate gate;

    /** @param policies documents of a policy file, what {@code dan} may left out */
    GovernedShop(Path folder, String schema, String policies) throws IOException, SQLException {
        this(folder, schema, policies, "");
    }

    /** @param more what else is in {@code sallyport.yaml} */
    GovernedShop(Path folder, String schema, String policies, String more) throws IOException, SQLException {
        postgres = EmbeddedPostgres.builder().start();
        try (Connection direct = direct();
                Statement statement = direct.createStatement()) {
            statement.execute(schema);
        }
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/tested.yaml"), policies);
        Files.writeString(folder.resolve("policies/dba.yaml"), """
                policy: administrators
                applies: "'dba' in principal.groups"
                rules:
                  - allow: [all]
                    on: ["*"]
                """);
        String verifier =
                ScramVerifier.of(PASSWORD.toCharArray(), new SecureRandom()).format();
        Path file = Files.writeString(
                folder.resolve("sallyport.yaml"), """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  shop:
                    environment: test
                    verify: plan
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                identities:
                  ada: {kind: human, groups: [analysts], attributes: {region: eu}, verifier: '%s'}
                  dan: {kind: human, groups: [dba], verifier: '%s'}
                """.formatted(postgres.getPort(), verifier, verifier) + more);
        ConfigResult result = Config.load(file);
        assertThat(result).as(result.toString()).isInstanceOf(ConfigResult.Loaded.class);
        gate = new RunningGate(((ConfigResult.Loaded) result).config(), "test");
    }

    Connection direct() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }

    /** Where the gate tells of itself; the configuration must have {@code observe}. */
    int observePort() {
        return gate.observePort().orElseThrow();
    }

    int port() {
        return gate.port();
    }

    /** @param mode pgjdbc's {@code preferQueryMode} */
    Connection connect(String user, String mode) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/shop?user=%s&password=%s&preferQueryMode=%s&prepareThreshold=1"
                        .formatted(gate.port(), user, PASSWORD.replace(" ", "%20"), mode));
    }

    /** The rows of the last result of a text, their columns joined by blanks; or of an update, its count. */
    static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            boolean result = statement.execute(sql);
            while (result || statement.getUpdateCount() != -1) {
                rows.clear();
                if (result) {
                    add(statement.getResultSet(), rows);
                } else {
                    rows.add(Integer.toString(statement.getUpdateCount()));
                }
                result = statement.getMoreResults();
            }
        }
        return rows;
    }

    static List<String> read(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        add(result, rows);
        return rows;
    }

    private static void add(ResultSet result, List<String> rows) throws SQLException {
        while (result.next()) {
            StringBuilder row = new StringBuilder();
            for (int at = 1; at <= result.getMetaData().getColumnCount(); at++) {
                row.append(at == 1 ? "" : " ").append(result.getString(at));
            }
            rows.add(row.toString());
        }
    }

    @Override
    public void close() throws IOException {
        gate.close();
        postgres.close();
    }
}
