package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.statement.sql.postgres.PostgresGoverning;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands that reach a database, and what they save for those that do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnlineCommandTest {

    private static final String VERIFIER =
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    private final PostgresAnalyzer analyzer = new PostgresAnalyzer(1);
    private EmbeddedPostgres server;
    private String config = "";

    @TempDir
    private static Path folder = Path.of(".");

    @BeforeAll
    void start() throws IOException, SQLException {
        server = EmbeddedPostgres.builder().start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE customers (id bigint, email text); CREATE TABLE orders (id bigint)");
        }
        config = Files.writeString(
                        folder.resolve("sallyport.yaml"), """
                        databases:
                          shop:
                            environment: test
                            upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                          down:
                            environment: test
                            upstream: {host: localhost, port: 1, user: postgres, tls: disable}
                        identities:
                          alice: {kind: human, groups: [support], verifier: %s}
                          bot: {kind: agent, verifier: %s, acts-for: [alice], purposes: [support], databases: [shop]}
                        """.formatted(server.getPort(), VERIFIER, VERIFIER))
                .toString();
        Path policies = Files.createDirectory(folder.resolve("policies"));
        Files.writeString(policies.resolve("a.yaml"), """
                policy: p
                rules:
                  - allow: [read]
                  - name: mails
                    mask: {columns: [public.customers.email, public.customers.phone]}
                    with: redact
                  - limit: {rows: 5, time: 2s}
                  - name: no-deletes
                    deny: [delete]
                    message: Nothing is deleted.
                    hint: Archive it.
                """);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
        analyzer.close();
    }

    private CommandRun run(String... arguments) {
        Surroundings surroundings = new Surroundings(
                () -> new Surroundings.Dialect(
                        analyzer,
                        new PostgresGoverning(),
                        new PostgresMasks(MaskKeys.known(), analyzer),
                        new PostgresCounting()),
                new TerminalPasswords(InputStream.nullInputStream()),
                new SecureRandom());
        return CommandRun.of(Sallyport.commandLine(surroundings), arguments);
    }

    @Test
    void check_reaches_every_database_and_compares_policies_with_it() {
        CommandRun check = run("check", "-c", config, "--connect");
        assertThat(check.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(check.out())
                .containsPattern("database shop at localhost:\\d+: PostgreSQL 1\\S*, no TLS, 2 relations");
        assertThat(check.err())
                .contains("database down at localhost:1: ")
                .contains("a.yaml:5:46: database shop has no column public.customers.phone")
                .contains("1 problem");
    }

    @Test
    void masks_that_do_not_fit_are_mistakes() throws IOException {
        Path other = Files.createDirectories(folder.resolve("misfit/policies"));
        Files.writeString(other.resolve("a.yaml"), """
                policy: p
                rules:
                  - name: ids
                    mask: {columns: [public.customers.id]}
                    with: partial
                  - mask: {columns: [public.orders.id]}
                    with: {constant: 99999999999999999999}
                """);
        Path here = Files.writeString(folder.resolve("misfit/sallyport.yaml"), """
                databases:
                  shop:
                    environment: test
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                mask-keys: {pp: {env: NO_SUCH_KEY}}
                observe:
                  listen: 127.0.0.1:0
                  otlp: {endpoint: 'http://localhost:1', header-env: NO_SUCH_HEADER}
                """.formatted(server.getPort()));
        String first = "a.yaml:5:11: mask 'partial' of p/ids does not fit column public.customers.id, which is bigint;"
                + " these do: mode: deny-use, null, redact, constant, {sql: ...}, generalize";
        String second =
                "a.yaml:7:11: mask 'constant' of p/mask-2 does not fit column public.orders.id, which is bigint";
        CommandRun check = run("check", "-c", here.toString(), "--connect");
        assertThat(check.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(check.err())
                .contains(first, second)
                .contains("mask-keys: there is no policy 'pp' (did you mean 'p'?) (warning)")
                .contains("the mask key of policy 'pp': environment variable NO_SUCH_KEY is not set")
                .contains(
                        "the header for the collector of 'observe.otlp': environment variable NO_SUCH_HEADER is not set")
                .contains("4 problems");
        CommandRun online = run("policy", "check", "-c", here.toString(), "--online");
        assertThat(online.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(online.err()).contains(first, second);
        String file = folder.resolve("misfit.json").toString();
        run("catalog", "save", "-c", config, "-d", "shop", "-o", file);
        CommandRun offline = run("policy", "check", other.toString(), "--catalog", file);
        assertThat(offline.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(offline.err()).contains(first, second);
    }

    @Test
    void masks_of_ones_own_are_checked_by_the_grammar_and_by_the_database() throws IOException {
        Path other = Files.createDirectories(folder.resolve("own/policies"));
        Path policy = other.resolve("a.yaml");
        Files.writeString(policy, """
                policy: p
                rules:
                  - mask: {columns: [public.customers.email]}
                    with:
                      sql: |
                        left(value, 1) ||
                          md5(value)
                """);
        Path here = Files.writeString(folder.resolve("own/sallyport.yaml"), """
                databases:
                  shop:
                    environment: test
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                identities: {alice: {kind: human, verifier: %s}}
                """.formatted(server.getPort(), VERIFIER));
        CommandRun offline = run("policy", "check", other.toString());
        assertThat(offline.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(offline.err()).contains("a.yaml:7:11: in the mask: function md5 is not known");
        Files.writeString(policy, """
                policy: p
                rules:
                  - allow: [read]
                  - mask: {columns: [public.customers.email]}
                    with: {sql: "left(value, 1)"}
                  - mask: {columns: [public.customers.id]}
                    with: {sql: length('x')}
                """);
        assertThat(run("policy", "check", other.toString()).code()).isZero();
        String misfit =
                "a.yaml:7:11: mask 'custom' of p/mask-3 does not fit column public.customers.id, which is bigint"
                        + " (it gives integer)";
        assertThat(run("check", "-c", here.toString(), "--connect").err()).contains(misfit);
        CommandRun online = run("policy", "check", "-c", here.toString(), "--online");
        assertThat(online.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(online.err()).contains(misfit);
        CommandRun explain = run(
                "policy", "explain", "-c", here.toString(), "--as", "alice", "-d", "shop", "SELECT * FROM customers");
        assertThat(explain.out())
                .contains("public.customers.email: custom by p/mask-2")
                .contains("(SELECT pg_catalog.left(masked.value, (1)) AS masked FROM (SELECT CAST(\"email\" AS text)")
                .contains("CAST(NULL AS bigint) AS \"id\"");
    }

    @Test
    void a_catalog_is_saved_shown_and_checked_against() {
        String file = folder.resolve("shop.json").toString();
        CommandRun save = run("catalog", "save", "-c", config, "-d", "shop", "-o", file);
        assertThat(save.err()).isEmpty();
        assertThat(save.out()).isEqualTo(file + ": 2 relations, 0 functions\n");
        assertThat(run("catalog", "save", "-c", config, "-d", "shop", "-o", file)
                        .code())
                .isEqualTo(Sallyport.USAGE);
        assertThat(run("catalog", "show", "--catalog", file, "public.customers").out())
                .isEqualTo("public.customers  table\n  public.customers.id  bigint\n  public.customers.email  text\n");
        CommandRun check = run("policy", "check", folder.resolve("policies").toString(), "--catalog", file, "--strict");
        assertThat(check.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(check.err()).contains("has no column public.customers.phone").contains("(warning)");
        CommandRun explain =
                run("policy", "explain", "-c", config, "--as", "alice", "-d", "down", "--catalog", file, "SELECT 1");
        assertThat(explain.err()).contains("is the catalog of database shop, not of down");
    }

    @Test
    void a_database_that_is_down_is_told_and_the_way_around() {
        CommandRun explain = run("policy", "explain", "-c", config, "--as", "alice", "-d", "down", "SELECT 1");
        assertThat(explain.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(explain.err()).contains("database down at localhost:1").contains("Give --catalog");
        assertThat(run("catalog", "save", "-c", config).err()).contains("which database?");
        assertThat(run("catalog", "save", "-c", config, "-d", "shp").err()).contains("did you mean 'shop'?");
    }

    @Test
    void what_is_allowed_is_explained_with_masks_and_governed_text() {
        CommandRun explain =
                run("policy", "explain", "-c", config, "--as", "bot", "-d", "shop", "SELECT email FROM customers");
        assertThat(explain.err()).isEmpty();
        assertThat(explain.code()).isZero();
        assertThat(explain.out())
                .startsWith("decision: allow\n")
                .contains("limit-rows: 5\n")
                .contains("on-behalf-of: alice\n")
                .contains("purpose: support\n")
                .contains("  relations: public.customers: read (email)\n")
                .contains("  rules: p/allow-1; p/limit-3\n")
                .contains("  public.customers.email: redact by p/mails\n")
                .containsPattern("governed-text: SELECT email FROM \\(SELECT .*\"email\"");
    }

    @Test
    void what_is_denied_is_explained_as_json() {
        CommandRun explain =
                run("policy", "explain", "-c", config, "--as", "alice", "-d", "shop", "--json", "DELETE FROM orders");
        assertThat(explain.code()).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(explain.out());
        assertThat(json.path("decision").asString()).isEqualTo("deny");
        assertThat(json.path("message").asString())
                .isEqualTo("delete on public.orders is denied by p/no-deletes: Nothing is deleted.");
        assertThat(json.path("hint").asString()).isEqualTo("Archive it.");
        assertThat(json.path("code").asString()).isEqualTo("42501");
        assertThat(json.path("rules").path(0).asString()).isEqualTo("p/no-deletes");
        assertThat(json.path("statements").path(0).path("where").asString()).isEqualTo("absent");
    }

    @Test
    void explain_knows_who_there_is_and_where_they_may_connect() {
        assertThat(run("policy", "explain", "-c", config, "--as", "alise", "-d", "shop", "SELECT 1")
                        .err())
                .contains("there is no identity 'alise' (did you mean 'alice'?)");
        assertThat(run("policy", "explain", "-c", config, "--as", "bot", "-d", "down", "SELECT 1")
                        .err())
                .contains("identity 'bot' may not connect to database down");
        assertThat(run(
                                "policy",
                                "explain",
                                "-c",
                                config,
                                "--as",
                                "bot",
                                "-d",
                                "shop",
                                "--purpose",
                                "suport",
                                "SELECT 1")
                        .err())
                .contains("has no purpose 'suport' (did you mean 'support'?)");
    }
}
