package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.export.SyslogReceiver;
import dev.sallyport.export.WebReceiver;
import dev.sallyport.export.WebReceiver.Answer;
import dev.sallyport.wire.JdkTls;
import dev.sallyport.wire.SelfSigned;
import dev.sallyport.wire.TlsCredentials;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A gate that exports its records")
class ExportedGateTest {

    /** In literals and parameters, and so in no record. */
    private static final String CANARY = "canary-4f1c9a";

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path folder = Path.of(".");

    private TlsCredentials own = new TlsCredentials(folder, folder, Optional.empty());

    @BeforeAll
    static void database() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void certificate() throws IOException {
        own = SelfSigned.in(folder.resolve("receiver"), List.of("localhost"), Optional.empty());
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    /** The configuration of a gate, with these destinations. */
    private Path config(String exports) throws IOException {
        Path file = ServedFolder.write(folder, postgres.getPort());
        Files.writeString(file, exports, StandardOpenOption.APPEND);
        return file;
    }

    private WebReceiver web() throws IOException {
        return new WebReceiver(Optional.of(JdkTls.server(own.certificate(), own.key())));
    }

    private long size() throws IOException {
        return LogReader.reach(new LogFolder(folder.resolve("data/log")))
                .map(Checkpoint::size)
                .orElse(0L);
    }

    private static Connection connect(int port) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/shop".formatted(port), ServedFolder.USER, ServedFolder.PASSWORD);
    }

    private static void send(int port, int statements) throws SQLException {
        try (Connection connection = connect(port);
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("select length(?)")) {
            for (int number = 0; number < statements; number++) {
                statement.execute("select '" + CANARY + "', " + number);
                prepared.setString(1, CANARY);
                prepared.execute();
            }
        }
    }

    /** The indexes of all records that events hold. */
    private static Set<Long> indexes(List<JsonNode> events) {
        Set<Long> indexes = new TreeSet<>();
        for (JsonNode event : events) {
            indexes.add(event.get("index").asLong());
            if (event.has("outcome")) {
                indexes.add(event.at("/outcome/index").asLong());
            }
        }
        return indexes;
    }

    @Test
    @DisplayName("gets every record through, in order, over a receiver that refuses and vanishes and its own death")
    void everyRecord() throws Exception {
        try (WebReceiver web = web();
                SyslogReceiver syslog =
                        new SyslogReceiver(Optional.of(JdkTls.server(own.certificate(), own.key())), 0)) {
            Path file = config("""
                    export:
                      siem: {format: raw, webhook: 'https://localhost:%d/events', ca: receiver/gate.crt}
                      collector: {format: cef, syslog: 'tls://localhost:%d', ca: receiver/gate.crt}
                      disk: {format: ocsf, file: events.jsonl}
                    """.formatted(web.port(), syslog.port()));
            web.answer(_ -> Answer.of(500));
            try (GateProcess gate = GateProcess.start(file)) {
                send(gate.port(), 20);
                soon().until(() -> web.refused().size() >= 2);
                web.stop();
                send(gate.port(), 20);
                gate.kill();
            }
            assertThat(web.taken()).isEmpty();
            try (GateProcess gate = GateProcess.start(file)) {
                send(gate.port(), 20);
                web.answer(_ -> Answer.of(200));
                web.restart();
                send(gate.port(), 20);
                soon().until(() -> size() > 320 && indexes(web.events()).size() == size());
                gate.kill();
            }
            try (GateProcess gate = GateProcess.start(file)) {
                send(gate.port(), 1);
            }
            long size = size();
            assertThat(indexes(web.events()))
                    .isEqualTo(LongStream.range(0, size).boxed().collect(Collectors.toSet()));
            inOrder(web.events());
            List<String> lines = Files.readAllLines(folder.resolve("events.jsonl"));
            assertThat(ocsfIndexes(lines)).hasSize((int) size);
            assertThat(syslog.broken()).isEmpty();
            soon().until(() -> syslog.messages().size() >= Set.copyOf(lines).size());
            assertThat(syslog.messages()).allMatch(message -> message.contains(" - CEF:0|Sallyport|Sallyport|"));
            noCanary(web, syslog, lines);
        }
    }

    private static void noCanary(WebReceiver web, SyslogReceiver syslog, List<String> lines) {
        List<String> sent = new ArrayList<>(lines);
        sent.addAll(syslog.messages());
        web.taken().forEach(request -> sent.add(request.text()));
        web.refused().forEach(request -> sent.add(request.text()));
        assertThat(sent).isNotEmpty().noneMatch(text -> text.contains(CANARY));
        assertThat(sent).as("what is looked for in").anyMatch(text -> text.contains("length($1)"));
    }

    private static Set<Long> ocsfIndexes(List<String> lines) {
        Set<Long> indexes = new TreeSet<>();
        for (String line : lines) {
            JsonNode place = JsonMapper.shared().readTree(line).at("/unmapped/sallyport");
            indexes.add(place.get("index").asLong());
            if (place.has("outcome")) {
                indexes.add(place.at("/outcome/index").asLong());
            }
        }
        return indexes;
    }

    /** Each event when its last record is there; what was sent twice counts the first time. */
    private static void inOrder(List<JsonNode> events) {
        Set<Long> seen = new TreeSet<>();
        List<Long> last = new ArrayList<>();
        for (JsonNode event : events) {
            if (seen.add(event.get("index").asLong())) {
                last.add(
                        event.has("outcome")
                                ? event.at("/outcome/index").asLong()
                                : event.get("index").asLong());
            }
        }
        assertThat(last).isSorted();
    }

    @Test
    @DisplayName("serves its clients while a receiver takes its events and never answers")
    void stalled() throws Exception {
        try (WebReceiver web = web()) {
            web.fallSilent();
            Path file = config("""
                    export:
                      siem: {format: ocsf, webhook: 'https://localhost:%d/', ca: receiver/gate.crt}
                    """.formatted(web.port()));
            Config config = ((ConfigResult.Loaded) Config.load(file)).config();
            try (RunningGate gate = new RunningGate(config, "test")) {
                soon().until(() -> web.asked() == 1);
                long begun = System.nanoTime();
                // While that one request has no answer, and before the gate gives it up.
                send(gate.port(), 500);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
                soon().until(() -> size() > 2_000);
                assertThat(web.taken()).isEmpty();
            }
        }
    }
}
