package dev.sallyport.observe.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.Journal;
import dev.sallyport.audit.Outcome;
import dev.sallyport.audit.log.LogKeeper;
import dev.sallyport.http.ListenAddress;
import dev.sallyport.observe.DatabaseCounts;
import dev.sallyport.observe.DoorCounts;
import dev.sallyport.observe.EffectClass;
import dev.sallyport.observe.PolicyCounts;
import dev.sallyport.observe.StatementKind;
import dev.sallyport.observe.StatementUse;
import dev.sallyport.observe.StatementUses;
import dev.sallyport.observe.traces.Spans;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The endpoint for monitoring")
@Timeout(60)
class EndpointTest {

    private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);

    private final HttpClient http = HttpClient.newHttpClient();
    private static final String TOKEN = "ab".repeat(32);

    private final StatementUses uses = new StatementUses(10, Instant.EPOCH);
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicReference<Optional<Duration>> age = new AtomicReference<>(Optional.empty());

    @TempDir
    private Path folder = Path.of(".");

    @SuppressWarnings("NullAway.Init")
    private Journal journal;

    @SuppressWarnings("NullAway.Init")
    private LogKeeper log;

    @SuppressWarnings("NullAway.Init")
    private Endpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        journal = Journal.open(folder, "test", 1, 4 << 20, Journal.Durability.PROCESS, Clock.systemUTC());
        log = LogKeeper.start(
                () -> {
                    throw new IOException("there is no log in this test");
                },
                journal.boot(),
                Duration.ofDays(1));
        endpoint = Endpoint.start(ANY_PORT, gate(), new Metrics(gate()));
    }

    private Observed gate() {
        return new Observed(
                "test",
                Map.of("shop", new Observed.Database(new DatabaseCounts(), age::get)),
                new Observed.Door(new DoorCounts(), open::get, () -> 7, 1000),
                new PolicyCounts("v1"),
                journal,
                log,
                Map.of(),
                new Observed.Statements(uses, TOKEN),
                Spans.none());
    }

    @AfterEach
    void stop() throws IOException {
        endpoint.close();
        log.close();
        journal.close();
        http.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("says what keeps the gate from serving")
    void readiness() throws Exception {
        HttpResponse<String> unread = send("GET", "/health/ready");
        assertThat(unread.statusCode()).isEqualTo(503);
        assertThat(unread.body()).isEqualTo("the structure of no database has been read yet\n");
        age.set(Optional.of(Duration.ofHours(1)));
        assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);
        open.set(false);
        HttpResponse<String> closed = send("GET", "/health/ready");
        assertThat(closed.statusCode()).isEqualTo(503);
        assertThat(closed.body()).isEqualTo("the gate takes no clients\n");
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("knows four paths and one method")
    void paths() throws Exception {
        for (String path : List.of("/", "/metrics/", "/metricsx", "/health", "/health/ready/x", "/%6detrics")) {
            assertThat(send("GET", path).statusCode()).as(path).isEqualTo(404);
        }
        for (String path : List.of("/metrics", "/statements", "/health/live", "/health/ready")) {
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
                HttpResponse<String> refused = send(method, path);
                assertThat(refused.statusCode()).as(method + " " + path).isEqualTo(405);
                assertThat(refused.headers().firstValue("Allow")).contains("GET");
            }
        }
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> statements(String query, String token) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + "/statements" + query))
                        .header("Authorization", token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("tells of statements, and so of persons, only to those who show its token")
    void token() throws Exception {
        HttpResponse<String> nobody = send("GET", "/statements");
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(nobody.body()).contains("observe.token").doesNotContain(TOKEN);
        for (String wrong : List.of("Bearer", "Bearer ", "Bearer " + TOKEN + "0", TOKEN, "Basic " + TOKEN)) {
            assertThat(statements("", wrong).statusCode()).as(wrong).isEqualTo(401);
        }
        assertThat(statements("", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("tells of statements in the order asked for, and adds them up")
    void order() throws Exception {
        used("a", "ada", 1, 90_000);
        used("a", "bot>ada", 2, 90);
        used("b", "ada", 3, 90);
        assertThat(statements("", "Bearer " + TOKEN).headers().firstValue("Content-Type"))
                .contains("application/json");
        assertThat(shown("", "identity")).containsExactly("ada 1", "ada 3", "bot>ada 2");
        assertThat(shown("?sort=calls&limit=2", "identity")).containsExactly("ada 3", "bot>ada 2");
        assertThat(shown("?by=fingerprint&sort=calls", "fingerprint")).containsExactlyInAnyOrder("a 3", "b 3");
        assertThat(shown("?by=identity&sort=calls", "identity")).containsExactly("ada 4", "bot>ada 2");
        assertThat(shown("?by=purpose", "purpose")).containsExactly("support 6");
        JsonNode limited = JsonMapper.shared()
                .readTree(statements("?limit=1", "Bearer " + TOKEN).body());
        assertThat(limited.path("left_off").asInt()).isEqualTo(2);
        assertThat(limited.path("told_apart").asInt()).isEqualTo(3);
        JsonNode slowest = limited.path("statements").path(0);
        assertThat(slowest.path("text").asString()).isEqualTo("select $1");
        assertThat(slowest.path("seconds").path("p50").asDouble()).isBetween(0.05, 0.1);
        assertThat(slowest.path("buckets").toString()).isEqualTo("[{\"le\":0.1,\"count\":1}]");
    }

    private void used(String fingerprint, String identity, int times, long micros) {
        StatementUse use = uses.use(
                new StatementUse.About("shop", fingerprint, identity, "support"),
                new StatementUse.Form("SELECT", "select $1", false));
        for (int time = 0; time < times; time++) {
            use.ended(new StatementKind(EffectClass.READ, 0, 0), new Outcome(Outcome.Status.OK, "", 1, -1, 5, micros));
        }
    }

    private List<String> shown(String query, String member) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(statements(query, "Bearer " + TOKEN).body())
                .path("statements")
                .valueStream()
                .map(row ->
                        row.path(member).asString() + " " + row.path("calls").asInt())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ?sort=size|'sort' cannot be 'size'; it is one of time, mean, p95, p99, calls
                    ?sort=TIME|'sort' cannot be 'TIME'
                    ?by=table|'by' cannot be 'table'; it is one of statement, fingerprint, identity, purpose
                    ?limit=0|'limit' must be a whole number in 1..1000000, not '0'
                    ?limit=-1|not '-1'
                    ?limit=|not ''
                    ?limit=1000001|not '1000001'
                    ?limit=%201|not ' 1'
                    ?limit=1&limit=2|'limit' is given twice
                    ?order=time|there is no parameter 'order'; there are by, sort, limit
                    ?&|there is no parameter ''
                    ?by=%1b%5b31m|'by' cannot be '?[31m'
                    """)
    @DisplayName("says what is wrong with what is asked")
    void wrongQuery(String query, String told) throws Exception {
        HttpResponse<String> refused = statements(query, "Bearer " + TOKEN);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(told);
    }

    @Test
    @DisplayName("tells of a log that is not open by what is missing, and by its trouble")
    void noLog() throws Exception {
        await().until(log::troubled);
        String text = send("GET", "/metrics").body();
        assertThat(text).doesNotContain("sallyport_log_entries", "sallyport_catalog_age_seconds");
        assertThat(text).contains("\nsallyport_connections_open 7.0\n", "\nsallyport_log_troubled 1.0\n");
        Duration before = log.lag();
        Thread.sleep(1_500);
        assertThat(log.lag()).isGreaterThan(before.plusSeconds(1));
    }

    @Test
    @DisplayName("answers while others have begun requests that they do not end")
    void slowClients() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int client = 0; client < 100; client++) {
                Socket socket = new Socket("127.0.0.1", endpoint.port());
                slow.add(socket);
                socket.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
            assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET mailto:ada HTTP/1.1",
                "GET * HTTP/1.1",
                "GET //metrics HTTP/1.1",
                "GET http://other/x HTTP/1.1",
                "GET /metrics%00 HTTP/1.1",
                "METRICS"
            })
    @DisplayName("answers strange requests with a refusal, and goes on")
    void strangeRequests(String line) throws Exception {
        String answer = raw(line + "\r\nHost: here\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)(HTTP/1\\.1 4\\d\\d .*)?");
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("does not read a request without an end")
    void endlessRequest() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", endpoint.port())) {
            byte[] chunk = "a".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> {
                        for (int sent = 0; sent < 1024; sent++) {
                            socket.getOutputStream().write(chunk);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", endpoint.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("says which port it cannot have")
    void taken() {
        ListenAddress same = new ListenAddress("127.0.0.1", endpoint.port());
        assertThatThrownBy(() -> Endpoint.start(same, gate(), new Metrics(gate())))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + endpoint.port() + " for metrics: ");
    }
}
