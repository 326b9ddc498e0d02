package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.audit.JournalUnavailable.Reason;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A journal whose disk fails")
@Timeout(60)
class FailedDiskTest {

    private static final int SEGMENT = 2 << 20;
    private static final StatementPart STATEMENT = StatementPart.unread("0".repeat(64), "42601", 12);
    private static final Outcome DONE = new Outcome(Outcome.Status.OK, "", 3, -1, 120, 42);
    private static final Outcome LOST = new Outcome(Outcome.Status.UNKNOWN, "", 0, -1, 0, 42);

    @TempDir
    Path folder;

    private final FailingDisk disk = new FailingDisk();

    private Journal open() throws IOException {
        return Journal.open(
                folder, "gate-1", 2, SEGMENT, Journal.Durability.GROUP, Clock.systemUTC(), disk, Optional.empty());
    }

    private static Trail trail(Journal journal) {
        Session session = new Session(
                "s-1",
                Delegation.of(new Principal("ada", Principal.Kind.HUMAN, Set.of(), Map.of())),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "127.0.0.1",
                "psql",
                "scram-sha-256",
                true,
                Instant.now());
        return new Trail(journal.lane(0), session, new Served("postgresql", "", "app"));
    }

    private static JournalUnavailable refusal(Runnable record) {
        return catchThrowableOfType(JournalUnavailable.class, record::run);
    }

