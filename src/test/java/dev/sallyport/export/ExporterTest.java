package dev.sallyport.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.log.WrittenLog;
import dev.sallyport.export.WebReceiver.Answer;
import dev.sallyport.wire.JdkTls;
import dev.sallyport.wire.SelfSigned;
import dev.sallyport.wire.TlsCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("An export")
class ExporterTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path folder = Path.of(".");

    private WrittenLog log = new WrittenLog(folder);
    private Path bookmark = folder;
    private int written;

    @BeforeEach
    void places() {
        log = new WrittenLog(folder.resolve("log"));
        bookmark = folder.resolve("export/tested.json");
        written = 0;
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }

    private void add(int records) throws IOException {
        log.add(IntStream.range(written, written + records)
                .mapToObj(number -> Records.denial("d" + number, number))
                .toList());
        written += records;
    }

    private Exporter start(Format format, Destination destination) {
        return start(format, Selection.ALL, false, destination);
    }

    private Exporter start(Format format, Selection only, boolean fromNow, Destination destination) {
        return Exporter.start(
                new Exporter.Order("tested", format, only, fromNow, "0.1.0"),
                log.folder(),
                bookmark,
                destination,
                Clock.systemUTC());
    }

    private static WebhookDestination webhook(WebReceiver receiver) throws IOException {
        return webhook(receiver, Map.of(), Optional.empty());
    }

    private static WebhookDestination webhook(
            WebReceiver receiver, Map<String, Credential> headers, Optional<Credential> key) {
        return new WebhookDestination(
                URI.create("http://127.0.0.1:" + receiver.port() + "/in?x=1"),
                () -> JdkTls.client(Optional.empty(), Optional.empty()),
                headers,
                key,
                Format.RAW);
    }

    private static List<Long> indexes(List<JsonNode> events) {
        return events.stream().map(event -> event.path("index").asLong(-1)).toList();
    }

    private List<Long> all() {
        return IntStream.range(0, written).mapToObj(Long::valueOf).toList();
    }

    @Test
    @DisplayName("loses nothing while its receiver refuses, is away, and comes back; nor over restarts")
    void nothingLost() throws Exception {
        add(700);
        try (WebReceiver receiver = new WebReceiver(Optional.empty())) {
            receiver.answer(_ -> Answer.of(500));
            try (Exporter exporter = start(Format.RAW, webhook(receiver))) {
                soon().until(() -> exporter.failures() >= 2);
                assertThat(exporter.troubled()).isTrue();
                assertThat(exporter.reached()).isZero();
                receiver.stop();
                add(50);
            }
            assertThat(receiver.taken()).isEmpty();
            receiver.restart();
            AtomicInteger asked = new AtomicInteger();
            receiver.answer(_ -> Answer.of(asked.incrementAndGet() == 2 ? 503 : 204));
            try (Exporter exporter = start(Format.RAW, webhook(receiver))) {
                soon().until(() -> exporter.failures() == 1);
                add(10);
                soon().until(() -> exporter.reached() == written);
                assertThat(exporter.troubled()).isFalse();
            }
            // The first batch was acknowledged, and is not sent again.
            assertThat(indexes(receiver.events())).isEqualTo(all());
            try (Exporter exporter = start(Format.RAW, webhook(receiver))) {
                add(1);
                soon().until(() -> exporter.reached() == written);
            }
            assertThat(indexes(receiver.events())).isEqualTo(all());
        }
    }

    @Test
    @DisplayName("is at least once: what was acknowledged and not noted is sent again, with the same ids")
    void twice() throws Exception {
        add(3);
        try (WebReceiver receiver = new WebReceiver(Optional.empty())) {
            for (int run = 0; run < 2; run++) {
                Files.deleteIfExists(bookmark);
                try (Exporter exporter = start(Format.RAW, webhook(receiver))) {
                    soon().until(() -> exporter.reached() == written);
                }
            }
            assertThat(indexes(receiver.events())).containsExactly(0L, 1L, 2L, 0L, 1L, 2L);
        }
    }

    @Test
    @DisplayName("sends less at a time to who finds it too much, and waits as long as it is asked to")
    void asked() throws Exception {
        add(100);
        try (WebReceiver receiver = new WebReceiver(Optional.empty())) {
            AtomicInteger paused = new AtomicInteger();
            receiver.answer(request -> {
                if (request.events().size() > 30) {
                    return Answer.of(413);
                }
                return paused.getAndIncrement() == 0 ? new Answer(429, Map.of("Retry-After", "2"), "") : Answer.of(200);
            });
            long begun = System.nanoTime();
            try (Exporter exporter = start(Format.RAW, webhook(receiver))) {
                soon().until(() -> exporter.reached() == written);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
            assertThat(indexes(receiver.events())).isEqualTo(all());
            assertThat(receiver.taken()).hasSizeGreaterThan(3);
        }
    }

    @Test
    @DisplayName("is acknowledged by a status, however much a webhook has to say besides; a redirect is none")
    void talkative() throws Exception {
        add(1);
        try (WebReceiver receiver = new WebReceiver(Optional.empty())) {
            receiver.answer(_ -> new Answer(302, Map.of("Location", "/elsewhere"), ""));
            try (Exporter exporter = start(Format.RAW, webhook(receiver))) {
                soon().until(() -> exporter.failures() == 1);
                receiver.answer(_ -> new Answer(202, Map.of(), "thanks ".repeat(100_000)));
                soon().until(() -> exporter.reached() == 1);
            }
            assertThat(receiver.taken()).hasSize(1);
        }
    }

    @Test
    @DisplayName("shows a webhook its secret, fetched anew each time, and signs what it sends")
    void signed() throws Exception {
        add(1);
        AtomicInteger fetched = new AtomicInteger();
        try (WebReceiver receiver = new WebReceiver(Optional.empty());
                Exporter exporter = start(
                        Format.RAW,
                        webhook(
                                receiver,
                                Map.of("Authorization", () -> "Bearer " + fetched.incrementAndGet()),
                                Optional.of(() -> "key")))) {
            soon().until(() -> exporter.reached() == 1);
            add(1);
            soon().until(() -> exporter.reached() == 2);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            for (WebReceiver.Request request : receiver.taken()) {
                assertThat(request.path()).isEqualTo("/in?x=1");
                assertThat(request.header("Content-type")).isEqualTo("application/json");
                assertThat(request.header(WebhookDestination.SIGNATURE))
                        .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(request.body())));
            }
            assertThat(receiver.taken())
                    .extracting(request -> request.header("Authorization"))
                    .containsExactly("Bearer 1", "Bearer 2");
        }
    }

    @Test
    @DisplayName("sends what is asked for only, and what came before it was there only if that is wanted")
    void chosen() throws Exception {
        add(5);
        try (WebReceiver receiver = new WebReceiver(Optional.empty())) {
            Selection none = new Selection(Set.of(Kind.GAP), Set.of());
            try (Exporter exporter = start(Format.RAW, none, false, webhook(receiver))) {
                soon().until(() -> exporter.reached() == 5);
            }
            assertThat(receiver.asked()).isZero();
            Files.delete(bookmark);
            try (Exporter exporter = start(Format.RAW, Selection.ALL, true, webhook(receiver))) {
                soon().until(() -> exporter.reached() == 5);
                add(2);
                soon().until(() -> exporter.reached() == 7);
            }
            assertThat(indexes(receiver.events())).containsExactly(5L, 6L);
        }
    }

    @Test
    @DisplayName("ends within seconds though its receiver never answers, and goes on after it")
    void silent() throws Exception {
        add(2);
        try (WebReceiver receiver = new WebReceiver(Optional.empty())) {
            receiver.fallSilent();
            Exporter exporter = start(Format.RAW, webhook(receiver));
            soon().until(() -> receiver.asked() == 1);
            long begun = System.nanoTime();
            exporter.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            assertThat(Bookmark.read(bookmark)).contains(Bookmark.at(0));
        }
    }

    @Test
    @DisplayName("to a file goes on in a new one when it is renamed, and behind what a lost process left half written")
    void file() throws Exception {
        Path file = folder.resolve("events.log");
        add(2);
        try (Exporter exporter = start(Format.RAW, new FileDestination(file))) {
            soon().until(() -> exporter.reached() == 2);
            Files.move(file, folder.resolve("events.log.1"));
            add(2);
            soon().until(() -> exporter.reached() == 4);
        }
        assertThat(Files.readAllLines(folder.resolve("events.log.1"))).hasSize(2);
        assertThat(indexes(lines(file))).containsExactly(2L, 3L);
        Files.writeString(file, "{\"index\":4,\"rec", StandardOpenOption.APPEND);
        add(1);
        try (Exporter exporter = start(Format.RAW, new FileDestination(file))) {
            soon().until(() -> exporter.reached() == 5);
        }
        assertThat(indexes(lines(file))).containsExactly(2L, 3L, 4L);
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(JSON::readTree).toList();
    }

    @Test
    @DisplayName("to syslog goes over TLS, counted in octets, and again when the receiver was away")
    void syslog() throws Exception {
        TlsCredentials own = SelfSigned.in(folder.resolve("tls"), List.of("localhost"), Optional.empty());
        Optional<SSLContext> server = Optional.of(JdkTls.server(own.certificate(), own.key()));
        Optional<Tls> trusting = Optional.of(() -> JdkTls.trusting(own.certificate()));
        log.add(List.of(Records.MASKED.replace("shop", "caf\u00e9"), Records.OUTCOME, Records.DENIED));
        written = 3;
        List<String> messages = new ArrayList<>();
        SyslogReceiver first = new SyslogReceiver(server, 0);
        try (Exporter exporter = start(Format.CEF, new SyslogDestination("localhost", first.port(), trusting))) {
            soon().until(() -> exporter.reached() == 3);
            messages.addAll(first.messages());
            assertThat(first.broken()).isEmpty();
            first.close();
            add(4);
            soon().until(exporter::troubled);
            try (SyslogReceiver second = new SyslogReceiver(server, first.port())) {
                soon().until(() -> exporter.reached() == 7);
                soon().until(() -> second.messages().size() == 4);
                assertThat(second.broken()).isEmpty();
            }
        }
        assertThat(messages).hasSize(2);
        assertThat(messages.getFirst())
                .startsWith("<110>1 2026-11-24T10:00:00.123456Z gate-1 sallyport - q.intent - CEF:0|Sallyport|")
                .contains("destinationServiceName=caf\u00e9");
        assertThat(messages.getLast()).startsWith("<108>1 2026-11-24T10:00:01Z gate-1 sallyport - q.deny - CEF:0|");
    }

    @Test
    @DisplayName("to syslog sends nothing to who cannot prove to be the receiver")
    void impostor() throws Exception {
        TlsCredentials own = SelfSigned.in(folder.resolve("tls"), List.of("localhost"), Optional.empty());
        TlsCredentials other = SelfSigned.in(folder.resolve("other"), List.of("elsewhere"), Optional.empty());
        add(1);
        for (TlsCredentials trusted : List.of(own, other)) {
            // Of another authority; or of the right one, and for another host.
            TlsCredentials shown = other;
            try (SyslogReceiver receiver =
                            new SyslogReceiver(Optional.of(JdkTls.server(shown.certificate(), shown.key())), 0);
                    Exporter exporter = start(
                            Format.RAW,
                            new SyslogDestination(
                                    "localhost",
                                    receiver.port(),
                                    Optional.of(() -> JdkTls.trusting(trusted.certificate()))))) {
                soon().until(exporter::troubled);
                assertThat(exporter.reached()).isZero();
                assertThat(receiver.messages()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("to syslog shows a certificate to who asks for one")
    void mutual() throws Exception {
        TlsCredentials own = SelfSigned.in(folder.resolve("tls"), List.of("localhost"), Optional.empty());
        SSLContext both = JdkTls.client(Optional.of(own.certificate()), Optional.of(own));
        add(1);
        try (SyslogReceiver receiver = new SyslogReceiver(Optional.of(both), 0, true)) {
            try (Exporter exporter = start(
                    Format.RAW,
                    new SyslogDestination(
                            "localhost", receiver.port(), Optional.of(() -> JdkTls.trusting(own.certificate()))))) {
                soon().until(exporter::troubled);
            }
            assertThat(receiver.messages()).isEmpty();
            try (Exporter exporter =
                    start(Format.RAW, new SyslogDestination("localhost", receiver.port(), Optional.of(() -> both)))) {
                soon().until(() -> exporter.reached() == 1);
                soon().until(() -> receiver.messages().size() == 1);
            }
        }
    }

    @Test
    @DisplayName("to syslog gives up a receiver that takes connections and reads nothing, and moves no further")
    void deaf() throws Exception {
        String text = "x".repeat(4_000);
        log.add(IntStream.range(0, 8_000)
                .mapToObj(number -> Records.denial(text + number, 0))
                .toList());
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Exporter exporter = start(
                        Format.RAW,
                        new SyslogDestination(
                                "localhost", deaf.getLocalPort(), Optional.empty(), Duration.ofSeconds(1)))) {
            soon().until(exporter::troubled);
            assertThat(exporter.reached()).isLessThan(8_000);
        }
    }

    @Test
    @DisplayName("to a collector of OpenTelemetry are log records by OTLP over HTTPS")
    void otlp() throws Exception {
        TlsCredentials own = SelfSigned.in(folder.resolve("tls"), List.of("localhost"), Optional.empty());
        log.add(List.of(Records.MASKED, Records.OUTCOME));
        try (WebReceiver receiver = new WebReceiver(Optional.of(JdkTls.server(own.certificate(), own.key())))) {
            receiver.answer(_ -> new Answer(200, Map.of(), "{\"partialSuccess\":{}}"));
            try (Exporter exporter = start(
                    Format.OCSF,
                    new OtlpDestination(
                            URI.create("https://localhost:" + receiver.port() + "/v1/logs"),
                            () -> JdkTls.trusting(own.certificate()),
                            Map.of(),
                            "0.1.0"))) {
                soon().until(() -> exporter.reached() == 2);
            }
            JsonNode sent = JSON.readTree(receiver.taken().getFirst().body());
            JsonNode resource = sent.at("/resourceLogs/0");
            assertThat(attribute(resource.at("/resource/attributes"), "service.name"))
                    .isEqualTo("sallyport");
            JsonNode record = resource.at("/scopeLogs/0/logRecords/0");
            assertThat(record.path("timeUnixNano").asString()).isEqualTo("1795514400123456000");
            assertThat(record.path("severityNumber").asInt()).isEqualTo(9);
            assertThat(record.path("eventName").asString()).isEqualTo("sallyport.q.intent");
            assertThat(JSON.readTree(record.at("/body/stringValue").asString())
                            .path("class_uid")
                            .asInt())
                    .isEqualTo(6005);
            JsonNode attributes = record.path("attributes");
            assertThat(attribute(attributes, "db.system.name")).isEqualTo("postgresql");
            assertThat(attribute(attributes, "db.collection.name")).isEqualTo("public.customers");
            assertThat(attribute(attributes, "enduser.pseudo.id")).isEqualTo("p_bot");
            assertThat(attribute(attributes, "sallyport.log.index")).isEqualTo("0");
        }
    }

    private static String attribute(JsonNode attributes, String key) {
        for (JsonNode attribute : attributes) {
            if (attribute.path("key").asString().equals(key)) {
                return attribute
                        .path("value")
                        .properties()
                        .iterator()
                        .next()
                        .getValue()
                        .asString();
            }
        }
        return "";
    }
}
