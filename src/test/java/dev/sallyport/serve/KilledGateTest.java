package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.JournalReader;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.VerifierKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A gate that is killed under load")
class KilledGateTest {

    private static final int CLIENTS = 4;
    private static final int SEED = 9;

    @TempDir
    Path folder;

    @Test
    @DisplayName("has recorded everything that the database did")
    void aFewTimes() throws Exception {
        kill(4);
    }

    @Test
    @Tag("matrix")
    @DisplayName("has recorded everything that the database did, fifty times")
    void fiftyTimes() throws Exception {
        kill(50);
    }

    private void kill(int times) throws Exception {
        Random random = new Random(SEED);
        List<String> pins = new ArrayList<>();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            Path config = ServedFolder.write(folder, postgres.getPort());
            try (Connection direct = postgres.getPostgresDatabase().getConnection();
                    Statement statement = direct.createStatement()) {
                statement.execute("create table marks (client text, n bigint)");
            }
            for (int round = 0; round < times; round++) {
                try (GateProcess gate = GateProcess.start(config)) {
                    AtomicLong done = new AtomicLong();
                    List<Thread> clients = load(gate.port(), round, done);
                    long enough = random.nextInt(1, 400);
                    Awaitility.await()
                            .pollInterval(Duration.ofMillis(1))
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> done.get() >= enough);
                    gate.kill();
                    new LogFolder(folder.resolve("data/log")).checkpoint().ifPresent(pins::add);
                    for (Thread client : clients) {
                        client.join();
                    }
                }
            }
            try (GateProcess _ = GateProcess.start(config)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> records().stream()
                                        .filter(record -> kind(record).equals("log.recovered"))
                                        .count()
                                == times);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> verified(pins).entries() == records().size());
            }
            check(marks(postgres));
            checkLog(verified(pins));
        }
    }

    /** The log, held against what it said before each death. */
    private Verification verified(List<String> pins) throws IOException, MalformedNote {
        VerifierKey key = VerifierKey.parse(
                Files.readString(folder.resolve("data/log.key.pub")).strip());
        return new LogVerifier(new LogFolder(folder.resolve("data/log")), List.of(key), Optional.empty()).run(pins);
    }

    private void checkLog(Verification log) throws IOException {
        long unknown = records().stream()
                .filter(record -> record.path("res").path("st").asString("").equals("unknown"))
                .count();
        assertThat(log.whole()).as(log.findings().toString()).isTrue();
        assertThat(log.findings()).hasSize((int) Math.min(unknown, 200));
        assertThat(log.findings())
                .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(Verification.Kind.OPEN));
    }

    private static List<Thread> load(int port, int round, AtomicLong done) {
        List<Thread> clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            String name = "client-" + round + "-" + number;
            String url =
                    "jdbc:postgresql://127.0.0.1:%d/shop?ApplicationName=%s&assumeMinServerVersion=12&preferQueryMode=%s"
                            .formatted(port, name, number % 2 == 0 ? "simple" : "extended");
            clients.add(Thread.startVirtualThread(() -> {
                try (Connection connection =
                                DriverManager.getConnection(url, ServedFolder.USER, ServedFolder.PASSWORD);
                        Statement statement = connection.createStatement()) {
                    while (true) {
                        statement.execute("insert into marks values ('" + name + "', " + done.incrementAndGet() + ")");
                    }
                } catch (SQLException killed) {
                    // as it should be
                }
            }));
        }
        return clients;
    }

    private static Map<String, Long> marks(EmbeddedPostgres postgres) throws SQLException {
        Map<String, Long> marks = new HashMap<>();
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement();
                ResultSet rows = statement.executeQuery("select client, count(*) from marks group by client")) {
            while (rows.next()) {
                marks.put(rows.getString(1), rows.getLong(2));
            }
        }
        return marks;
    }

    private List<JsonNode> records() throws IOException {
        return new JournalReader(folder.resolve("data/journal"))
                .next().stream()
                        .map(record -> JsonMapper.shared().readTree(record))
                        .toList();
    }

    private static String kind(JsonNode record) {
        return record.get("k").asString();
    }

    private void check(Map<String, Long> marks) throws IOException {
        Map<String, Long> intents = new HashMap<>();
        Set<String> open = new HashSet<>();
        Set<String> outcomes = new HashSet<>();
        for (JsonNode record : records()) {
            switch (kind(record)) {
                case "q.intent" -> {
                    open.add(record.get("id").asString());
                    if (record.get("st").get("op").asString().equals("INSERT")) {
                        intents.merge(record.get("src").get("app").asString(), 1L, Long::sum);
                    }
                }
                case "q.outcome" ->
                    assertThat(outcomes.add(record.get("ref").asString()))
                            .as("one outcome each")
                            .isTrue();
                default -> {}
            }
        }
        assertThat(marks).isNotEmpty();
        marks.forEach((client, count) -> assertThat(intents.get(client))
                .as("recorded executions of " + client)
                .isGreaterThanOrEqualTo(count)
                .isLessThanOrEqualTo(count + 1));
        assertThat(outcomes).isEqualTo(open);
    }
}
