package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sallyport.observe.otlp.OtlpExport;
import dev.sallyport.wire.JdkTls;
import dev.sallyport.wire.SelfSigned;
import dev.sallyport.wire.TlsCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("A gate that sends traces and metrics")
@Timeout(120)
class TracedGateTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SCHEMA = """
            create table zanzibar (n int, mail text);
            insert into zanzibar select n, 'canary' || n || '@example.com' from generate_series(1, 3) n;
            """;
    private static final String POLICIES = """
            policy: analysts
            applies: "'analysts' in principal.groups"
            rules:
              - name: reading
                allow: [read]
                on: ["public.*"]
              - mask: {columns: [public.zanzibar.mail]}
                with: redact
            """;

    @TempDir
    private static Path folder = Path.of(".");

    @SuppressWarnings("NullAway.Init")
    private static OtlpCollector collector;

    @SuppressWarnings("NullAway.Init")
    private static GovernedShop shop;

    private static int traces;

    @BeforeAll
    static void start() throws IOException, SQLException {
        collector = new OtlpCollector();
        Files.writeString(folder.resolve("header"), "X-Key: canary-secret\n");
        shop = shop(folder, "http://127.0.0.1:" + collector.port() + "/", "header-file: header, ");
    }

    private static GovernedShop shop(Path where, String endpoint, String more) throws IOException, SQLException {
        return new GovernedShop(where, SCHEMA, POLICIES, """
                observe:
                  listen: 127.0.0.1:0
                  otlp: {endpoint: '%s', %ssample: 0, interval: 1s}
                """.formatted(endpoint, more));
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
        collector.close();
    }

    private static String newTrace() {
        return "5bd66ef5095369c7b0d1f8f4%08x".formatted(++traces);
    }

    private static String traced(String sql, String trace) {
        return sql + " /*application='till',traceparent='00-" + trace + "-c532cb4098ac3dd2-01'*/";
    }

    private static OtlpCollector.Span span(String trace) {
        await().atMost(SOON).until(() -> !collector.spans(trace).isEmpty());
        assertThat(collector.spans(trace)).hasSize(1);
        return collector.spans(trace).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    @DisplayName("tells of a statement in the trace of its client")
    void joined(String mode) throws Exception {
        String trace = newTrace();
        try (Connection ada = shop.connect("ada", mode)) {
            assertThat(GovernedShop.rows(
                            ada, traced("select n, mail from zanzibar where n < 3 and mail <> 'literal-5391'", trace)))
                    .hasSize(2);
        }
        OtlpCollector.Span span = span(trace);
        assertThat(span.parent()).isEqualTo("c532cb4098ac3dd2");
        assertThat(span.name()).isEqualTo("SELECT public.zanzibar");
        assertThat(span.kind()).as("SERVER").isEqualTo(2);
        assertThat(span.nanos()).isBetween(1_000L, SOON.toNanos());
        assertThat(span.attributes())
                .containsAllEntriesOf(Map.of(
                        "db.system.name", "postgresql",
                        "db.namespace", "shop",
                        "db.operation.name", "SELECT",
                        "db.collection.name", "public.zanzibar",
                        "db.query.summary", "SELECT public.zanzibar",
                        "db.query.text", "select n, mail from zanzibar where n < $1 and mail <> $2",
                        "db.response.returned_rows", "2",
                        "server.address", "localhost"))
                .containsAllEntriesOf(Map.of(
                        "sallyport.decision", "mask",
                        "sallyport.masked_columns", "1",
                        "sallyport.rules", "analysts/reading"))
                .containsKeys("server.port", "sallyport.policy.version", "sallyport.record.id")
                .doesNotContainKeys("error.type", "db.response.status_code");
        assertThat(recorded(span.attributes().get("sallyport.record.id"))).isTrue();
        assertThat(collector.spans().toString()).doesNotContain("5391", "canary", "till");
        assertThat(collector.header()).isEqualTo("canary-secret");
    }

    private static boolean recorded(String id) throws IOException {
        try (var files = Files.walk(folder.resolve("data/journal"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .contains("\"" + id + "\"")) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    @DisplayName("tells of what failed and of what was refused")
    void wrong() throws Exception {
        String failing = newTrace();
        String denied = newTrace();
        String unread = newTrace();
        try (Connection ada = shop.connect("ada", "simple")) {
            for (String sql : List.of(
                    traced("select n / 0 from zanzibar", failing),
                    traced("delete from zanzibar where mail = 'literal-5391'", denied),
                    traced("selekt 'literal-5391'", unread))) {
                assertThatThrownBy(() -> GovernedShop.rows(ada, sql)).isInstanceOf(SQLException.class);
            }
        }
        assertThat(span(failing).attributes())
                .containsEntry("error.type", "22012")
                .containsEntry("db.response.status_code", "22012")
                .containsEntry("sallyport.decision", "allow");
        assertThat(span(denied).attributes())
                .containsEntry("error.type", "42501")
                .containsEntry("sallyport.decision", "deny")
                .containsEntry("db.query.text", "delete from zanzibar where mail = $1");
        assertThat(span(unread).attributes())
                .containsEntry("error.type", "42601")
                .doesNotContainKey("db.query.text");
        assertThat(span(unread).name()).isEqualTo("shop");
    }

    @Test
    @DisplayName("tells of a prepared statement each time it runs")
    void prepared() throws Exception {
        String trace = newTrace();
        try (Connection dan = shop.connect("dan", "extended");
                var statement = dan.prepareStatement(traced("select n from zanzibar where n > ?", trace))) {
            for (int round = 0; round < 3; round++) {
                statement.setInt(1, round);
                statement.executeQuery().close();
            }
        }
        await().atMost(SOON).until(() -> collector.spans(trace).size() == 3);
    }

    @Test
    @DisplayName("tells nothing of what the client does not keep, or of no trace when none is sampled")
    void unsampled() throws Exception {
        String kept = newTrace();
        String dropped = newTrace();
        try (Connection dan = shop.connect("dan", "simple")) {
            GovernedShop.rows(dan, traced("select 'dropped'", dropped).replace("-01'*/", "-00'*/"));
            GovernedShop.rows(dan, "select 1 /*traceparent='00-zz-zz-01'*/");
            GovernedShop.rows(dan, traced("select 'kept'", kept));
        }
        span(kept);
        assertThat(collector.spans(dropped)).isEmpty();
        assertThat(collector.spans()).noneMatch(span -> span.parent().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    @DisplayName("judges a statement once, whatever trace it belongs to, and forwards what was written")
    void judgedOnce(String mode) throws Exception {
        try (Connection dan = shop.connect("dan", mode)) {
            String sql = "select n, query from zanzibar, pg_stat_activity where pid = pg_backend_pid() and n = 2";
            GovernedShop.rows(dan, traced(sql, newTrace()));
            double before = value("sallyport_plan_misses_total", "database", "shop");
            for (int round = 0; round < 20; round++) {
                String text = traced(sql, newTrace());
                assertThat(GovernedShop.rows(dan, text)).containsExactly("2 " + text);
            }
            assertThat(value("sallyport_plan_misses_total", "database", "shop")).isEqualTo(before);
        }
        try (Connection ada = shop.connect("ada", mode)) {
            String sql = "select mail from zanzibar where n = 1";
            List<String> masked = GovernedShop.rows(ada, sql);
            assertThat(masked.toString()).doesNotContain("canary");
            assertThat(GovernedShop.rows(ada, traced(sql, newTrace()))).isEqualTo(masked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    @DisplayName("forwards the comment that was written, not the one that a like text had")
    void ownComment(String mode) throws Exception {
        String sql = "select mail from zanzibar where n is not null";
        try (Connection ada = shop.connect("ada", mode);
                Connection direct = shop.direct()) {
            GovernedShop.rows(ada, sql + " ");
            for (int round = 0; round < 3; round++) {
                String trace = newTrace();
                GovernedShop.rows(ada, traced(sql, trace));
                assertThat(GovernedShop.rows(
                                direct, "select query from pg_stat_activity where query like '%n is not null%'"))
                        .anySatisfy(query -> assertThat(query).contains("/*application='till'", trace));
            }
        }
    }

    private static double value(String name, String... labels) throws IOException, InterruptedException {
        return value(shop, name, labels);
    }

    private static double value(GovernedShop of, String name, String... labels)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return ScrapedText.parse(http.send(
                                    HttpRequest.newBuilder(
                                                    URI.create("http://127.0.0.1:" + of.observePort() + "/metrics"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .value(name, labels);
        }
    }

    @Test
    @DisplayName("sends what /metrics has")
    void metrics() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(collector.metrics())
                        .contains(
                                "sallyport_statements_total sum",
                                "sallyport_statement_duration_seconds histogram",
                                "sallyport_connections_open gauge",
                                "sallyport_build_info gauge",
                                "sallyport_trace_spans_total sum",
                                "jvm_threads_current gauge"));
    }

    @Test
    @DisplayName("goes on without a collector, says so once, and again when it is back")
    void deadCollector(@TempDir Path other) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(OtlpExport.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        try (OtlpCollector sick = new OtlpCollector();
                GovernedShop alone = shop(other, "http://127.0.0.1:" + sick.port(), "");
                Connection dan = alone.connect("dan", "simple")) {
            logger.addAppender(lines);
            sick.answerWith(503);
            for (int round = 1; round <= 3; round++) {
                int failed = round;
                assertThat(GovernedShop.rows(dan, traced("select 1", newTrace())))
                        .containsExactly("1");
                await().atMost(SOON)
                        .until(() -> value(alone, "sallyport_trace_spans_total", "result", "failed") >= failed);
            }
            assertThat(told(lines, "otlp.failed")).isEqualTo(1);
            assertThat(told(lines, "otlp.well")).isZero();
            sick.answerWith(200);
            String trace = newTrace();
            GovernedShop.rows(dan, traced("select 1", trace));
            await().atMost(SOON).until(() -> sick.spans(trace).size() == 1);
            await().atMost(SOON).until(() -> told(lines, "otlp.well") == 1);
            assertThat(told(lines, "otlp.failed")).isEqualTo(1);
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    @DisplayName("sends to a collector whose certificate is of the given authority, and to no other")
    void tls(@TempDir Path other, @TempDir Path stranger) throws Exception {
        TlsCredentials credentials = SelfSigned.in(other, List.of("localhost"), Optional.empty());
        SelfSigned.in(stranger, List.of("localhost"), Optional.empty());
        Files.copy(stranger.resolve("gate.crt"), other.resolve("stranger.crt"));
        SSLContext tls = JdkTls.server(credentials.certificate(), credentials.key());
        for (String authority : List.of("gate.crt", "stranger.crt")) {
            String trace = newTrace();
            try (OtlpCollector secured = OtlpCollector.secured(tls);
                    GovernedShop shop = shop(other, "https://localhost:" + secured.port(), "ca: " + authority + ", ");
                    Connection dan = shop.connect("dan", "simple")) {
                GovernedShop.rows(dan, traced("select 1", trace));
                String result = authority.equals("gate.crt") ? "ok" : "failed";
                await().atMost(SOON).until(() -> value(shop, "sallyport_trace_spans_total", "result", result) == 1);
                assertThat(secured.spans(trace)).hasSize(result.equals("ok") ? 1 : 0);
            }
        }
    }

    private static long told(ListAppender<ILoggingEvent> lines, String event) {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getKeyValuePairs().stream().anyMatch(pair -> event.equals(pair.value)))
                .count();
    }
}
