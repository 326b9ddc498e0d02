package dev.sallyport.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.log.Verification.Finding;
import dev.sallyport.audit.log.Verification.Kind;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.RightEdge;
import dev.sallyport.audit.tree.Tile;
import dev.sallyport.audit.tree.TreeHasher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The log")
class LogTest {

    private static final int SEGMENT = 2 << 20;
    private static final SigningKey KEY = SigningKey.generate("example.com/log", VerifierKey.Type.NOTE);

    @TempDir
    private Path folder = Path.of(".");

    private Path log = folder;
    private Path state = folder;
    private Path journal = folder;

    @BeforeEach
    void places() {
        log = folder.resolve("log");
        state = folder.resolve("state");
        journal = folder.resolve("journal");
    }

    private Journal journal() throws IOException {
        return Journal.open(journal, "gate", 2, SEGMENT, Journal.Durability.PROCESS, Clock.systemUTC());
    }

    private LogWriter writer() throws IOException {
        return new LogWriter(log, state, journal, List.of(KEY), new PlainLeaves(), Cosigner.NONE);
    }

    /** Records in two lanes of one run. */
    private void write(int records) throws IOException {
        try (Journal open = journal()) {
            write(open, records);
        }
    }

    private static void write(Journal open, int records) {
        for (int number = 0; number < records; number++) {
            new GateTrail(open.lane(number % 3 == 0 ? 1 : 0))
                    .loginFailed("user " + number, "shop", "", "::1", "none", "test");
        }
    }

    private Verification verify(String... pins) throws IOException {
        return verify(log, pins);
    }

    private static Verification verify(Path copy, String... pins) throws IOException {
        return new LogVerifier(new LogFolder(copy), List.of(KEY.verifier()), Optional.empty()).run(List.of(pins));
    }

    private String checkpoint() throws IOException {
        return new LogFolder(log).checkpoint().orElseThrow();
    }

