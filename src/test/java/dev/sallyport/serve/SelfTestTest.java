package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogReader;
import dev.sallyport.catalog.DirectSession;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.client.PostgresClient;
import dev.sallyport.client.Transport;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.governor.Standing;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Session;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.folder.PolicyFolder;
import dev.sallyport.selftest.SelfTest;
import dev.sallyport.selftest.SelfTestReport;
import dev.sallyport.selftest.SelfTestReport.Finding;
import dev.sallyport.selftest.SelfTestReport.Target;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The self-test")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelfTestTest {

    private static final String SCHEMA = """
            CREATE TABLE people (id int PRIMARY KEY, name text, salary int, born date, about jsonb, region text);
            INSERT INTO people
            SELECT n, substr(md5(n::text), 1, 9) || ' zebra' || n * 7919, 481517 + n * 977, date '1961-03-07' + n * 611,
                   jsonb_build_object('diagnosis', 'qualm' || n * 6151, 'level', n),
                   CASE WHEN n % 3 = 0 THEN 'us' ELSE 'eu' END
              FROM generate_series(1, 40) n;
            CREATE TABLE notes (body text, secret text);
            INSERT INTO notes SELECT 'note', 'hidden note ' || n * 8111 FROM generate_series(1, 12) n;
            CREATE VIEW shown AS SELECT id, name, salary FROM people;
            CREATE MATERIALIZED VIEW kept AS SELECT body, secret FROM notes;
            CREATE STATISTICS more (mcv) ON name, region FROM people;
            ANALYZE;
            """;

    private static final String POLICIES = """
            policy: analysts
            applies: "'analysts' in principal.groups"
            rules:
              - allow: [all]
              - mask: {columns: [public.people.name, public.people.about, public.notes.secret]}
                with: redact
              - mask: {columns: [public.people.salary]}
                with: "null"
              - mask: {columns: [public.people.born]}
                with: {generalize: decade}
              - rows: [public.people]
                where: region = ${principal.region}
            """;

    @TempDir
    private static Path folder = Path.of(".");

    private GovernedShop shop;
    private Config config;
    private PostgresAnalyzer analyzer;

    @BeforeAll
    void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, SCHEMA, POLICIES);
        config = ((ConfigResult.Loaded) Config.load(folder.resolve("sallyport.yaml"))).config();
        analyzer = new PostgresAnalyzer(1);
    }

    @AfterAll
    void stop() throws IOException {
        analyzer.close();
        shop.close();
    }

    private SelfTestReport run(SelfTest.Gate gate, boolean guesses, String... themes) throws IOException {
        Config.Protected database = Objects.requireNonNull(config.databases().get("shop"));
        PostgresMasks masks = new PostgresMasks(MaskSecrets.keys(config), analyzer);
        PolicySet policies =
                ((PolicySet.Compilation.Compiled) new PolicyFolder(config.policies()).compile(masks::wrong)).policies();
        CatalogReader reader = CatalogAccess.reader(database);
        Catalog catalog = CatalogAccess.answered(reader, reader.load(1), policies, masks);
        Config.Identity ada = Objects.requireNonNull(config.identities().get("ada"));
        Session session = new Session(
                "trial",
                new Delegation(List.of(ada.principal())),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "127.0.0.1",
                "test",
                "scram-sha-256",
                true,
                Instant.EPOCH);
        Standing standing = Standing.of(
                policies.rights(session, database.database(), catalog),
                catalog,
                new SearchPath(List.of("pg_catalog", "public")),
                masks);
        Set<RelationName> relations = SelfTest.governed(standing);
        try (DirectSession direct = CatalogAccess.direct(database)) {
            return new SelfTest(standing, direct, gate, new SelfTest.Options(relations, List.of(themes), 8, guesses))
                    .run((_, _, _) -> {});
        }
    }

    private static SelfTest.Gate session(int port, String user, String password, String database) {
        Transport transport =
                new Transport("127.0.0.1", port, Transport.Tls.DISABLE, Optional.empty(), Duration.ofSeconds(20));
        return () -> PostgresClient.open(transport, user, password, Map.of("database", database), 8192);
    }

    @Test
    @DisplayName("finds nothing where the gate holds, and ordinary work goes on")
    void green() throws IOException {
        SelfTestReport report = run(session(shop.port(), "ada", "open sesame", "shop"), true);
        assertThat(report.findings()).isEmpty();
        assertThat(report.overDenied()).isEmpty();
        assertThat(report.total().undecided()).isZero();
        // Nearly all of it runs: what is refused proves little.
        assertThat(report.total().held()).isGreaterThan(report.total().all() * 3 / 4);
        assertThat(report.targets())
                .extracting(Target::name)
                .contains("public.people", "public.people.name", "public.notes.secret", "public.shown", "public.kept");
    }

    @Test
    @DisplayName("finds what comes out where nothing governs, by every one of its statements; and shows no value")
    void red() throws IOException {
        Config.Upstream upstream =
                Objects.requireNonNull(config.databases().get("shop")).upstream();
        SelfTestReport report = run(session(upstream.port(), "postgres", "-", "postgres"), true);
        Set<String> leaking = report.findings().stream().map(Finding::place).collect(Collectors.toSet());
        assertThat(SelfTest.places())
                .filteredOn(place -> !place.startsWith("attempts/ordinary.sql"))
                .allMatch(leaking::contains);
        assertThat(report.toString())
                .doesNotContain("zebra", "qualm", "hidden note", "48249", "48347")
                .contains("value 1 of public.people.name came out");
    }
}
