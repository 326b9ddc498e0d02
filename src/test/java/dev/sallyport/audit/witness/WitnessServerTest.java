package dev.sallyport.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A witness on HTTP")
class WitnessServerTest {

    private static final SigningKey KEY = SigningKey.generate("witness.example/w1", VerifierKey.Type.COSIGNATURE);

    private final GrowingLog log = new GrowingLog();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of(".");

    @SuppressWarnings("NullAway.Init")
    private StateFolder state;

    @SuppressWarnings("NullAway.Init")
    private WitnessServer server;

    @BeforeEach
    void start() throws IOException {
        state = StateFolder.open(folder.resolve("state"));
        server = WitnessServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                new Witness(KEY, List.of(log.key()), state, InstantSource.system()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        state.close();
        http.close();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                        .method(method, publisher)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> add(AddCheckpoint request) throws IOException, InterruptedException {
        return send("POST", "/add-checkpoint", request.body());
    }

    @Test
    @DisplayName("answers a checkpoint with its cosignature, and monitors with the checkpoint")
    void cosigns() throws Exception {
        String path = "/" + Witness.hash(GrowingLog.ORIGIN) + "/checkpoint";
        assertThat(send("GET", path, "").statusCode()).isEqualTo(404);
        HttpResponse<String> answer = add(log.request(0, 5));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("\u2014 witness.example/w1 ").endsWith("=\n");
        SignedNote cosigned = SignedNote.parse(log.checkpoint(5) + answer.body());
        assertThat(cosigned.verified(List.of(KEY.verifier(), log.key()))).hasSize(2);
        HttpResponse<String> monitored = send("GET", path, "");
        assertThat(monitored.statusCode()).isEqualTo(200);
        assertThat(monitored.body()).isEqualTo(cosigned.toString());
        assertThat(monitored.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    }

    @Test
    @DisplayName("answers another size with the one it knows, in the type that says so")
    void conflict() throws Exception {
        add(log.request(0, 5));
        HttpResponse<String> answer = add(log.request(0, 7));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("5\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
    }

    @Test
    @DisplayName("answers what is refused with the status of the specification and one line")
    void refusals() throws Exception {
        add(log.request(0, 5));
        GrowingLog other = new GrowingLog();
        assertThat(add(other.request(5, 6)).statusCode()).isEqualTo(403);
        assertThat(add(log.request(6, 5)).statusCode()).isEqualTo(400);
        HttpResponse<String> forked = add(log.forked(2).request(5, 6));
        assertThat(forked.statusCode()).isEqualTo(422);
        assertThat(forked.body()).contains("it is not proven").hasLineCount(1);
        assertThat(send("POST", "/add-checkpoint", "").statusCode()).isEqualTo(400);
        SigningKey us = SigningKey.generate("audit.example/us", VerifierKey.Type.NOTE);
        String text = log.checkpoint(6).text().replace("/eu", "/us");
        assertThat(add(new AddCheckpoint(0, List.of(), new SignedNote(text, List.of(us.sign(text)))))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("takes no body beyond its limit, and knows no other path or method")
    void limits() throws Exception {
        String most = log.request(0, 1).body();
        String note = most + ("\u2014 other " + "A".repeat(1000) + "\n").repeat(62);
        assertThat(note.length()).isLessThan(WitnessServer.MAX_BODY_BYTES);
        assertThat(send("POST", "/add-checkpoint", note).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/add-checkpoint", "x".repeat(WitnessServer.MAX_BODY_BYTES + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send("GET", "/add-checkpoint", "").statusCode()).isEqualTo(405);
        assertThat(send("GET", "/add-checkpoint", "").headers().firstValue("Allow"))
                .contains("POST");
        for (String path : List.of("/", "/checkpoint", "/../key", "/add-checkpoint/", "/ABCD/checkpoint")) {
            assertThat(send("GET", path, "").statusCode()).as(path).isEqualTo(404);
        }
    }
}
