package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

@DisplayName("Through a gate that allows everything, PostgreSQL")
class FidelityTest {

    private static final String PASSWORD = "open-sesame";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static RunningGate gate;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/everything.yaml"), """
                policy: everything
                rules:
                  - allow: all
                """);
        Files.writeString(folder.resolve("password"), "postgres\n");
        Files.setPosixFilePermissions(
                folder.resolve("password"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Path file = folder.resolve("sallyport.yaml");
        Files.writeString(file, """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  postgres:
                    environment: test
                    upstream: {host: localhost, port: %d, user: postgres, password-file: password, tls: disable}
                identities:
                  postgres: {kind: human, verifier: '%s'}
                """.formatted(
                postgres.getPort(),
                ScramVerifier.of(PASSWORD.toCharArray(), new SecureRandom()).format()));
        ConfigResult result = Config.load(file);
        assertThat(result).as(result.toString()).isInstanceOf(ConfigResult.Loaded.class);
        gate = new RunningGate(((ConfigResult.Loaded) result).config(), "test");
    }

    @AfterAll
    static void stop() throws IOException {
        gate.close();
        postgres.close();
    }

    /** What a session answers to some statements, with all that a client can see of its errors. */
    private static List<String> answers(int port, String mode, String... statements) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&password=%s&preferQueryMode=%s"
                .formatted(port, PASSWORD, mode);
        List<String> answers = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                answers.add(answer(statement, text));
            }
        }
        return answers;
    }

    private static String answer(Statement statement, String text) throws SQLException {
        try {
            if (!statement.execute(text)) {
                return "count " + statement.getUpdateCount();
            }
            StringBuilder rows = new StringBuilder();
            try (ResultSet result = statement.getResultSet()) {
                while (result.next()) {
                    rows.append(result.getString(1)).append('\n');
                }
            }
            return rows.toString();
        } catch (PSQLException failure) {
            ServerErrorMessage said = failure.getServerErrorMessage();
            assertThat(said).as(text).isNotNull();
            return String.join(
                    "|",
                    said.getSeverity(),
                    said.getSQLState(),
                    said.getMessage(),
                    "" + said.getDetail(),
                    "" + said.getHint(),
                    "" + said.getPosition());
        }
    }

    private static void equal(String mode, String... statements) throws SQLException {
        assertThat(answers(gate.port(), mode, statements)).isEqualTo(answers(postgres.getPort(), mode, statements));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select from from",
                "select 'é' from from",
                "drop operator === (int4)",
                "create policy p on t as ugly",
                "select U&'wrong: \\061'",
                "select E'wrong: \\u061'",
                "select U&'wrong: +0061' uescape '+'",
                "create publication p for t",
                "select 1 limit 1, 2",
                "create table t (a float(99))",
                "create table t (a int) partition by magic (a)",
                "create role none",
                "select sum(1) over (rows between unbounded following and current row)",
                "create assertion a check (true)",
                "alter database a.b refresh collation version",
                "create table t (a int, check (a > 0) deferrable)",
                "set session authorization",
                "select 1; select (",
                "create role r unencrypted password 'x'"
            })
    @DisplayName("tells of a syntax error all that it tells directly")
    void syntaxErrors(String text) throws SQLException {
        // The gate has the grammar of this version; others word some errors differently.
        assumeTrue(answers(postgres.getPort(), "simple", "show server_version")
                .getFirst()
                .startsWith("18."));
        equal("simple", text, "select 1");
        equal("extended", text, "select 1");
    }
}
