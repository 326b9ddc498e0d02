package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogSnapshot;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.statement.sql.postgres.PostgresGoverning;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Classifying a database that looks like one: {@code classify.psv} says what is in it and what should be found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClassifyCommandTest {

    private static final int ROWS = 300;

    private record Made(String relation, String column, String type, String kind, Optional<String> tag) {

        String name() {
            return relation + "." + column;
        }

        String sql() {
            int dot = relation.indexOf('.');
            return relation.substring(0, dot) + ".\"" + relation.substring(dot + 1) + '"';
        }
    }

    private final PostgresAnalyzer analyzer = new PostgresAnalyzer(1);
    private final List<Made> made = read();
    private final List<String> values = new ArrayList<>();
    private EmbeddedPostgres server;
    private String config = "";
    private Path policies = Path.of(".");

    @TempDir
    private static Path folder = Path.of(".");

    private static List<Made> read() {
        try (InputStream in = Objects.requireNonNull(ClassifyCommandTest.class.getResourceAsStream("classify.psv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|", -1))
                    .map(part -> new Made(
                            part[0].strip(),
                            part[1].strip(),
                            part[2].strip(),
                            part[3].strip(),
                            Optional.of(part[4].strip()).filter(tag -> !tag.isEmpty())))
                    .toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @BeforeAll
    void start() throws IOException, SQLException {
        server = EmbeddedPostgres.builder().start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA crm; CREATE ROLE gate LOGIN; GRANT USAGE ON SCHEMA crm TO gate");
            Map<String, List<Made>> relations =
                    made.stream().collect(Collectors.groupingBy(Made::sql, LinkedHashMap::new, Collectors.toList()));
            for (Map.Entry<String, List<Made>> relation : relations.entrySet()) {
                fill(connection, relation.getKey(), relation.getValue());
            }
            statement.execute("""
                    CREATE VIEW shown AS SELECT email FROM customers;
                    CREATE MATERIALIZED VIEW kept AS SELECT email FROM customers;
                    CREATE TABLE visits (visitor_email text, at date) PARTITION BY RANGE (at);
                    CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
                    INSERT INTO visits SELECT 'visit' || n || '@example.org', '2025-02-01' FROM generate_series(1, 20000) n;
                    ANALYZE visits; ANALYZE visits_2025;
                    CREATE TABLE large (filler text, c7 text);
                    INSERT INTO large
                    SELECT repeat('x', 100), CASE WHEN n > 10000 THEN 'large' || n || '@example.org' ELSE 'none' END
                      FROM generate_series(1, 30000) n;
                    ANALYZE large;
                    CREATE TABLE empty_stuff (vorname text, anything text);
                    COMMENT ON COLUMN empty_stuff.anything IS 'the date of birth, as 01.02.1970';
                    CREATE SCHEMA closed;
                    CREATE TABLE closed.vault (passport_no text, x text);
                    CREATE SCHEMA partly;
                    CREATE TABLE partly.users (email text, pesel text);
                    INSERT INTO partly.users VALUES ('partly@example.org', '44051401359');
                    CREATE SCHEMA slow;
                    CREATE TABLE slow.people (surname text);
                    CREATE SCHEMA odd;
                    CREATE TABLE odd."T.1 ""x"": #" ("e.mail
                    # address" text, "Straße" text);
                    GRANT SELECT ON ALL TABLES IN SCHEMA public, crm, slow, odd TO gate;
                    GRANT USAGE ON SCHEMA closed, partly, slow, odd TO gate;
                    GRANT SELECT (email) ON partly.users TO gate;
                    """);
        }
        config = Files.writeString(folder.resolve("sallyport.yaml"), """
                        databases:
                          shop:
                            environment: test
                            upstream: {host: localhost, port: %d, database: postgres, user: gate, tls: disable}
                          down:
                            environment: test
                            upstream: {host: localhost, port: 1, user: postgres, tls: disable}
                        """.formatted(server.getPort()))
                .toString();
        policies = Files.createDirectory(folder.resolve("policies"));
    }

    private void fill(Connection connection, String relation, List<Made> columns) throws SQLException {
        String list = columns.stream()
                .map(column -> '"' + column.column() + "\" " + column.type())
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + relation + " (" + list + ")");
        }
        String casts = columns.stream().map(column -> "?::" + column.type()).collect(Collectors.joining(", "));
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + relation + " VALUES (" + casts + ")")) {
            for (int row = 1; row <= ROWS; row++) {
                for (int i = 0; i < columns.size(); i++) {
                    String value = MadeData.value(columns.get(i).kind(), row);
                    if (value.length() > 5 && value.chars().anyMatch(Character::isDigit)) {
                        values.add(value);
                    }
                    insert.setString(i + 1, value);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
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
        List<String> all = new ArrayList<>(List.of("classify", "-c", config));
        all.addAll(List.of(arguments));
        return CommandRun.of(Sallyport.commandLine(surroundings), all.toArray(String[]::new));
    }

    /** The tags of at least medium confidence by column. */
    private static Map<String, List<String>> proposed(String json) {
        Map<String, List<String>> proposed = new TreeMap<>();
        for (JsonNode proposal : JsonMapper.builder().build().readTree(json).path("proposals")) {
            String column = proposal.path("schema").asString() + "."
                    + proposal.path("relation").asString() + "."
                    + proposal.path("column").asString();
            List<String> tags = new ArrayList<>();
            for (JsonNode tag : proposal.path("tags")) {
                if (!tag.path("confidence").asString().equals("low")) {
                    tags.add(tag.path("tag").asString());
                }
            }
            proposed.put(column, tags);
        }
        return proposed;
    }

    @Test
    void what_should_be_found_is_found_and_nothing_else() {
        CommandRun run = run("shop", "--json", "--schema", "public", "--schema", "crm");
        Map<String, List<String>> proposed = proposed(run.out());
        List<String> wrong = new ArrayList<>();
        for (Made column : made) {
            List<String> tags = proposed.getOrDefault(column.name(), List.of());
            if (!column.tag().map(tag -> tags.contains(tag)).orElse(!proposed.containsKey(column.name()))) {
                wrong.add(column + " -> " + proposed.get(column.name()));
            }
            column.tag().ifPresent(tag -> {
                if (tags.size() > 1 && !column.name().equals("public.events.payload")) {
                    wrong.add(column + " -> " + tags);
                }
            });
        }
        assertThat(wrong).isEmpty();
        assertThat(proposed.get("public.events.payload")).contains("pii.location");
    }

    @Test
    void no_value_is_printed_in_any_form() {
        List<CommandRun> runs = List.of(
                run("shop", "--confidence", "low"),
                run("shop", "--json", "--progress"),
                run("shop", "--check", "--confidence", "low"));
        for (CommandRun run : runs) {
            String printed = run.out() + run.err();
            assertThat(values).hasSizeGreaterThan(5_000);
            assertThat(values.stream().filter(printed::contains).distinct().toList())
                    .isEmpty();
            assertThat(printed).doesNotContain("@", "01.02.1970", "44051401359");
        }
    }

    @Test
    void the_file_is_a_classification_that_covers_what_was_found() throws IOException {
        CommandRun run = run("shop");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("# Proposed by 'sallyport classify'")
                .contains("\nclassification: shop\ncolumns:\n")
                .contains("  public.payments.cc_num: [pci.pan]  # high: name 'cc_num'; 300 of 300 values are valid card"
                        + " numbers\n")
                .contains("  crm.Kontakte.E-Mail: [pii.email]  # high: name 'E-Mail'; ")
                .contains("  public.events.payload: [pii.email, ")
                .contains("JSON key like 'email'")
                .contains("#  public.empty_stuff.anything: [pii.birth-date]  # low: comment has 'dateofbirth'");
        assertThat(PolicySet.compile(Map.of("proposed.yaml", run.out()), _ -> Optional.empty()))
                .isInstanceOf(PolicySet.Compilation.Compiled.class);
        Path file = policies.resolve("proposed.yaml");
        assertThat(run("shop", "--output", file.toString()).out())
                .matches("\\S+proposed.yaml: \\d+ columns proposed, \\d+ less sure, 0 already classified\n");
        try {
            assertThat(run("shop", "--output", file.toString()).err()).contains("is already there");
            CommandRun check = run("shop", "--check");
            assertThat(check.err()).doesNotContain("locked");
            assertThat(check.out()).startsWith("shop: 0 unclassified columns, ");
            assertThat(check.code()).isZero();
            CommandRun stricter = run("shop", "--check", "--confidence", "low");
            assertThat(stricter.code()).isEqualTo(Sallyport.CHECK_FAILED);
            assertThat(proposed(run("shop", "--all", "--json").out())).containsKey("public.customers.email");
            assertThat(run("shop", "--output", file.toString(), "--all", "--force")
                            .code())
                    .isZero();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void strange_names_can_be_read_back() {
        CommandRun run = run("shop", "--schema", "odd");
        assertThat(run.out()).contains("[pii.email]").contains("[pii.address]");
        assertThat(PolicySet.compile(Map.of("a.yaml", run.out()), _ -> Optional.empty()))
                .isInstanceOfSatisfying(
                        PolicySet.Compilation.Compiled.class,
                        compiled -> assertThat(compiled.policies().unknownObjects(catalog()))
                                .isEmpty());
    }

    private Catalog catalog() {
        Path file = folder.resolve("shop.json");
        CommandRun saved = CommandRun.of(
                Sallyport.commandLine(new Surroundings(
                        () -> new Surroundings.Dialect(
                                analyzer,
                                new PostgresGoverning(),
                                new PostgresMasks(MaskKeys.known(), analyzer),
                                new PostgresCounting()),
                        new TerminalPasswords(InputStream.nullInputStream()),
                        new SecureRandom())),
                "catalog",
                "save",
                "-c",
                config,
                "-d",
                "shop",
                "--force",
                "-o",
                file.toString());
        assertThat(saved.code()).isZero();
        try {
            return CatalogSnapshot.load(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Test
    void a_check_lists_what_is_missing_and_exits_with_one() {
        CommandRun check = run("shop", "--check", "--table", "public.payments", "--table", "companies");
        assertThat(check.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(check.lines())
                .contains("public.payments.cc_num  pci.pan  high: name 'cc_num'; 300 of 300 values are valid card"
                        + " numbers")
                .last()
                .asString()
                .startsWith("shop: 6 unclassified columns, 0 already classified, 2 relations with 11 columns");
        assertThat(run("shop", "--check", "--table", "companies").code()).isZero();
        CommandRun json = run("shop", "--check", "--json", "--table", "companies");
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(json.out())
                        .path("passes")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void views_are_left_out_and_partitions_are_looked_at_through_their_parent() {
        Map<String, List<String>> proposed = proposed(run("shop", "--json").out());
        assertThat(proposed).containsEntry("public.visits.visitor_email", List.of("pii.email"));
        assertThat(proposed.keySet())
                .noneMatch(name -> name.startsWith("public.visits_2025")
                        || name.startsWith("public.shown")
                        || name.startsWith("public.kept"));
    }

    @Test
    void large_tables_are_looked_at_all_over() {
        CommandRun run = run("shop", "--table", "large", "--sample", "100");
        // At its start there are no addresses.
        assertThat(run.out())
                .containsPattern(
                        "public.large.c7: \\[pii.email]  # medium: [4-8]\\d of 100 values are e-mail addresses");
        assertThat(run("shop", "--table", "large", "--sample", "0").out()).contains("columns: {}");
    }

    @Test
    void what_may_not_be_read_is_judged_by_name_and_told() {
        CommandRun closed = run("shop", "--schema", "closed");
        assertThat(closed.code()).isZero();
        assertThat(closed.err())
                .isEqualTo("relation closed.vault: no permission to read it; judged without its values (warning)\n");
        assertThat(closed.out())
                .contains("# relation closed.vault: no permission to read it")
                .contains(
                        "closed.vault.passport_no: [pii.national-id]  # medium: name 'passport_no'; no values looked at");
        CommandRun partly = run("shop", "--schema", "partly");
        assertThat(partly.err()).contains("partly.users: no permission to read 1 column");
        assertThat(partly.out()).contains("partly.users.email: [pii.email]").contains("partly.users.pesel: ");
    }

    @Test
    void what_is_locked_makes_a_check_incomplete() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE public.companies IN ACCESS EXCLUSIVE MODE");
            CommandRun locked = run("shop", "--check", "--table", "companies");
            assertThat(locked.err()).contains("relation public.companies: locked by somebody");
            assertThat(locked.code()).isEqualTo(Sallyport.CHECK_FAILED);
            connection.rollback();
        }
    }

    @Test
    void reading_writes_nothing_and_errors_are_not_quoted() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE SCHEMA guarded;
                    CREATE TABLE guarded.seen (n int);
                    CREATE FUNCTION guarded.note() RETURNS boolean LANGUAGE plpgsql AS
                      $$BEGIN INSERT INTO guarded.seen VALUES (1); RETURN true; END$$;
                    CREATE TABLE guarded.rows (surname text);
                    INSERT INTO guarded.rows VALUES ('Meyer');
                    ALTER TABLE guarded.rows ENABLE ROW LEVEL SECURITY;
                    CREATE POLICY p ON guarded.rows USING (guarded.note());
                    GRANT USAGE ON SCHEMA guarded TO gate;
                    GRANT ALL ON ALL TABLES IN SCHEMA guarded TO gate;
                    """);
            CommandRun run = run("shop", "--schema", "guarded");
            assertThat(run.err()).contains("guarded.rows: the server's error 25006;");
            statement.execute("""
                    CREATE OR REPLACE FUNCTION guarded.note() RETURNS boolean LANGUAGE plpgsql AS
                      $$BEGIN RAISE EXCEPTION 'Meyer is in the way' USING DETAIL = 'Meyer'; END$$
                    """);
            CommandRun failing = run("shop", "--schema", "guarded", "--check");
            assertThat(failing.err()).contains("guarded.rows: the server's error P0001;");
            assertThat(failing.out() + failing.err()).doesNotContain("Meyer");
            statement.execute("DROP SCHEMA guarded CASCADE");
        }
    }

    @Test
    void progress_is_told_when_it_is_asked_for() {
        assertThat(run("shop", "--table", "companies").err()).isEmpty();
        assertThat(run("shop", "--table", "companies", "--progress").err())
                .isEqualTo("relation 1 of 1: public.companies\n");
    }

    @Test
    void mistakes_are_told_with_what_was_meant() {
        CommandRun database = run("shp");
        assertThat(database.code()).isEqualTo(Sallyport.USAGE);
        assertThat(database.err()).contains("there is no database 'shp' (did you mean 'shop'?)");
        assertThat(run("shop", "--table", "custmers").err())
                .contains("has no table 'custmers' (did you mean 'customers'?)");
        assertThat(run("shop", "--schema", "cmr").err()).contains("did you mean 'crm'?");
        assertThat(run("shop", "--sample", "-1").code()).isEqualTo(Sallyport.USAGE);
        assertThat(run("shop", "--confidence", "sure").code()).isEqualTo(Sallyport.USAGE);
        CommandRun down = run("down");
        assertThat(down.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(down.err()).contains("database down at localhost:1: ");
    }
}