    private Map<String, byte[]> files() throws IOException {
        try (Stream<Path> all = Files.walk(log)) {
            Map<String, byte[]> files = new TreeMap<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(log.relativize(file).toString(), Files.readAllBytes(file));
            }
            return files;
        }
    }

    @Test
    @DisplayName("has every record of the journal, and verifies")
    void whole() throws IOException {
        try (Journal open = journal();
                LogWriter writer = writer()) {
            assertThat(verify().whole()).isTrue();
            assertThat(verify().entries()).isZero();
            int written = 0;
            for (int round : new int[] {1, 255, 1, 300, 700}) {
                write(open, round);
                written += round;
                assertThat(writer.advance()).isEqualTo(round);
                Verification found = verify();
                assertThat(found.findings()).isEmpty();
                assertThat(found.entries()).isEqualTo(written);
            }
            assertThat(writer.advance()).isZero();
            writer.settle();
            assertThat(verify().findings()).isEmpty();
            assertThat(Files.exists(log.resolve("tile/0/000.p"))).isFalse();
        }
        write(40);
        try (LogWriter writer = writer()) {
            assertThat(writer.advance()).isEqualTo(40);
            assertThat(writer.latest().size()).isEqualTo(1297);
        }
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    @DisplayName("comes out the same, byte for byte, whatever of its files is lost that was not settled")
    void lost() throws IOException {
        write(600);
        LogWriter first = writer();
        first.advance();
        first.settle();
        Map<String, byte[]> settled = files();
        write(700);
        first.advance();
        write(2);
        first.advance();
        Map<String, byte[]> right = files();
        String published = checkpoint();
        // The process is gone: nothing is settled, and the lock is free.
        first.abandon();
        for (String file : right.keySet()) {
            if (!settled.containsKey(file) && !file.equals("checkpoint")) {
                Files.delete(log.resolve(file));
            }
        }
        Files.write(log.resolve("tile/0/004"), new byte[] {1, 2, 3}); // half of a write, as a machine leaves it
        try (LogWriter again = writer()) {
            assertThat(checkpoint()).isEqualTo(published);
            files().forEach((name, bytes) -> {
                if (right.containsKey(name)) {
                    assertThat(bytes).as(name).isEqualTo(right.get(name));
                }
            });
            assertThat(again.latest().size()).isEqualTo(1302);
            assertThat(again.advance()).isZero();
        }
        assertThat(verify(published).findings()).isEmpty();
    }

    @Test
    @DisplayName("goes on after a process that was lost at any moment of a batch, with whatever came since")
    void lostWithin() throws IOException {
        for (int moment : new int[] {1, 255, 256, 257, 299}) {
            Path place = Files.createDirectory(folder.resolve("at-" + moment));
            log = place.resolve("log");
            state = place.resolve("state");
            journal = place.resolve("journal");
            try (Journal open = journal()) {
                fill(open, 0, 100);
                fill(open, 1, 200);
                Leaves lost = new LostLeaves(moment);
                assertThatThrownBy(() -> {
                            LogWriter first = new LogWriter(log, state, journal, List.of(KEY), lost, Cosigner.NONE);
                            try {
                                first.advance();
                            } finally {
                                first.abandon();
                            }
                        })
                        .hasMessage("lost");
                // Now the first lane has more before the second comes: the entries are others than they would have
                // been.
                fill(open, 0, 150);
                try (LogWriter again = writer()) {
                    assertThat(again.advance()).isEqualTo(450);
                }
                assertThat(verify().findings()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("goes on after a process that was lost between the batches under one checkpoint")
    void lostBetween() throws IOException {
        int most = LogWriter.BATCH;
        for (int moment : new int[] {most - 1, most, most + 1, 2 * most, 2 * most + 300}) {
            Path place = Files.createDirectory(folder.resolve("between-" + moment));
            log = place.resolve("log");
            state = place.resolve("state");
            journal = place.resolve("journal");
            try (Journal open = journal()) {
                fill(open, 0, 2 * most);
                fill(open, 1, 500);
                LogWriter lost =
                        new LogWriter(log, state, journal, List.of(KEY), new LostLeaves(moment), Cosigner.NONE);
                assertThatThrownBy(lost::advance).hasMessage("lost");
                lost.abandon();
                assertThat(verify().findings()).as("what was published").isEmpty();
                fill(open, 0, 150);
                try (LogWriter again = writer()) {
                    assertThat(again.latest().size()).isEqualTo((long) moment / most * most);
                    assertThat(verify().findings()).as("what was made again").isEmpty();
                    assertThat(again.latest().size() + again.advance()).isEqualTo(2L * most + 650);
                }
                assertThat(verify().findings()).as("what came since").isEmpty();
            }
        }
    }

    @Test
    @DisplayName("is the same whether records were gathered before or not, and settled with what was gathered")
    void gathered() throws IOException {
        write(300);
        LogWriter first = writer();
        first.gather();
        assertThat(verify().entries()).as("published").isZero();
        write(40);
        first.gather();
        assertThat(first.advance()).isEqualTo(340);
        assertThat(first.advance()).isZero();
        assertThat(verify().findings()).isEmpty();
        write(10);
        first.gather();
        first.close();
        assertThat(verify().entries()).isEqualTo(350);
        assertThat(verify().findings()).isEmpty();
        write(10);
        LogWriter lost = writer();
        lost.gather();
        lost.abandon();
        try (LogWriter again = writer()) {
            assertThat(again.latest().size()).isEqualTo(360);
            assertThat(again.advance()).isZero();
        }
        assertThat(verify().findings()).isEmpty();
    }

    private static void fill(Journal open, int lane, int records) {
        for (int number = 0; number < records; number++) {
            new GateTrail(open.lane(lane)).loginFailed("user " + number, "shop", "", "::1", "none", "test");
        }
    }

    /** The process is lost when it makes a certain entry. */
    private static final class LostLeaves extends PlainLeaves {
        private int left;

        LostLeaves(int left) {
            this.left = left;
        }

        @Override
        public byte[] of(byte[] journalRecord) throws IOException {
            if (left-- == 0) {
                throw new IOException("lost");
            }
            return super.of(journalRecord);
        }
    }

    @Test
    @DisplayName("comes out the same also when its very first batch is lost")
    void lostFirst() throws IOException {
        write(300);
        LogWriter first = writer();
        first.advance();
        Map<String, byte[]> right = files();
        first.abandon();
        for (String file : right.keySet()) {
            if (!file.equals("checkpoint")) {
                Files.delete(log.resolve(file));
            }
        }
        try (LogWriter again = writer()) {
            assertThat(again.latest().size()).isEqualTo(300);
            assertThat(files()).containsOnlyKeys(right.keySet());
            files().forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(right.get(name)));
        }
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    @DisplayName("is not taken for settled by a second try, when the first has failed: a disk tells of an error once")
    void unsettled() throws IOException {
        write(300);
        LogWriter first = new LogWriter(log, state, journal, List.of(KEY), new UnsettledOnce(), Cosigner.NONE);
        first.advance();
        Map<String, byte[]> right = files();
        assertThatThrownBy(first::settle).hasMessage("lost");
        first.close();
        // What the disk has not taken, and told of once.
        Files.write(log.resolve("tile/0/000"), new byte[] {1, 2, 3});
        try (LogWriter again = writer()) {
            assertThat(again.latest().size()).isEqualTo(300);
            assertThat(files().get("tile/0/000")).isEqualTo(right.get("tile/0/000"));
        }
        assertThat(verify().findings()).isEmpty();
    }

    /** The first attempt to make things survive fails. */
    private static final class UnsettledOnce extends PlainLeaves {
        private boolean failed;

        @Override
        public void settle() throws IOException {
            if (!failed) {
                failed = true;
                throw new IOException("lost");
            }
            super.settle();
        }
    }

    @Test
    @DisplayName("publishes after a loss what it had signed, and never anything else of that size")
    void unpublished() throws IOException {
        write(10);
        LogWriter first = writer();
        first.advance();
        String before = checkpoint();
        write(5);
        first.advance();
        String after = checkpoint();
        first.abandon();
        Files.writeString(log.resolve("checkpoint"), before);
        try (LogWriter again = writer()) {
            assertThat(checkpoint()).isEqualTo(after);
            assertThat(again.latest().size()).isEqualTo(15);
        }
    }

    @Test
    @DisplayName("does not go on from a state that was put back, nor from a journal that lost records")
    void putBack() throws IOException {
        write(10);
        LogWriter first = writer();
        first.advance();
        first.settle();
        byte[] order = Files.readAllBytes(state.resolve("order"));
        write(5);
        first.advance();
        first.abandon();
        byte[] later = Files.readAllBytes(state.resolve("order"));
        Files.write(state.resolve("order"), order);
        assertThatThrownBy(this::writer).hasMessageContaining("a backup was put back");
        Files.write(state.resolve("order"), later);
        try (Stream<Path> segments = Files.list(journal)) {
            for (Path segment : segments.filter(file -> file.toString().endsWith(".wal"))
                    .sorted()
                    .skip(2)
                    .toList()) {
                Files.delete(segment);
            }
        }
        assertThatThrownBy(this::writer).hasMessageContaining("is missing");
    }

    @Test
    @DisplayName("outlives the files of the journal that it was made of")
    void pruned() throws IOException {
        write(300);
        write(200);
        try (Journal open = journal();
                LogWriter writer = writer()) {
            write(open, 50);
            writer.advance();
            assertThat(writer.prune(open.boot(), Instant.now().plusSeconds(60)))
                    .as("not settled")
                    .isZero();
            writer.settle();
            assertThat(writer.prune(open.boot(), Instant.now().minusSeconds(3600)))
                    .as("not old")
                    .isZero();
            assertThat(writer.prune(open.boot(), Instant.now().plusSeconds(60)))
                    .as("two runs of two lanes")
                    .isEqualTo(4);
            write(open, 30);
            assertThat(writer.advance()).isEqualTo(30);
        }
        try (LogWriter writer = writer()) {
            assertThat(writer.advance()).isZero();
            assertThat(writer.latest().size()).isEqualTo(580);
        }
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    @DisplayName("stops at a record that is damaged or missing in the journal, and goes on nowhere behind it")
    void damaged() throws IOException {
        write(100);
        Path segment;
        try (Stream<Path> segments = Files.list(journal)) {
            segment = segments.filter(file -> file.toString().endsWith(".wal"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        try (LogWriter writer = writer()) {
            assertThatThrownBy(writer::advance).hasMessageContaining("is damaged");
            assertThat(verify().entries()).isZero();
        }
    }

    @Test
    @DisplayName("is written by one process")
    void locked() throws IOException {
        try (LogWriter _ = writer()) {
            assertThatThrownBy(this::writer).hasMessageContaining("another process writes the log");
        }
    }

    @Test
    @DisplayName("takes of a record that is longer than an entry what tells which it is")
    void longRecord() {
        byte[] longRecord =
                ("{\"boot\":\"b\",\"id\":\"i\",\"k\":\"q.deny\",\"lane\":0,\"node\":\"n\",\"nseq\":7,\"obj\":\""
                                + "x".repeat(70_000) + "\",\"ts\":1,\"v\":1}")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(new String(Leaf.of(longRecord), StandardCharsets.UTF_8))
                .startsWith("{\"boot\":\"b\",\"cut\":{\"len\":70")
                .contains("\"nseq\":7,\"ts\":1,\"v\":1}")
                .hasSizeLessThan(300);
    }

    private void made(int records) throws IOException {
        write(records);
        try (LogWriter writer = writer()) {
            writer.advance();
        }
        assertThat(verify().findings()).isEmpty();
    }

    private static List<String> codes(Verification found) {
        return found.findings().stream()
                .map(Finding::kind)
                .map(Kind::code)
                .distinct()
                .toList();
    }

    private void change(String file, int at, int bit) throws IOException {
        Path path = log.resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(path, bytes);
    }

    @Test
    @DisplayName("shows every changed bit, in whatever file it is")
    void bits() throws IOException {
        made(1000);
        int tried = 0;
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            for (int at : new int[] {0, file.getValue().length / 2, file.getValue().length - 1}) {
                change(file.getKey(), at, at % 7);
                assertThat(verify().whole())
                        .as("%s, byte %s", file.getKey(), at)
                        .isFalse();
                change(file.getKey(), at, at % 7);
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(25);
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    @DisplayName("shows which entry was changed, and which file of hashes")
    void named() throws IOException {
        made(1000);
        change("tile/entries/001", 100, 0);
        Verification entry = verify();
        assertThat(codes(entry)).containsExactly("E-LEAF");
        assertThat(entry.findings())
                .singleElement()
                .satisfies(found -> assertThat(found.what()).startsWith("entry 256 in tile/entries/001 has the hash"));
        change("tile/entries/001", 100, 0);
        change("tile/0/002", 40, 0);
        assertThat(verify().findings()).singleElement().satisfies(found -> {
            assertThat(found.kind()).isEqualTo(Kind.TILE);
            assertThat(found.what()).startsWith("tile/0/002");
        });
    }

    @Test
    @DisplayName("shows entries that were removed, swapped or added")
    void rearranged() throws IOException {
        made(1000);
        Path bundle = log.resolve("tile/entries/002");
        byte[] right = Files.readAllBytes(bundle);
        List<byte[]> entries = new ArrayList<>(EntryBundle.read(right));
        List<byte[]> swapped = new ArrayList<>(entries);
        Collections.swap(swapped, 3, 4);
        Files.write(bundle, EntryBundle.of(swapped));
        assertThat(codes(verify())).contains("E-LEAF");
        List<byte[]> removed = new ArrayList<>(entries);
        removed.remove(7);
        Files.write(bundle, EntryBundle.of(removed));
        assertThat(codes(verify())).contains("E-LEAF");
        List<byte[]> added = new ArrayList<>(entries);
        added.add(7, entries.get(9));
        Files.write(bundle, EntryBundle.of(added));
        assertThat(codes(verify())).contains("E-LEAF");
        Files.write(bundle, right);
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    @DisplayName("shows a tail that was cut off")
    void cut() throws IOException {
        made(1000);
        Files.delete(log.resolve("tile/entries/003.p/232"));
        assertThat(verify().findings())
                .extracting(Finding::what)
                .contains(
                        "tile/entries/003.p/232 is missing",
                        "nothing can be said of entries from 768 on; 1000 were signed");
        assertThat(codes(verify())).containsExactly("E-MISSING");
    }

    @Test
    @DisplayName("shows a checkpoint that another key signed, or nobody")
    void forged() throws IOException, MalformedNote {
        made(300);
        String text = SignedNote.parse(checkpoint()).text();
        SigningKey other = SigningKey.generate("example.com/log", VerifierKey.Type.NOTE);
        Files.writeString(log.resolve("checkpoint"), new SignedNote(text, List.of(other.sign(text))).toString());
        assertThat(codes(verify())).containsExactly("E-SIG");
        Files.delete(log.resolve("checkpoint"));
        assertThat(codes(verify())).containsExactly("E-SIG");
    }

    /** A log of other entries, signed with the real key. */
    private static void rewrite(Path log, List<byte[]> entries) throws IOException {
        LogFolder folder = new LogFolder(log);
        TreeHasher hasher = new TreeHasher();
        RightEdge edge = new RightEdge();
        Map<Tile, List<Hash>> tiles = new HashMap<>();
        entries.forEach(entry -> edge.append(hasher.leaf(entry), tiles::put));
        edge.partials(tiles::put);
        for (Map.Entry<Tile, List<Hash>> tile : tiles.entrySet()) {
            folder.rewrite(tile.getKey(), LogFolder.bytes(tile.getValue()));
        }
        for (Tile bundle : Tile.entriesOf(entries.size())) {
            int from = (int) bundle.index() * Tile.FULL;
            folder.rewrite(bundle, EntryBundle.of(entries.subList(from, from + bundle.width())));
        }
        Checkpoint checkpoint = new Checkpoint(KEY.verifier().name(), entries.size(), edge.root());
        folder.publish(new SignedNote(checkpoint.text(), List.of(KEY.sign(checkpoint.text()))).toString());
    }

    @Test
    @DisplayName("shows to whoever kept a checkpoint that it was made anew, forked or put back, with the real key even")
    void rewritten() throws IOException {
        made(500);
        String pin = checkpoint();
        List<byte[]> entries = new ArrayList<>();
        for (Tile bundle : Tile.entriesOf(500)) {
            entries.addAll(new LogFolder(log).entries(bundle));
        }
        List<byte[]> longer = new ArrayList<>(entries);
        longer.set(17, entries.get(18));
        longer.addAll(entries.subList(0, 100));
        Path fork = folder.resolve("fork");
        rewrite(fork, longer);
        assertThat(codes(verify(fork, pin))).contains("E-FORK");
        Path same = folder.resolve("same");
        List<byte[]> other = new ArrayList<>(entries);
        Collections.swap(other, 1, 2);
        rewrite(same, other);
        assertThat(codes(verify(same, pin))).contains("E-FORK");
        Path shorter = folder.resolve("shorter");
        rewrite(shorter, entries.subList(0, 400));
        assertThat(verify(shorter).findings()).isEmpty();
        assertThat(codes(verify(shorter, pin))).containsExactly("E-ROLLBACK");
        assertThat(verify(log, pin).findings()).isEmpty();
        assertThat(codes(verify(log, pin, new LogFolder(shorter).checkpoint().orElseThrow())))
                .isEmpty();
    }

    @Test
    @DisplayName("shows a record that a gate counted and that is not there")
    void counted() throws IOException {
        made(300);
        List<byte[]> entries = new ArrayList<>();
        for (Tile bundle : Tile.entriesOf(300)) {
            entries.addAll(new LogFolder(log).entries(bundle));
        }
        entries.remove(100);
        rewrite(log, entries);
        Verification found = verify();
        assertThat(codes(found)).containsExactly("E-NSEQ");
        assertThat(found.findings())
                .singleElement()
                .satisfies(gap -> assertThat(gap.what()).startsWith("entry 100 is record"));
    }

    @Test
    @DisplayName("shows that records at a lane's end are missing, by the gate's own word of how many there were")
    void tail() throws IOException {
        String record = "{\"boot\":\"%s\",\"id\":\"%d\",\"k\":\"%s\",\"lane\":%d,\"nseq\":%d%s}";
        List<String> complete = List.of(
                record.formatted("a", 1, "log.start", 1, 0, ""),
                record.formatted("a", 2, "ses.open", 0, 0, ""),
                // At its moment the log did not have the second record of lane 0 yet.
                record.formatted("a", 3, "log.heartbeat", 1, 1, ",\"res\":{\"lanes\":[2,1]}"),
                record.formatted("a", 4, "ses.close", 0, 1, ""),
                record.formatted("a", 5, "log.stop", 1, 2, ",\"res\":{\"lanes\":[2,2]}"),
                record.formatted("b", 6, "log.start", 1, 0, ""));
        assertThat(verified("complete", complete).findings()).isEmpty();
        assertThat(verified("running", complete.subList(0, 3)).findings()).isEmpty();
        List<String> cut = new ArrayList<>(complete);
        cut.remove(3);
        Verification found = verified("cut", cut);
        assertThat(codes(found)).containsOnly("E-TAIL");
        assertThat(found.findings().getLast().what()).isEqualTo("entry 3 tells of 2 records of a/0, and 1 are here");
    }

    @Test
    @DisplayName("misses nothing at a lane's end after it had stopped for a while, whichever lane had records first")
    void caughtUp() throws IOException {
        try (Journal open = journal()) {
            GateTrail control = new GateTrail(open.lane(1));
            control.heartbeat(open.counts());
            try (LogWriter first = writer()) {
                first.advance();
            }
            // Nobody takes them meanwhile.
            for (int round = 0; round < 3; round++) {
                fill(open, 0, 20);
                control.heartbeat(open.counts());
            }
            try (LogWriter again = writer()) {
                again.advance();
            }
        }
        assertThat(verify().findings()).isEmpty();
    }

    private Verification verified(String name, List<String> entries) throws IOException {
        WrittenLog written = new WrittenLog(folder.resolve(name));
        written.add(entries);
        return new LogVerifier(written.folder(), List.of(written.key()), Optional.empty()).run(List.of());
    }

    @Test
    @DisplayName("names statements whose outcome nobody knows, and entries that are no records")
    void open() throws IOException {
        List<byte[]> entries = new ArrayList<>();
        String start =
                "{\"boot\":\"%s\",\"id\":\"%s\",\"k\":\"%s\",\"lane\":0,\"nseq\":%d,\"ref\":\"%s\",\"res\":{\"st\":\"%s\"}}";
        for (String line : List.of(
                start.formatted("one", "a", "q.intent", 0, "", ""),
                start.formatted("one", "b", "q.intent", 1, "", ""),
                start.formatted("one", "c", "q.intent", 2, "", ""),
                start.formatted("one", "d", "q.outcome", 3, "a", "ok"),
                start.formatted("two", "e", "q.outcome", 0, "b", "unknown"),
                start.formatted("two", "f", "q.intent", 1, "", ""),
                "not a record")) {
            entries.add(line.getBytes(StandardCharsets.UTF_8));
        }
        rewrite(log, entries);
        Verification found = verify();
        assertThat(found.whole()).isTrue();
        assertThat(found.underWay()).isEqualTo(1);
        assertThat(found.statements()).isEqualTo(4);
        assertThat(found.findings())
                .extracting(finding -> finding.kind().code() + " " + finding.what())
                .containsExactly(
                        "W-OPEN what became of statement b (entry 1) nobody knows (entry 4)",
                        "W-FORM entry 6 is not a record",
                        "W-OPEN statement c (entry 2) of an earlier run has no outcome");
    }

    @Test
    @DisplayName("proves each of its entries to whoever has its key")
    void proofs() throws IOException, MalformedNote {
        made(700);
        for (long index : new long[] {0, 1, 255, 256, 511, 512, 698, 699}) {
            ProofFile proof =
                    ProofFile.parse(ProofFile.of(new LogFolder(log), index).toString());
            byte[] entry = new LogFolder(log)
                    .entries(new Tile(Tile.ENTRIES, index / 256, (int) Math.min(256, 700 - index / 256 * 256)))
                    .get((int) index % 256);
            assertThat(proof.objection(entry, List.of(KEY.verifier()))).isEmpty();
            assertThat(proof.objection(new byte[] {1}, List.of(KEY.verifier())))
                    .hasValueSatisfying(why -> assertThat(why).contains("is not the one with index"));
            assertThat(proof.objection(
                            entry,
                            List.of(SigningKey.generate("example.com/log", VerifierKey.Type.NOTE)
                                    .verifier())))
                    .hasValueSatisfying(why -> assertThat(why).contains("is not signed by a key"));
        }
        assertThatThrownBy(() -> ProofFile.of(new LogFolder(log), 700)).hasMessageContaining("has 700 entries");
        for (String damaged : List.of(
                "",
                "c2sp.org/tlog-proof@v1\n\n",
                "c2sp.org/tlog-proof@v1\nindex -1\n\nx",
                "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx")) {
            assertThatThrownBy(() -> ProofFile.parse(damaged)).isInstanceOf(MalformedNote.class);
        }
    }

    @Test
    @DisplayName("has no bundle of bytes that are none")
    void bundles() {
        assertThatThrownBy(() -> EntryBundle.read(new byte[] {0})).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> EntryBundle.read(new byte[] {0, 3, 1, 2})).isInstanceOf(IOException.class);
    }
}
