package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A record that is much like an earlier one")
class VariedRecordsTest {

    private static final int SEGMENT = 2 << 20;

    @TempDir
    Path folder;

    private final Random random = new Random(4711);
    private int longest = 60_000;

    /** What must come back. */
    private record Written(String session, String why, RecordId id, Optional<Outcome> outcome) {}

    private Journal open() throws IOException {
        return Journal.open(
                folder.resolve("journal"),
                "gate-1",
                1,
                SEGMENT,
                Journal.Durability.PROCESS,
                Clock.systemUTC(),
                Disk.REAL,
                Optional.of(new RunKeys(folder.resolve("keys"))));
    }

    private static Session session(String id) {
        return new Session(
                id,
                Delegation.of(new Principal("ada", Principal.Kind.HUMAN, Set.of("analysts", "support"), Map.of())),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "127.0.0.1",
                "psql",
                "scram-sha-256",
                true,
                Instant.now());
    }

    private List<Written> write(Journal journal, int count) {
        List<StatementPart> parts = new ArrayList<>();
        for (int at = 0; at < 60; at++) {
            parts.add(StatementPart.unparsable("0".repeat(64), "reason " + at, "é".repeat(at)));
        }
        List<String> names = List.of("s-1", "s-2", "a longer name");
        List<Trail> trails = names.stream()
                .map(name -> new Trail(journal.lane(0), session(name), new Served("postgresql", "eu", "app")))
                .toList();
        List<Written> written = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            int who = random.nextInt(trails.size());
            int what = random.nextInt(parts.size());
            RecordId intent = trails.get(who).intent(parts.get(what), particulars());
            written.add(new Written(names.get(who), "reason " + what, intent, Optional.empty()));
            Outcome outcome = new Outcome(
                    random.nextInt(9) == 0 ? Outcome.Status.ERROR : Outcome.Status.OK,
                    random.nextInt(9) == 0 ? "42P01" : "",
                    random.nextInt(1_000_000),
                    random.nextInt(3) - 1,
                    random.nextInt(),
                    random.nextInt(100_000));
            trails.get(who).outcome(intent, outcome);
            written.add(new Written(names.get(who), "", intent, Optional.of(outcome)));
        }
        return written;
    }

    private Particulars particulars() {
        return switch (random.nextInt(40)) {
            case 0 -> Particulars.NONE;
            case 1 -> Particulars.of("x".repeat(longest));
            default -> Particulars.of("select " + random.nextInt());
        };
    }

    private static void assertRead(List<Written> written, List<String> read) {
        assertThat(read).hasSameSizeAs(written);
        for (int at = 0; at < read.size(); at++) {
            JsonNode found = JsonMapper.shared().readTree(read.get(at));
            Written wanted = written.get(at);
            assertThat(new String(CanonicalJson.of(found), StandardCharsets.UTF_8))
                    .isEqualTo(read.get(at));
            assertThat(found.path("nseq").asInt()).isEqualTo(at);
            assertThat(found.path("ses").asString()).isEqualTo(wanted.session());
            if (wanted.outcome().isPresent()) {
                assertThat(found.path("ref").asString()).isEqualTo(wanted.id().toString());
                assertThat(found.path("res").path("dur").asLong())
                        .isEqualTo(wanted.outcome().get().micros());
                assertThat(found.path("res").path("code").asString(""))
                        .isEqualTo(wanted.outcome().get().code());
            } else {
                assertThat(found.path("id").asString()).isEqualTo(wanted.id().toString());
                assertThat(found.path("dec").path("why").asString()).isEqualTo(wanted.why());
                assertThat(found.path("sub").path("id").asString()).isEqualTo("ada");
            }
        }
    }

    @Test
    @DisplayName("comes back as it was, wherever reading begins, over as many files as there are")
    void comesBack() throws IOException {
        List<Written> written = new ArrayList<>();
        try (Journal journal = open()) {
            written.addAll(write(journal, 8_000));
            List<String> followed = new ArrayList<>();
            JournalTail tail = new JournalTail(folder.resolve("journal"), Map.of());
            List<JournalTail.Run> runs = tail.poll(777);
            while (!runs.isEmpty()) {
                for (JournalTail.Run run : runs) {
                    run.records().forEach(one -> followed.add(new String(one, StandardCharsets.UTF_8)));
                }
                runs = tail.poll(777);
            }
            assertRead(written, followed);
        }
        assertRead(written, new JournalReader(folder.resolve("journal")).next());
        assertThat(files()).hasSizeGreaterThan(3);
    }

    @Test
    @DisplayName("takes a fraction of the space")
    void space() throws IOException {
        try (Journal journal = open()) {
            Trail trail = new Trail(journal.lane(0), session("s-1"), new Served("postgresql", "eu", "app"));
            StatementPart part = StatementPart.unparsable("0".repeat(64), "r".repeat(300), "x");
            for (int at = 0; at < 1000; at++) {
                trail.outcome(
                        trail.intent(part, Particulars.NONE), new Outcome(Outcome.Status.OK, "", 1, -1, 100, 200));
            }
            long whole = new JournalReader(folder.resolve("journal"))
                    .next().stream().mapToLong(String::length).sum();
            assertThat(journal.bytes()).isLessThan(whole / 3);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisplayName("is told to be damaged, or comes back as it was, whatever byte of a file is another")
    void damaged() throws IOException {
        longest = 300;
        try (Journal journal = open()) {
            write(journal, 60);
        }
        Path file = files().getFirst();
        byte[] right = Files.readAllBytes(file);
        List<String> records = new JournalReader(folder.resolve("journal")).next();
        int found = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] wrong = right.clone();
            int at = Segment.HEADER_BYTES + random.nextInt(right.length - Segment.HEADER_BYTES);
            wrong[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, wrong);
            List<String> read = new ArrayList<>();
            try {
                new JournalReader(folder.resolve("journal"))
                        .next(one -> read.add(new String(one, StandardCharsets.UTF_8)));
            } catch (IOException damaged) {
                assertThat(damaged).hasMessageContaining("damaged");
                found++;
            }
            assertThat(read).isEqualTo(records.subList(0, read.size()));
        }
        assertThat(found).isGreaterThan(1_000);
    }

    @Test
    @DisplayName("is made of any other with as many parts that differ, or not at all")
    void delta() throws IOException {
        Delta delta = new Delta();
        for (int round = 0; round < 20_000; round++) {
            List<String> same = Stream.generate(() -> text(6)).limit(4).toList();
            RecordBuffer base = record(same);
            RecordBuffer other = record(random.nextInt(5) == 0 ? List.of("a", "b", "c", "d") : same);
            int length = delta.of(other, new Delta.Base(0, 64, base.toBytes(), base.allMarks()));
            if (length > 0) {
                byte[] made = Arrays.copyOf(delta.array(), length);
                assertThat(Delta.position(made)).isEqualTo(64);
                assertThat(Delta.record(made, base.toBytes())).isEqualTo(other.toBytes());
            } else {
                assertThat(other.toBytes()).isNotEqualTo(base.toBytes());
            }
        }
    }

    private RecordBuffer record(List<String> same) {
        RecordBuffer out = new RecordBuffer();
        for (String part : same) {
            out.raw(part).mark().raw(text(9)).mark();
        }
        return out.raw("end");
    }

    private String text(int most) {
        return "x".repeat(random.nextInt(most)) + "y".repeat(random.nextInt(most));
    }

    @Test
    @DisplayName("is refused with a reason when it is no such thing")
    void malformed() {
        byte[] base = "0123456789".getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 50_000; round++) {
            ByteBuffer made = ByteBuffer.allocate(random.nextInt(40));
            byte[] bytes = new byte[made.capacity()];
            random.nextBytes(bytes);
            made.put(bytes);
            for (int at = 5; at + 6 <= bytes.length && random.nextInt(4) > 0; at += 8) {
                made.putShort(at, (short) random.nextInt(12))
                        .putShort(at + 2, (short) 1)
                        .putShort(at + 4, (short) 2);
            }
            try {
                int position = Delta.position(made.array());
                byte[] read = Delta.record(made.array(), base);
                assertThat(read.length).isLessThanOrEqualTo(base.length + bytes.length);
                assertThat(position).isNotNull();
            } catch (IOException refused) {
                assertThat(refused).hasMessageMatching("it .*|more .*");
            }
        }
        assertThatThrownBy(() -> Delta.position(new byte[4])).isInstanceOf(IOException.class);
    }
}
