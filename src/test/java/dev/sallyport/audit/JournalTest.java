package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A journal")
class JournalTest {

    private static final int SEGMENT = 4 << 20;
    private static final StatementPart STATEMENT = StatementPart.unread("0".repeat(64), "42601", 12);

    @TempDir
    Path folder;

    private Journal open() throws IOException {
        return Journal.open(folder, "gate-1", 2, SEGMENT, Journal.Durability.GROUP, Clock.systemUTC());
    }

    private static Session session() {
        Principal agent = new Principal("bot \"7\"\n", Principal.Kind.AGENT, Set.of("b", "a"), Map.of());
        Principal human = new Principal("ada", Principal.Kind.HUMAN, Set.of(), Map.of());
        return new Session(
                "s-1",
                new Delegation(List.of(agent, human)),
                Optional.of("support"),
                Optional.of("t-9"),
                "shop",
                "127.0.0.1",
                "psql",
                "scram-sha-256",
                true,
                Instant.now());
    }

    @Test
    @DisplayName("gives back what was appended, while it is written, in order and as JSON with sorted keys")
    void readsWhatWasWritten() throws IOException {
        try (Journal journal = open()) {
            Trail trail = new Trail(journal.lane(1), session(), new Served("postgresql", "", "app"));
            JournalReader reader = new JournalReader(folder);
            RecordId intent = trail.intent(STATEMENT, Particulars.NONE);
            trail.outcome(intent, new Outcome(Outcome.Status.OK, "", 3, -1, 120, 42));
            trail.closed("client went away");
            List<JsonNode> records =
                    reader.next().stream().map(JournalTest::json).toList();
            assertThat(records)
                    .extracting(record -> record.get("k").asString())
                    .containsExactly("q.intent", "q.outcome", "ses.close");
            assertThat(records.get(1).get("ref").asString()).isEqualTo(intent.toString());
            assertThat(records.get(0).get("sub").get("id").asString()).isEqualTo("bot \"7\"\n");
            assertThat(records.get(0).get("sub").get("obo").get(0).asString()).isEqualTo("ada");
            assertThat(records)
                    .allSatisfy(record ->
                            assertThat(List.copyOf(record.propertyNames())).isSorted());
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    @DisplayName("goes on in a new file when one is full, and loses nothing")
    void rolls() throws IOException {
        int count = 100_000;
        try (Journal journal = open()) {
            Trail trail = new Trail(journal.lane(0), session(), new Served("postgresql", "", "app"));
            for (int at = 0; at < count; at++) {
                trail.intent(STATEMENT, Particulars.NONE);
            }
        }
        List<String> records = new JournalReader(folder).next();
        assertThat(records).hasSize(count);
        assertThat(records.stream().map(record -> json(record).get("nseq").asInt()))
                .isSorted();
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".wal")).count())
                    .isGreaterThan(2);
        }
    }

    @Test
    @DisplayName("is for one process at a time")
    void isLocked() throws IOException {
        try (Journal _ = open()) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("another process");
        }
    }

    @Test
    @DisplayName("tells where a record is damaged")
    void tellsDamage() throws IOException {
        try (Journal journal = open()) {
            new Trail(journal.lane(0), session(), new Served("postgresql", "", "app"))
                    .intent(STATEMENT, Particulars.NONE);
        }
        Path segment;
        try (var files = Files.list(folder)) {
            segment = files.filter(file -> file.toString().contains("-000-"))
                    .findFirst()
                    .orElseThrow();
        }
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'!'}), Segment.HEADER_BYTES + 20);
        }
        assertThatThrownBy(() -> new JournalReader(folder).next()).hasMessageContaining("damaged");
    }

    private static JsonNode json(String record) {
        return JsonMapper.shared().readTree(record);
    }

    @Test
    @DisplayName("is followed in portions that fit into memory, however long its records are")
    void longRecords() throws IOException {
        int records = 40;
        String name = "x".repeat(1_000_000);
        try (Journal journal = open()) {
            GateTrail trail = new GateTrail(journal.lane(0));
            for (int number = 0; number < records; number++) {
                trail.loginFailed(name, "shop", "", "::1", "none", "test");
            }
            JournalTail tail = new JournalTail(folder, Map.of());
            int first = tail.poll(records * 2).getFirst().records().size();
            assertThat(first).isLessThan(records);
            assertThat(tail.more()).isTrue();
            assertThat(tail.poll(records * 2).getFirst().records()).hasSize(records - first);
            assertThat(tail.more()).isFalse();
        }
    }

    @Test
    @DisplayName("keeps of a reason no more than a thousand characters, whatever names a client gave")
    void longReason() {
        StatementPart part = StatementPart.unread("0".repeat(64), "\"" + "\u0001".repeat(60_000) + "\" is no name", 0);
        assertThat(part.decision().length).isLessThan(8_000);
    }
}
