package dev.sallyport.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.TrustPolicy;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.wire.JdkTls;
import dev.sallyport.wire.SelfSigned;
import dev.sallyport.wire.TlsCredentials;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A log asks witnesses")
class WitnessClientTest {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Long enough for a busy machine; tests of witnesses that are late take less. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final GrowingLog log = new GrowingLog();
    private final Deque<Closeable> open = new ArrayDeque<>();

    @AfterEach
    void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }

    /** A real one. */
    private TrustPolicy.Witness witness(Optional<SSLContext> tls) throws IOException {
        SigningKey key = key();
        WitnessServer server = WitnessServer.start(
                ANYWHERE, tls, new Witness(key, List.of(log.key()), new InMemory(), InstantSource.system()));
        open.push(server);
        return named(key, (tls.isPresent() ? "https" : "http") + "://localhost:" + server.port());
    }

    private TrustPolicy.Witness witness() throws IOException {
        return witness(Optional.empty());
    }

    private static final class InMemory implements Memory {

        private final Map<String, SignedNote> notes = new HashMap<>();

        @Override
        public Optional<SignedNote> latest(String origin) {
            return Optional.ofNullable(notes.get(origin));
        }

        @Override
        public void keep(String origin, SignedNote checkpoint) {
            notes.put(origin, checkpoint);
        }

        @Override
        public void contradicted(String origin, SignedNote checkpoint) {
            // its answer tells
        }
    }

    private static SigningKey key() {
        return SigningKey.generate("witness.example/w", VerifierKey.Type.COSIGNATURE);
    }

    private static TrustPolicy.Witness named(SigningKey key, String url) {
        return new TrustPolicy.Witness("w", key.verifier(), Optional.of(url));
    }

    /** Answers whatever it likes. */
    @FunctionalInterface
    private interface Whim {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private TrustPolicy.Witness odd(SigningKey key, Whim whim) throws IOException {
        HttpServer server = HttpServer.create(ANYWHERE, 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                whim.answer(exchange);
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        });
        server.setExecutor(Thread::startVirtualThread);
        server.start();
        open.push(() -> server.stop(0));
        return named(key, "http://localhost:" + server.getAddress().getPort() + "/");
    }

    private TrustPolicy.Witness odd(SigningKey key, int status, String body) throws IOException {
        return odd(key, exchange -> send(exchange, status, body));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private List<WitnessReply> ask(
            Duration timeout, GrowingLog asking, int size, long confirmed, TrustPolicy.Witness... witnesses)
            throws InterruptedException {
        try (WitnessClient client = new WitnessClient(List.of(witnesses), timeout, Optional.empty())) {
            return client.cosign(asking.checkpoint(size), _ -> confirmed, asking);
        }
    }

    private WitnessReply ask(GrowingLog asking, int size, long confirmed, TrustPolicy.Witness witness)
            throws InterruptedException {
        return ask(PATIENCE, asking, size, confirmed, witness).getFirst();
    }

    private static void assertCosigned(WitnessReply reply, SignedNote note) throws Exception {
        assertThat(reply).isInstanceOf(WitnessReply.Cosigned.class);
        SignedNote cosigned = note.with(List.of(((WitnessReply.Cosigned) reply).signature()));
        assertThat(cosigned.verified(List.of(reply.witness().key()))).hasSize(1);
    }

    @Test
    @DisplayName("and gets their cosignatures, whatever it thinks they have seen")
    void cosigned() throws Exception {
        TrustPolicy.Witness witness = witness();
        assertCosigned(ask(log, 5, 0, witness), log.checkpoint(5));
        assertCosigned(ask(log, 9, 5, witness), log.checkpoint(9));
        assertCosigned(ask(log, 12, 0, witness), log.checkpoint(12));
        assertCosigned(ask(log, 12, 12, witness), log.checkpoint(12));
        assertCosigned(ask(log, 30, 29, witness), log.checkpoint(30));
        assertCosigned(ask(log, 31, 77, witness), log.checkpoint(31));
        TrustPolicy.Witness second = witness();
        List<WitnessReply> both = ask(PATIENCE, log, 40, 31, second, witness);
        assertThat(both).extracting(WitnessReply::witness).containsExactly(second, witness);
        for (WitnessReply reply : both) {
            assertCosigned(reply, log.checkpoint(40));
        }
    }

    @Test
    @DisplayName("over TLS, and only the one that the certificate is of")
    void secured(@TempDir Path folder) throws Exception {
        TlsCredentials own = SelfSigned.in(folder, List.of("localhost"), Optional.empty());
        TrustPolicy.Witness witness = witness(Optional.of(JdkTls.server(own.certificate(), own.key())));
        try (WitnessClient client =
                new WitnessClient(List.of(witness), PATIENCE, Optional.of(JdkTls.trusting(own.certificate())))) {
            assertCosigned(client.cosign(log.checkpoint(5), _ -> 0, log).getFirst(), log.checkpoint(5));
        }
        assertThat(ask(log, 5, 5, witness)).isInstanceOf(WitnessReply.Unreachable.class);
    }

    @Test
    @DisplayName("and is refused with a second history, or an older state of the first")
    void fork() throws Exception {
        TrustPolicy.Witness witness = witness();
        assertCosigned(ask(log, 9, 0, witness), log.checkpoint(9));
        for (int size : new int[] {9, 12}) {
            assertThat(ask(log.forked(4), size, 0, witness))
                    .isInstanceOfSatisfying(WitnessReply.Refused.class, refused -> {
                        assertThat(refused.status()).isEqualTo(422);
                        assertThat(refused.why()).contains(GrowingLog.ORIGIN);
                    });
        }
        assertThat(ask(log, 7, 7, witness)).isEqualTo(new WitnessReply.Ahead(witness, 9));
        assertThat(ask(new GrowingLog(), 12, 9, witness))
                .isInstanceOfSatisfying(
                        WitnessReply.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
        assertCosigned(ask(log, 12, 9, witness), log.checkpoint(12));
    }

    @Test
    @DisplayName("and takes no signature that is not theirs, or of something else")
    void untrue() throws Exception {
        SigningKey key = key();
        SignedNote note = log.checkpoint(5);
        String good = key.cosign(note.text(), 7) + "\n";
        assertCosigned(ask(log, 5, 0, odd(key, 200, good)), note);
        assertCosigned(ask(log, 5, 0, odd(key, 200, key().cosign(note.text(), 7) + "\n" + good)), note);
        String stretched = note.text() + "\nmore\n";
        for (String lie : List.of(
                "",
                "\n",
                "yes\n",
                good.strip(),
                key().cosign(note.text(), 7) + "\n",
                key.cosign(log.checkpoint(4).text(), 7) + "\n",
                key.cosign(note.text(), 0) + "\n",
                good + key.cosign(log.checkpoint(4).text(), 7) + "\n",
                "more\n\n" + key.cosign(stretched, 7) + "\n")) {
            assertThat(ask(log, 5, 0, odd(key, 200, lie))).as(lie).isInstanceOf(WitnessReply.Untrue.class);
        }
        assertThat(ask(log, 5, 0, odd(key, 200, good + ("\u2014 other " + "A".repeat(1000) + "\n").repeat(99))))
                .as("without end")
                .isInstanceOf(WitnessReply.Unreachable.class);
        assertThat(ask(log, 5, 0, odd(key, 302, good))).isInstanceOf(WitnessReply.Refused.class);
        assertThat(ask(log, 5, 0, odd(key, 500, "a\u0007b\nc")))
                .isInstanceOfSatisfying(
                        WitnessReply.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo("'a?b'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many\n", "-1\n", "3\n", "99999999999999999999\n"})
    @DisplayName("and is not led on by a size that is none, or the one that it asked with")
    void sizes(String size) throws Exception {
        assertThat(ask(log, 5, 3, odd(key(), 409, size))).isInstanceOf(WitnessReply.Untrue.class);
    }

    @Test
    @DisplayName("and gives up on one that knows another size each time")
    void endless() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        TrustPolicy.Witness witness =
                odd(key(), exchange -> send(exchange, 409, asked.incrementAndGet() % 2 + 1 + "\n"));
        assertThat(ask(log, 5, 0, witness)).isInstanceOf(WitnessReply.Refused.class);
        assertThat(asked).hasValue(3);
    }

    @Test
    @DisplayName("and waits for none longer than it said, while it keeps what the others answered")
    void slow() throws Exception {
        SigningKey key = key();
        TrustPolicy.Witness silent = odd(key, _ -> Thread.sleep(60_000));
        TrustPolicy.Witness dripping = odd(key, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write('\u0041');
                exchange.getResponseBody().flush();
                Thread.sleep(50);
            }
        });
        TrustPolicy.Witness away;
        try (ServerSocket closed = new ServerSocket(0)) {
            away = named(key, "http://localhost:" + closed.getLocalPort());
        }
        TrustPolicy.Witness good = witness();
        long start = System.nanoTime();
        List<WitnessReply> replies = ask(Duration.ofSeconds(3), log, 5, 0, silent, dripping, away, good);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(replies.subList(0, 3)).hasOnlyElementsOfType(WitnessReply.Unreachable.class);
        assertCosigned(replies.getLast(), log.checkpoint(5));
    }

    @Test
    @DisplayName("and says so when it cannot prove what they ask for")
    void unproven() throws Exception {
        TrustPolicy.Witness witness = witness();
        assertCosigned(ask(log, 5, 0, witness), log.checkpoint(5));
        try (WitnessClient client = new WitnessClient(List.of(witness), PATIENCE, Optional.empty())) {
            assertThat(client.cosign(log.checkpoint(9), _ -> 0, (_, _) -> {
                                throw new IOException("tile/0/000 is missing");
                            })
                            .getFirst())
                    .isEqualTo(new WitnessReply.Unproven(witness, "IOException: tile/0/000 is missing"));
        }
    }

    @Test
    @DisplayName("that have an address, and refuses one that is none of HTTP")
    void addresses() throws Exception {
        TrustPolicy.Witness silent = new TrustPolicy.Witness("s", key().verifier(), Optional.empty());
        assertThat(ask(PATIENCE, log, 5, 0, silent)).isEmpty();
        for (String url :
                List.of("witness.example", "ftp://witness.example", "http://", "http://a b", "/x", "http://a/?b=c")) {
            List<TrustPolicy.Witness> witnesses = new ArrayList<>(List.of(named(key(), url)));
            assertThatThrownBy(() -> new WitnessClient(witnesses, PATIENCE, Optional.empty()).close())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("witness w: " + url + " is no address of HTTP");
        }
    }
}
