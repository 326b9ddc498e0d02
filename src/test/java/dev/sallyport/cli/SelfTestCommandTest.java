package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.statement.sql.postgres.PostgresGoverning;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("sallyport selftest")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelfTestCommandTest {

    @TempDir
    private static Path folder = Path.of(".");

    private final PostgresAnalyzer analyzer = new PostgresAnalyzer(1);
    private EmbeddedPostgres server;

    private record Ran(int code, String out, String err) {}

    @BeforeAll
    void start() throws IOException, SQLException {
        server = EmbeddedPostgres.builder().start();
        try (Connection direct = server.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement()) {
            statement.execute("""
                    CREATE ROLE ada LOGIN SUPERUSER;
                    CREATE TABLE people (id int PRIMARY KEY, name text, mail text);
                    INSERT INTO people SELECT n, 'name', 'zebra' || n * 7919 || '@example.org' FROM generate_series(1, 9) n;
                    """);
        }
        Files.createDirectories(folder.resolve("policies"));
        Files.createDirectories(folder.resolve("bare"));
        String policy = """
                policy: analysts
                rules:
                  - allow: [read, session, transaction]
                """;
        Files.writeString(folder.resolve("bare/analysts.yaml"), policy);
        Files.writeString(folder.resolve("policies/analysts.yaml"), policy + """
                  - mask: {columns: [public.people.mail]}
                    with: email
                """);
        Files.writeString(folder.resolve("sallyport.yaml"), """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: 0}
                databases:
                  postgres:
                    environment: test
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                identities:
                  ada: {kind: human, certificate-subject: ada}
                """.formatted(server.getPort()));
        Files.createDirectories(folder.resolve("data"));
        Files.write(folder.resolve("data/mask.key"), new byte[MaskKeys.MIN_SECRET_BYTES]);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
        analyzer.close();
    }

    private Ran run(String... arguments) {
        Surroundings surroundings = new Surroundings(
                () -> new Surroundings.Dialect(
                        analyzer,
                        new PostgresGoverning(),
                        new PostgresMasks(MaskKeys.known(), analyzer),
                        new PostgresCounting()),
                _ -> "not asked for".toCharArray(),
                new SecureRandom());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Sallyport.commandLine(surroundings).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(
                List.of("selftest", "--config", folder.resolve("sallyport.yaml").toString()));
        all.addAll(List.of(arguments));
        return new Ran(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    /** The server itself, in the gate's place. */
    private Ran past(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--as",
                "ada",
                "--host",
                "localhost",
                "--port",
                Integer.toString(server.getPort()),
                "--sslmode",
                "disable"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    @Test
    @DisplayName("holds at a gate of its own, and leaves reports to keep and nothing else")
    void held() throws IOException {
        Path page = folder.resolve("held.html");
        Path tree = folder.resolve("held.json");
        Ran ran = run(
                "--as", "ada", "--own-gate", "--report", page.toString(), "--report", tree.toString(), "--progress");
        assertThat(ran.err()).contains("relation 1 of 1: public.people");
        assertThat(ran.out())
                .contains("Nothing came out that must not.", "public.people.mail", "email by analysts/mask-2");
        assertThat(ran.code()).isZero();
        JsonNode json = JsonMapper.shared().readTree(Files.readString(tree));
        assertThat(json.path("result").asString()).isEqualTo("held");
        assertThat(json.path("attempts").path("all").asInt()).isGreaterThan(500);
        assertThat(json.path("attempts").path("leaked").asInt()).isZero();
        assertThat(json.path("policies").asString()).hasSize(64);
        assertThat(Files.readString(page))
                .contains("Nothing came out that must not", "public.people.mail")
                .doesNotContain("on behalf of", "<script", "http://", "https://", "{{", "zebra");
        try (var left = Files.list(folder.resolve("data"))) {
            assertThat(left).extracting(Path::getFileName).containsExactly(Path.of("mask.key"));
        }
    }

    @Test
    @DisplayName("fails where values come out, and says which without saying them")
    void leaked() throws IOException {
        Path page = folder.resolve("leaked.html");
        Ran ran = past("--report", page.toString(), "--theme", "plainly");
        assertThat(ran.out())
                .contains("LEAK  public.people.mail, simple query: value 1 of public.people.mail came out (text)")
                .contains("select t.\"mail\" from \"public\".\"people\" t where {rows}")
                .contains("The gate did not hold.")
                .doesNotContain("zebra");
        assertThat(Files.readString(page))
                .contains("The gate did not hold", "value 1 of public.people.mail came out")
                .doesNotContain("zebra");
        assertThat(ran.code()).isEqualTo(1);
        Ran json = past("--json", "--theme", "plainly");
        assertThat(JsonMapper.shared().readTree(json.out()).path("result").asString())
                .isEqualTo("leaked");
        assertThat(json.out()).doesNotContain("zebra");
    }

    @Test
    @DisplayName("says what is wrong with what it is given")
    void wrong() throws IOException {
        assertThat(run("--own-gate")).satisfies(ran -> {
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("whose session?", "Give --as with one of: ada");
        });
        assertThat(run("--as", "ada", "--theme", "nonsense").err()).contains("sallyport selftest --list");
        assertThat(run("--as", "ada", "--report", "x.pdf").err()).contains("ends in .html or .json");
        assertThat(run("--as", "ada", "--sample", "0").err()).contains("--sample must be in 1..200");
        assertThat(run("--as", "ada", "--own-gate", "--table", "peple").err())
                .contains("no table 'peple' (did you mean 'people'?)");
        assertThat(run("--as", "ada", "--policies", folder.resolve("bare").toString()))
                .satisfies(ran -> {
                    assertThat(ran.code()).isEqualTo(2);
                    assertThat(ran.err()).contains("there is nothing to try");
                });
        assertThat(run("--as", "ada").err()).contains("Give --port");
        Path there = Files.writeString(folder.resolve("there.json"), "{}");
        assertThat(run("--as", "ada", "--report", there.toString()).err()).contains("is already there");
    }

    @Test
    @DisplayName("tells that the gate cannot be reached")
    void unreachable() {
        Ran ran = run("--as", "ada", "--host", "localhost", "--port", "1", "--sslmode", "disable");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("localhost:1");
    }

    @Test
    @DisplayName("lists its statements")
    void list() {
        Ran ran = run("--list");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("plainly", "string functions", "a row that is left out");
    }
}
