package dev.sallyport.observe.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.Journal;
import dev.sallyport.audit.log.LogKeeper;
import dev.sallyport.http.ListenAddress;
import dev.sallyport.observe.DatabaseCounts;
import dev.sallyport.observe.DoorCounts;
import dev.sallyport.observe.PolicyCounts;
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
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The endpoint for monitoring")
@Timeout(60)
class EndpointTest {

    private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);

    private final HttpClient http = HttpClient.newHttpClient();
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
        endpoint = Endpoint.start(ANY_PORT, gate());
    }

    private Observed gate() {
        return new Observed(
                "test",
                Map.of("shop", new Observed.Database(new DatabaseCounts(), age::get)),
                new Observed.Door(new DoorCounts(), open::get, () -> 7, 1000),
                new PolicyCounts("v1"),
                journal,
                log,
                Map.of());
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
    @DisplayName("knows three paths and one method")
    void paths() throws Exception {
        for (String path : List.of("/", "/metrics/", "/metricsx", "/health", "/health/ready/x", "/%6detrics")) {
            assertThat(send("GET", path).statusCode()).as(path).isEqualTo(404);
        }
        for (String path : List.of("/metrics", "/health/live", "/health/ready")) {
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
                HttpResponse<String> refused = send(method, path);
                assertThat(refused.statusCode()).as(method + " " + path).isEqualTo(405);
                assertThat(refused.headers().firstValue("Allow")).contains("GET");
            }
        }
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
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
        assertThatThrownBy(() -> Endpoint.start(same, gate()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + endpoint.port() + " for metrics: ");
    }
}
