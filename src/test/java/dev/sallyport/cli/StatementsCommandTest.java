package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.serve.RunningGate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The command that shows the use of statements")
class StatementsCommandTest {

    private static final String PASSWORD = "open sesame";

    @TempDir
    private static Path folder = Path.of(".");

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedPostgres postgres;

    @SuppressWarnings("NullAway.Init")
    private static RunningGate gate;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.builder().start();
        Path policies = Files.createDirectory(folder.resolve("policies"));
        Files.writeString(policies.resolve("p.yaml"), "policy: p\nrules:\n  - allow: [read]\n");
        String verifier =
                ScramVerifier.of(PASSWORD.toCharArray(), new SecureRandom()).format();
        Path file = Files.writeString(
                folder.resolve("sallyport.yaml"), """
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  shop:
                    environment: test
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                identities:
                  ada: {kind: human, purposes: [support], verifier: '%s'}
                  bot: {kind: agent, acts-for: [ada], verifier: '%s'}
                observe: {listen: '127.0.0.1:0'}
                """.formatted(postgres.getPort(), verifier, verifier));
        gate = new RunningGate(((ConfigResult.Loaded) Config.load(file)).config(), "test");
        send("ada", "select 1", "select 2", "select 3", "select 'x' as \"\u001b[31mred\"");
        send("bot", "select 4", "create table t (id int)");
    }

    @AfterAll
    static void stop() throws IOException {
        gate.close();
        postgres.close();
    }

    private static void send(String user, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + gate.port() + "/shop", user, PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException refused) {
                    assertThat(refused.getSQLState()).isEqualTo("42501");
                }
            }
        }
    }

    private static CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("statements", "-c", folder.resolve("sallyport.yaml").toString()));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.plain(all.toArray(String[]::new));
    }

    private static CommandRun asked(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("--url", "http://127.0.0.1:" + gate.observePort().orElseThrow()));
        all.addAll(Arrays.asList(arguments));
        return run(all.toArray(String[]::new));
    }

    @Test
    @DisplayName("prints a table, the most first")
    void table() {
        CommandRun shown = asked("--sort", "calls");
        assertThat(shown.err()).isEmpty();
        assertThat(shown.code()).isZero();
        assertThat(shown.lines().getFirst())
                .matches(
                        " *CALLS +ERRORS +DENIED +ROWS +BYTES +TIME +P50 +P95 +P99 +MASKED +FILTERED +IDENTITY +PURPOSE"
                                + " +DATABASE +STATEMENT");
        assertThat(shown.lines().get(1)).matches(" *3 +0 +0 +3 .* ms .* ada +support +shop +select \\$1");
        assertThat(shown.lines())
                .anySatisfy(line ->
                        assertThat(line).matches(" *0 +0 +1 +0 +0 .* bot>ada +shop +create table t \\(id int\\)"));
        assertThat(shown.out()).contains("\"?[31mred\"").doesNotContain("\u001b");
    }

    @Test
    @DisplayName("adds up, and says how much is left off")
    void grouped() {
        CommandRun people = asked("--by", "identity", "--sort", "calls");
        assertThat(people.lines()).hasSize(3);
        assertThat(people.lines().get(1)).endsWith("  ada");
        assertThat(people.lines().get(2)).endsWith("  bot>ada");
        assertThat(asked("--by", "purpose").lines().getFirst()).endsWith("FILTERED  PURPOSE");
        assertThat(asked("--by", "fingerprint", "--limit", "1").out())
                .containsPattern("\\(\\d more; --limit shows them\\)");
    }

    @Test
    @DisplayName("prints what the gate answers")
    void json() {
        CommandRun shown = asked("--json", "--by", "fingerprint", "--sort", "calls");
        assertThat(JsonMapper.shared()
                        .readTree(shown.out())
                        .path("statements")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("select $1");
    }

    @Test
    @DisplayName("says what is wrong")
    void wrong() throws IOException {
        assertThat(asked("--sort", "size").err()).contains("'sort' cannot be 'size'; it is one of time, mean");
        assertThat(asked("--limit", "0").code()).isEqualTo(Sallyport.USAGE);
        assertThat(run().err()).contains("any free port").contains("--url");
        assertThat(run("--url", "127.0.0.1:9464").err())
                .contains("is no address")
                .contains("http://");
        assertThat(run("--url", "http://127.0.0.1:1").err()).contains("nobody answers at 127.0.0.1:1");
        assertThat(asked("--token-file", folder.resolve("none").toString()).err())
                .contains("there is no ");
        Path other = Files.writeString(folder.resolve("other"), "ab".repeat(32) + "\n");
        assertThat(asked("--token-file", other.toString()).err()).contains("the gate has another token");
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2\n");
        assertThat(asked("--token-file", secret.toString()).err())
                .contains("is not what a gate wrote")
                .doesNotContain("hunter2");
    }

    @Test
    @DisplayName("is not confused by what is no gate")
    void stranger() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "<html>\u001b[31m".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getQuery().contains("limit=7") ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(run("--url", url).err()).contains("what answers is no gate");
            assertThat(run("--url", url, "--limit", "7").err()).contains("answers with 500: <html>?[31m");
        } finally {
            server.stop(0);
        }
    }
}
