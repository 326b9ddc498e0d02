package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("What a gate tells of itself")
@Timeout(120)
class ObservedGateTest {

    private static final String SCHEMA = """
            create table zanzibar (n int, mail text);
            insert into zanzibar select n, 'canary' || n || '@example.com' from generate_series(1, 3) n;
            """;
    private static final String POLICIES = """
            policy: analysts
            applies: "'analysts' in principal.groups"
            rules:
              - allow: [read]
                on: ["public.*"]
              - mask: {columns: [public.zanzibar.mail]}
                with: redact
            """;
    private static final String[] READ_ALLOWED = {"database", "shop", "decision", "allow", "effect", "read"};
    private static final String[] READ_MASKED = {"database", "shop", "decision", "mask", "effect", "read"};
    private static final String[] WRITE_DENIED = {"database", "shop", "decision", "deny", "effect", "write"};
    private static final String[] UNKNOWN_DENIED = {"database", "shop", "decision", "deny", "effect", "unknown"};
    private static final String[] SHOP = {"database", "shop"};

    @TempDir
    private static Path folder = Path.of(".");

    @SuppressWarnings("NullAway.Init")
    private static GovernedShop shop;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, SCHEMA, POLICIES, """
                audit: {segment: 2MiB}
                observe: {listen: '127.0.0.1:0'}
                export: {disk: {file: events.jsonl}}
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(shop, path);
    }

    private HttpResponse<String> get(GovernedShop from, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + from.observePort() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private ScrapedText scrape() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        return ScrapedText.parse(answer.body());
    }

    @Test
    @DisplayName("counts statements that were allowed, masked and denied, their rows and time, and sessions")
    void counts() throws Exception {
        ScrapedText before = scrape();
        try (Connection ada = shop.connect("ada", "simple")) {
            GovernedShop.rows(ada, "select n from zanzibar");
            GovernedShop.rows(ada, "select n from zanzibar where n = 2");
            GovernedShop.rows(ada, "select n, mail from zanzibar");
            assertThatThrownBy(() -> GovernedShop.rows(ada, "insert into zanzibar values (4, 'x')"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> GovernedShop.rows(ada, "selekt 1")).isInstanceOf(SQLException.class);
            Grown grown = new Grown(before, scrape());
            assertThat(grown.by("sallyport_statements_total", READ_ALLOWED)).isEqualTo(2);
            assertThat(grown.by("sallyport_statements_total", READ_MASKED)).isEqualTo(1);
            assertThat(grown.by("sallyport_statements_total", WRITE_DENIED)).isEqualTo(1);
            assertThat(grown.by("sallyport_statements_total", UNKNOWN_DENIED)).isEqualTo(1);
            assertThat(grown.by("sallyport_masked_columns_total", SHOP)).isEqualTo(1);
            assertThat(grown.by("sallyport_rows_sent_total", SHOP)).isEqualTo(3 + 1 + 3);
            assertThat(grown.by("sallyport_sent_bytes_total", SHOP)).isPositive();
            assertThat(grown.by("sallyport_statement_duration_seconds_count", "database", "shop", "decision", "mask"))
                    .isEqualTo(1);
            assertThat(grown.by("sallyport_statement_duration_seconds_sum", "database", "shop", "decision", "mask"))
                    .isBetween(1e-6, 60.0);
            assertThat(grown.by("sallyport_sessions_opened_total", SHOP)).isEqualTo(1);
            assertThat(grown.by("sallyport_sessions_open", SHOP)).isEqualTo(1);
            assertThat(grown.by("sallyport_journal_records_total")).isGreaterThan(7);
            assertThat(grown.by("sallyport_journal_bytes_total")).isGreaterThan(7 * 100);
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(new Grown(before, scrape()).by("sallyport_sessions_open", SHOP))
                        .isZero());
    }

    @Test
    @DisplayName("counts prepared statements each time they run, and texts that were judged before")
    void prepared() throws Exception {
        try (Connection ada = shop.connect("ada", "extended");
                var statement = ada.prepareStatement("select n from zanzibar where n > ?")) {
            ScrapedText before = scrape();
            for (int round = 0; round < 5; round++) {
                statement.setInt(1, round);
                statement.executeQuery().close();
            }
            Grown grown = new Grown(before, scrape());
            assertThat(grown.by("sallyport_statements_total", READ_ALLOWED)).isEqualTo(5);
            assertThat(grown.by("sallyport_statement_outcomes_total", "database", "shop", "outcome", "ok"))
                    .isEqualTo(5);
            double judged = grown.by("sallyport_plan_misses_total", SHOP);
            assertThat(judged).isLessThanOrEqualTo(1);
        }
        ScrapedText before = scrape();
        try (Connection again = shop.connect("ada", "extended");
                var statement = again.prepareStatement("select n from zanzibar where n > ?")) {
            statement.setInt(1, 1);
            statement.executeQuery().close();
        }
        assertThat(new Grown(before, scrape()).by("sallyport_plan_hits_total", SHOP))
                .isGreaterThanOrEqualTo(1);
    }

    @Test
    @DisplayName("counts log-ins that failed, by reason")
    void failedLogins() throws Exception {
        ScrapedText before = scrape();
        refused("shop", "ada", "wrong");
        refused("shop", "mallory", "wrong");
        refused("nowhere", "ada", "open sesame");
        refused("shop?sslmode=disable&options=-c%20sallyport.purpose=none", "ada", "open sesame");
        try (Socket stranger = new Socket("127.0.0.1", shop.port())) {
            stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        }
        distrust();
        Grown grown = new Grown(before, scrape());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                new Grown(before, scrape()).by("sallyport_login_failures_total", "reason", "tls"))
                        .isEqualTo(1));
        assertThat(grown.by("sallyport_login_failures_total", "reason", "credentials"))
                .isEqualTo(2);
        assertThat(grown.by("sallyport_login_failures_total", "reason", "database"))
                .isEqualTo(1);
        assertThat(grown.by("sallyport_login_failures_total", "reason", "purpose"))
                .isEqualTo(1);
        assertThat(grown.by("sallyport_login_failures_total", "reason", "protocol"))
                .isEqualTo(1);
        assertThat(grown.by("sallyport_login_failures_total", "reason", "policy"))
                .isZero();
    }

    /** Asks for TLS, and is content with certificates of well-known authorities only. */
    private static void distrust() throws IOException {
        try (Socket client = new Socket("127.0.0.1", shop.port())) {
            client.getOutputStream().write(HexFormat.of().parseHex("0000000804d2162f"));
            assertThat(client.getInputStream().read()).isEqualTo('S');
            SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket secured = (SSLSocket) tls.createSocket(client, "localhost", shop.port(), true)) {
                assertThatThrownBy(secured::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    private static void refused(String database, String user, String password) {
        String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(shop.port(), database);
        assertThatThrownBy(
                        () -> DriverManager.getConnection(url, user, password).close())
                .isInstanceOf(SQLException.class);
    }

    @Test
    @DisplayName("holds no identity, text, name of a relation or address")
    void nothingOfPersons() throws Exception {
        refused("shop", "mallory", "wrong");
        try (Connection ada = shop.connect("ada", "simple")) {
            GovernedShop.rows(ada, "set application_name = 'quokka'");
            GovernedShop.rows(ada, "select mail from zanzibar where mail <> 'literal-5391'");
            assertThatThrownBy(() -> GovernedShop.rows(ada, "delete from zanzibar where mail = 'literal-5391'"))
                    .isInstanceOf(SQLException.class);
            String text = get("/metrics").body();
            assertThat(text)
                    .doesNotContainPattern("\\b(ada|dan|analysts|dba|mallory)\\b")
                    .doesNotContain("quokka", "literal-5391", "zanzibar", "canary", "127.0.0.1", "localhost");
            Set<String> labels = ScrapedText.parse(text).samples().stream()
                    .filter(sample -> sample.name().startsWith("sallyport_"))
                    .flatMap(sample -> sample.labels().keySet().stream())
                    .collect(Collectors.toSet());
            assertThat(labels)
                    .containsExactlyInAnyOrder(
                            "database",
                            "decision",
                            "destination",
                            "effect",
                            "le",
                            "outcome",
                            "reason",
                            "result",
                            "version");
        }
    }

    @Test
    @DisplayName("tells how far the log is, and of policies that are taken up and that are not")
    void logAndPolicies() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(scrape().value("sallyport_log_entries")).isPositive());
        ScrapedText before = scrape();
        assertThat(before.value("sallyport_log_troubled")).isZero();
        assertThat(before.value("sallyport_log_lag_seconds")).isBetween(0.0, 10.0);
        AtomicReference<Double> last = new AtomicReference<>(0.0);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            double now = scrape().value("sallyport_log_lag_seconds");
            return now < last.getAndSet(now);
        });
        Path policies = folder.resolve("policies/tested.yaml");
        Files.writeString(policies, POLICIES.replace("mask:", "maks:"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                new Grown(before, scrape()).by("sallyport_policy_reloads_total", "result", "rejected"))
                        .isEqualTo(1));
        assertThat(version(scrape())).isEqualTo(version(before));
        Files.writeString(policies, POLICIES + "# another file, and the same policies but for their hash\n");
        Files.writeString(folder.resolve("policies/more.yaml"), POLICIES.replace("policy: analysts", "policy: more"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                new Grown(before, scrape()).by("sallyport_policy_reloads_total", "result", "ok"))
                        .isGreaterThanOrEqualTo(1));
        assertThat(version(scrape())).isNotEqualTo(version(before));
    }

    private static String version(ScrapedText scraped) {
        return scraped.samples().stream()
                .filter(sample -> sample.name().equals("sallyport_policy_info"))
                .map(sample -> sample.labels().get("version"))
                .collect(Collectors.joining(" and "));
    }

    @Test
    @DisplayName("is what docs/observability.md lists, with type and labels")
    void documented() throws Exception {
        shop.connect("ada", "simple").close();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(told(scrape())).isEqualTo(listed()));
    }

    /** By name: the type, and the labels in order. */
    private static Map<String, String> told(ScrapedText scraped) {
        Map<String, String> told = new TreeMap<>();
        scraped.types().forEach((name, type) -> {
            if (name.startsWith("sallyport_")) {
                Set<String> labels = new TreeSet<>();
                scraped.samples().stream()
                        .filter(sample ->
                                sample.name().equals(name) || sample.name().equals(name + "_count"))
                        .forEach(sample -> labels.addAll(sample.labels().keySet()));
                told.put(name, type + " " + labels);
            } else {
                assertThat(name).matches("(jvm_(memory|buffer|gc|threads)_.*)|jvm_runtime_info|process_.*");
            }
        });
        return told;
    }

    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        Matcher row = Pattern.compile("^\\| `(sallyport_\\w+)` \\| (\\w+) \\|([^|]*)\\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/observability.md")));
        while (row.find()) {
            Set<String> labels = new TreeSet<>();
            for (String label : row.group(3).replace("`", "").split(",")) {
                if (!label.isBlank()) {
                    labels.add(label.strip());
                }
            }
            listed.put(row.group(1), row.group(2) + " " + labels);
        }
        return listed;
    }

    @Test
    @DisplayName("counts what is exported, and what is still to be")
    void exported() throws Exception {
        String[] disk = {"destination", "disk"};
        shop.connect("ada", "simple").close();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            ScrapedText scraped = scrape();
            assertThat(scraped.value("sallyport_export_events_total", disk)).isPositive();
            assertThat(scraped.value("sallyport_export_behind_entries", disk)).isZero();
            assertThat(scraped.value("sallyport_export_failures_total", disk)).isZero();
        });
    }

    @Test
    @DisplayName("counts connections that are too many")
    void turnedAway(@TempDir Path other) throws Exception {
        try (GovernedShop small = new GovernedShop(
                        other, SCHEMA, POLICIES, "limits: {connections: 1}\nobserve: {listen: '127.0.0.1:0'}\n");
                Connection dan = small.connect("dan", "simple");
                Socket more = new Socket("127.0.0.1", small.port())) {
            assertThat(dan.isValid(5)).isTrue();
            assertThat(more.getInputStream().read()).isEqualTo(-1);
            ScrapedText scraped = ScrapedText.parse(get(small, "/metrics").body());
            assertThat(scraped.value("sallyport_connections_open")).isEqualTo(1);
            assertThat(scraped.value("sallyport_connections_limit")).isEqualTo(1);
            assertThat(scraped.value("sallyport_connections_turned_away_total")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("is that it is alive, and ready until its journal cannot be written")
    void health(@TempDir Path other) throws Exception {
        try (GovernedShop lost = new GovernedShop(
                        other, SCHEMA, POLICIES, "audit: {segment: 2MiB}\nobserve: {listen: '127.0.0.1:0'}\n");
                Connection dan = lost.connect("dan", "simple")) {
            assertThat(get(lost, "/health/ready").body()).isEqualTo("ready\n");
            assertThat(get(lost, "/health/ready").statusCode()).isEqualTo(200);
            Path journal = other.resolve("data/journal");
            Path moved = other.resolve("elsewhere");
            Files.move(journal, moved);
            String text = "select 1" + (", 1 as " + "x".repeat(60)).repeat(60);
            assertThatThrownBy(() -> {
                        for (int round = 0; round < 20_000; round++) {
                            GovernedShop.rows(dan, text);
                        }
                    })
                    .isInstanceOf(SQLException.class);
            assertThat(get(lost, "/health/ready").statusCode()).isEqualTo(503);
            assertThat(get(lost, "/health/ready").body()).isEqualTo("the journal cannot be written\n");
            assertThat(get(lost, "/health/live").statusCode()).isEqualTo(200);
            assertThat(ScrapedText.parse(get(lost, "/metrics").body()).value("sallyport_journal_failed"))
                    .isEqualTo(1);
            Files.move(moved, journal);
        }
    }

    @Test
    @DisplayName("is which statements are used how much, by whom, without data")
    void statements(@TempDir Path other) throws Exception {
        String rows = """
                  - rows: public.zanzibar
                    where: n < 3
                """;
        try (GovernedShop used = new GovernedShop(
                other, SCHEMA, POLICIES + rows, "observe: {listen: '127.0.0.1:0', statements: {max: 50}}\n")) {
            try (Connection ada = used.connect("ada", "extended");
                    var prepared = ada.prepareStatement("select n from zanzibar where mail <> ? and n > 0")) {
                for (int round = 0; round < 7; round++) {
                    prepared.setString(1, "parameter-5391");
                    prepared.executeQuery().close();
                }
                GovernedShop.rows(ada, "select mail from zanzibar /* comment-5391 */ where mail <> 'literal-5391'");
                for (String refused :
                        List.of("delete from zanzibar where mail = 'literal-5391'", "selekt 'literal-5391'")) {
                    assertThatThrownBy(() -> GovernedShop.rows(ada, refused)).isInstanceOf(SQLException.class);
                }
                assertThatThrownBy(() -> GovernedShop.rows(ada, "select n / 0 from zanzibar"))
                        .isInstanceOf(SQLException.class);
            }
            assertThat(get(used, "/statements").statusCode()).isEqualTo(401);
            Path token = other.resolve("data/observe.token");
            assertThat(Files.getPosixFilePermissions(token))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            String text = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + used.observePort() + "/statements"))
                                    .header(
                                            "Authorization",
                                            "Bearer " + Files.readString(token).strip())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(text).doesNotContain("5391", "canary");
            JsonNode prepared = statement(text, "select n from zanzibar where mail <> $1 and n > $2");
            assertThat(prepared.path("identity").asString()).isEqualTo("ada");
            assertThat(prepared.path("calls").asInt()).isEqualTo(7);
            assertThat(prepared.path("rows").asInt()).isEqualTo(14);
            assertThat(prepared.path("bytes").asInt()).isPositive();
            assertThat(prepared.path("masked_columns").asInt()).isEqualTo(7);
            assertThat(prepared.path("filtered_relations").asInt()).isEqualTo(7);
            assertThat(prepared.path("seconds").path("p99").asDouble()).isPositive();
            assertThat(statement(text, "delete from zanzibar where mail = $1")
                            .path("denials")
                            .asInt())
                    .isEqualTo(1);
            assertThat(statement(text, "").path("denials").asInt()).isEqualTo(1);
            JsonNode failed = statement(text, "select n / $1 from zanzibar");
            assertThat(failed.path("errors").asInt()).isEqualTo(1);
            assertThat(failed.path("calls").asInt()).isEqualTo(1);
        }
    }

    private static JsonNode statement(String page, String normalised) {
        return JsonMapper.shared()
                .readTree(page)
                .path("statements")
                .valueStream()
                .filter(row -> row.path("text").asString().equals(normalised))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + normalised + " in " + page));
    }

    /** What came between two texts. */
    private record Grown(ScrapedText before, ScrapedText after) {
        double by(String name, String... labels) {
            return after.value(name, labels) - before.value(name, labels);
        }
    }
}