    /** Until the journal has found out. */
    private static void untilTroubled(Journal journal, boolean troubled) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> journal.trouble().isPresent() == troubled);
    }

    /** A lane is for one thread. */
    private static RecordId untilTaken(Trail trail) {
        return Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofSeconds(30))
                .ignoreException(JournalUnavailable.class)
                .until(() -> trail.intent(STATEMENT, Particulars.NONE), _ -> true);
    }

    private List<JsonNode> records() throws IOException {
        return new JournalReader(folder)
                .next().stream()
                        .map(record -> JsonMapper.shared().readTree(record))
                        .toList();
    }

    private static List<JsonNode> of(List<JsonNode> records, String kind) {
        return records.stream()
                .filter(record -> record.get("k").asString().equals(kind))
                .toList();
    }

    private static void assertWithoutGaps(List<JsonNode> records) {
        for (int at = 0; at < records.size(); at++) {
            assertThat(records.get(at).get("nseq").asInt()).isEqualTo(at);
        }
    }

    @Test
    @DisplayName(
            "takes nothing new once it is full, but the end of everything that was begun; and goes on when there is room")
    void full() throws IOException {
        List<RecordId> begun = new ArrayList<>();
        try (Journal journal = open()) {
            Trail trail = trail(journal);
            disk.full(true);
            JournalUnavailable refusal = refusal(() -> {
                while (true) {
                    begun.add(trail.intent(STATEMENT, Particulars.NONE));
                }
            });
            assertThat(refusal.reason()).isEqualTo(Reason.DISK_FULL);
            assertThat(refusal(() -> trail.denied(STATEMENT, Particulars.NONE)).reason())
                    .isEqualTo(Reason.DISK_FULL);
            for (RecordId intent : begun.subList(0, 200)) {
                trail.outcome(intent, DONE);
            }
            assertThat(refusal(() -> trail.intent(STATEMENT, Particulars.NONE)).reason())
                    .isEqualTo(Reason.DISK_FULL);
            disk.full(false);
            begun.add(untilTaken(trail));
        }
        List<JsonNode> records = records();
        assertWithoutGaps(records);
        assertThat(of(records, "q.intent"))
                .extracting(record -> record.get("id").asString())
                .containsExactlyElementsOf(
                        begun.stream().map(RecordId::toString).toList());
        assertThat(of(records, "q.outcome")).hasSize(200);
        assertThat(of(records, "log.gap")).singleElement().satisfies(gap -> {
            JsonNode result = gap.get("res");
            assertThat(result.get("why").asString()).isEqualTo("disk full");
            assertThat(result.get("rows").asLong()).isGreaterThanOrEqualTo(3);
            assertThat(result.get("from").asLong())
                    .isLessThanOrEqualTo(result.get("to").asLong());
            assertThat(gap.get("nseq").asInt()).isEqualTo(begun.size() - 1 + 200);
        });
    }

    @ParameterizedTest(name = "with {0} bytes more in each")
    @ValueSource(ints = {0, 13, 64, 111, 198, 256, 301, 420})
    @DisplayName("takes the outcome of every statement that it has let in, however little room is left")
    void outcomes(int more) throws IOException {
        StatementPart longer = StatementPart.unread("0".repeat(64), "x".repeat(more), 12);
        disk.room(2);
        try (Journal journal = open()) {
            Trail trail = trail(journal);
            JournalUnavailable refusal = refusal(() -> {
                while (true) {
                    RecordId intent = trail.intent(longer, Particulars.NONE);
                    assertThatCode(() -> trail.outcome(intent, DONE)).doesNotThrowAnyException();
                }
            });
            assertThat(refusal.reason()).isEqualTo(Reason.DISK_FULL);
        }
        List<JsonNode> records = records();
        assertThat(of(records, "q.outcome")).hasSameSizeAs(of(records, "q.intent"));
    }

    @Test
    @DisplayName("goes on while there is room, but lets nobody in")
    void admitsNobody() throws IOException {
        disk.room(2);
        try (Journal journal = open()) {
            Trail trail = trail(journal);
            untilTroubled(journal, true);
            assertThat(refusal(() -> trail.opened("0")).reason()).isEqualTo(Reason.DISK_FULL);
            assertThatCode(() -> trail.intent(STATEMENT, Particulars.NONE)).doesNotThrowAnyException();
            disk.full(false);
            untilTroubled(journal, false);
            trail.opened("0");
        }
        assertThat(of(records(), "log.gap")).isEmpty();
    }

    @Test
    @DisplayName("never asks again for what was failed; what had not reached the disk is written elsewhere")
    void rescues() throws IOException {
        List<String> before;
        try (Journal journal = open()) {
            Trail trail = trail(journal);
            JournalTail tail = new JournalTail(folder, Map.of());
            RecordId first = trail.intent(STATEMENT, Particulars.NONE);
            RecordId second = trail.intent(STATEMENT, Particulars.NONE);
            disk.broken(true);
            trail.outcome(first, DONE);
            untilTroubled(journal, true);
            before = taken(tail);
            assertThat(refusal(() -> trail.intent(STATEMENT, Particulars.NONE)).reason())
                    .isEqualTo(Reason.DISK_FAILED);
            assertThatThrownBy(() -> trail.outcome(second, DONE)).isInstanceOf(JournalUnavailable.class);
            trail.closed("the client went away");
            disk.broken(false);
            RecordId third = untilTaken(trail);
            trail.outcome(third, LOST);
            List<String> after = new ArrayList<>(before);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                after.addAll(taken(tail));
                return after.size() == 8;
            });
            assertThat(after)
                    .extracting(record ->
                            JsonMapper.shared().readTree(record).get("k").asString())
                    .containsExactly(
                            "q.intent",
                            "q.intent",
                            "q.outcome",
                            "log.gap",
                            "q.outcome",
                            "ses.close",
                            "q.intent",
                            "q.outcome");
        }
        assertThat(disk.askedAgain()).isFalse();
        destroyUnforced();
        List<JsonNode> records = records();
        assertThat(records).hasSize(8);
        assertWithoutGaps(records);
        assertThat(taken(new JournalTail(folder, Map.of()))).hasSize(8).startsWith(before.toArray(String[]::new));
        assertThat(Recovery.lostRuns(folder, BootId.random()))
                .singleElement()
                .satisfies(run -> assertThat(run.unfinished()).isEmpty());
    }

    /** As a disk may leave the segment that it failed: the lane's first. */
    private void destroyUnforced() throws IOException {
        Path failed = SegmentFile.files(folder).stream()
                .filter(file -> file.toString().endsWith("-000-000000.wal"))
                .findFirst()
                .orElseThrow();
        try (FileChannel channel = FileChannel.open(failed, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("?".repeat(4000).getBytes(StandardCharsets.UTF_8)), Segment.HEADER_BYTES);
        }
    }

    private static List<String> taken(JournalTail tail) throws IOException {
        List<String> records = new ArrayList<>();
        tail.poll(1000)
                .forEach(run ->
                        run.records().forEach(record -> records.add(new String(record, StandardCharsets.UTF_8))));
        return records;
    }

    @Test
    @DisplayName("gives every record once to who follows it over a failure")
    void followed() throws IOException {
        JournalReader reader = new JournalReader(folder);
        List<String> read = new ArrayList<>();
        int taken = 0;
        try (Journal journal = open()) {
            Trail trail = trail(journal);
            for (int failures = 0; failures < 2; failures++) {
                for (int at = 0; at < 100; at++) {
                    trail.intent(STATEMENT, Particulars.NONE);
                }
                disk.broken(true);
                trail.intent(STATEMENT, Particulars.NONE);
                untilTroubled(journal, true);
                read.addAll(reader.next());
                disk.broken(false);
                untilTaken(trail);
                read.addAll(reader.next());
                taken += 102;
            }
        }
        read.addAll(reader.next());
        assertThat(read).doesNotHaveDuplicates().hasSize(taken + gaps(read));
        assertThat(new JournalReader(folder).next()).isEqualTo(read);
        assertThat(disk.askedAgain()).isFalse();
    }

    private static int gaps(List<String> records) {
        return (int) records.stream()
                .filter(record -> record.contains("\"k\":\"log.gap\""))
                .count();
    }

    @Test
    @DisplayName("does not end well while it owes an outcome")
    void owes() throws IOException {
        try (Journal journal = open()) {
            Trail trail = trail(journal);
            RecordId intent = trail.intent(STATEMENT, Particulars.NONE);
            assertThat(journal.settle()).isTrue();
            disk.broken(true);
            trail.intent(STATEMENT, Particulars.NONE);
            untilTroubled(journal, true);
            trail.outcome(intent, LOST);
            assertThat(journal.settle()).isFalse();
            disk.broken(false);
            untilTroubled(journal, false);
            assertThat(journal.settle()).isTrue();
            assertThat(of(records(), "q.outcome")).hasSize(1);
        }
    }

    @Test
    @DisplayName("leaves a record out that is too long, and nothing else")
    void tooLong() throws IOException {
        try (Journal journal = open()) {
            Trail trail = trail(journal);
            trail.intent(STATEMENT, Particulars.NONE);
            assertThat(refusal(() -> trail.closed("x".repeat(Lane.MAX_RECORD_BYTES)))
                            .reason())
                    .isEqualTo(Reason.TOO_LONG);
            trail.intent(STATEMENT, Particulars.NONE);
        }
        List<JsonNode> records = records();
        assertThat(records).hasSize(2);
        assertWithoutGaps(records);
    }

    @Test
    @DisplayName("tells as lasting only what the disk has taken")
    void lasting() throws IOException {
        try (Journal journal = open()) {
            GateTrail trail = new GateTrail(journal.lane(0));
            trail.loginFailed("ada", "shop", "", "::1", "none", "test");
            Awaitility.await().until(() -> journal.lasting().equals(List.of(1L, 0L)));
            disk.hold();
            trail.loginFailed("ada", "shop", "", "::1", "none", "test");
            assertThat(journal.counts()).containsExactly(2L, 0L);
            assertThat(journal.lasting()).containsExactly(1L, 0L);
            disk.release();
            Awaitility.await().until(() -> journal.lasting().equals(List.of(2L, 0L)));
        } finally {
            disk.close();
        }
    }
}
