package dev.sallyport.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.TreeHasher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A witness")
class WitnessTest {

    private static final long NOW = 1_764_000_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(NOW));
    private static final SigningKey KEY = SigningKey.generate("witness.example/w1", VerifierKey.Type.COSIGNATURE);

    private final GrowingLog log = new GrowingLog();
    private final Kept kept = new Kept();

    /** Remembers until it is full. */
    private static final class Kept implements Memory {

        final Map<String, SignedNote> notes = new HashMap<>();
        final List<Long> sizes = Collections.synchronizedList(new ArrayList<>());
        final List<SignedNote> contradictions = new ArrayList<>();
        boolean full;

        @Override
        public synchronized void contradicted(String origin, SignedNote checkpoint) {
            contradictions.add(checkpoint);
        }

        @Override
        public synchronized Optional<SignedNote> latest(String origin) {
            return Optional.ofNullable(notes.get(origin));
        }

        @Override
        public synchronized void keep(String origin, SignedNote checkpoint) throws IOException {
            if (full) {
                throw new IOException("no space left on device");
            }
            notes.put(origin, checkpoint);
            sizes.add(size(checkpoint));
        }
    }

    private static long size(SignedNote note) {
        try {
            return Checkpoint.parse(note.text()).size();
        } catch (MalformedNote none) {
            throw new AssertionError(none);
        }
    }

    private Witness witness(Memory memory) throws IOException {
        return new Witness(KEY, List.of(log.key()), memory, CLOCK);
    }

    private Witness witness() throws IOException {
        return witness(kept);
    }

    private static Answer add(Witness witness, AddCheckpoint request) throws IOException {
        return add(witness, request.body());
    }

    private static Answer add(Witness witness, String body) throws IOException {
        return witness.add(body.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertCosigned(Answer answer, SignedNote note) throws MalformedNote {
        assertThat(answer.status()).isEqualTo(200);
        SignedNote cosigned = note.with(List.of(((Answer.Cosigned) answer).signature()));
        assertThat(cosigned.verified(List.of(KEY.verifier())))
                .extracting(SignedNote.Verified::seconds)
                .containsExactly(NOW);
    }

    private static void assertRefused(Answer answer, int status) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    }

    @Test
    @DisplayName("cosigns what continues the log, from any size to any later one")
    void cosigns() throws IOException, MalformedNote {
        for (int first = 0; first < 20; first++) {
            for (int second = first; second < 40; second += 1 + second % 3) {
                Witness witness = witness(new Kept());
                assertCosigned(add(witness, log.request(0, first)), log.checkpoint(first));
                assertCosigned(add(witness, log.request(first, second)), log.checkpoint(second));
                assertCosigned(add(witness, log.request(second, second)), log.checkpoint(second));
            }
        }
    }

    @Test
    @DisplayName("says 409 with the size that it knows to whoever takes another for granted")
    void conflict() throws IOException {
        Witness witness = witness();
        assertThat(add(witness, log.request(7, 9))).isEqualTo(new Answer.OtherSize(0));
        add(witness, log.request(0, 7));
        assertThat(add(witness, log.request(0, 9))).isEqualTo(new Answer.OtherSize(7));
        assertThat(add(witness, log.request(6, 9))).isEqualTo(new Answer.OtherSize(7));
        assertThat(add(witness, log.request(0, 0))).isEqualTo(new Answer.OtherSize(7));
        assertThat(add(witness, log.request(5, 6))).isEqualTo(new Answer.OtherSize(7));
        assertThat(kept.sizes).containsExactly(7L);
    }

    @Test
    @DisplayName("says 422 to another history, at the same size and later, and stays with the first")
    void fork() throws IOException, MalformedNote {
        Witness witness = witness();
        add(witness, log.request(0, 7));
        GrowingLog forked = log.forked(5);
        assertRefused(add(witness, forked.request(7, 7)), 422);
        assertThat(kept.contradictions)
                .extracting(SignedNote::toString)
                .containsExactly(forked.checkpoint(7).toString());
        assertRefused(add(witness, forked.request(7, 9)), 422);
        assertRefused(add(witness, new AddCheckpoint(7, log.between(7, 9), forked.checkpoint(9))), 422);
        assertThat(kept.sizes).containsExactly(7L);
        assertThat(kept.contradictions).as("only of one size").hasSize(1);
        assertCosigned(add(witness, log.request(7, 9)), log.checkpoint(9));
        assertCosigned(add(witness, log.forked(9).request(9, 11)), log.forked(9).checkpoint(11));
    }

    @Test
    @DisplayName("says 422 to proofs that are wrong, short, long, or where none belongs")
    void proofs() throws IOException {
        Witness witness = witness();
        Hash some = new TreeHasher().leaf(new byte[0]);
        assertRefused(add(witness, new AddCheckpoint(0, List.of(some), log.checkpoint(7))), 422);
        assertRefused(add(witness, log.signed(new Checkpoint(GrowingLog.ORIGIN, 0, some))), 422);
        add(witness, log.request(0, 7));
        List<Hash> proof = log.between(7, 12);
        List<Hash> longer = new ArrayList<>(proof);
        longer.add(some);
        for (List<Hash> wrong : List.of(List.<Hash>of(), proof.subList(1, proof.size()), longer, proof.reversed())) {
            assertRefused(add(witness, new AddCheckpoint(7, wrong, log.checkpoint(12))), 422);
        }
        assertRefused(add(witness, new AddCheckpoint(7, List.of(some), log.checkpoint(7))), 422);
        assertThat(kept.sizes).containsExactly(7L);
        assertThat(kept.contradictions).isEmpty();
    }

    private static Answer add(Witness witness, SignedNote empty) throws IOException {
        return add(witness, new AddCheckpoint(0, List.of(), empty));
    }

    @Test
    @DisplayName("says 404 to logs that it does not watch, 403 to what the log did not sign, 400 to more than there is")
    void unknown() throws IOException, MalformedNote {
        Witness witness = witness();
        String text = new Checkpoint("audit.example/us", 0, new TreeHasher().empty()).text();
        assertRefused(add(witness, new SignedNote(text, List.of(log.signing().sign(text)))), 404);
        SignedNote good = log.checkpoint(3);
        SigningKey impostor = SigningKey.generate(GrowingLog.ORIGIN, VerifierKey.Type.NOTE);
        assertRefused(add(witness, new SignedNote(good.text(), List.of(impostor.sign(good.text())))), 403);
        assertRefused(add(witness, new SignedNote(log.checkpoint(4).text(), good.signatures())), 403);
        assertRefused(add(witness, good.with(List.of(log.signing().sign("other\n")))), 403);
        assertRefused(add(witness, log.request(4, 3)), 400);
        assertThat(kept.sizes).isEmpty();
        SignedNote more = good.with(List.of(impostor.sign(good.text()), KEY.cosign("other\n", 1)));
        assertCosigned(add(witness, more), good);
        assertThat(witness.latest(Witness.hash(GrowingLog.ORIGIN)).orElseThrow().signatures())
                .as("keeps the signatures that it verified")
                .hasSize(2);
    }

    @Test
    @DisplayName("takes every key of a log that it was given")
    void rotated() throws IOException, MalformedNote {
        SigningKey newer = SigningKey.generate(GrowingLog.ORIGIN, VerifierKey.Type.NOTE);
        Witness witness = new Witness(KEY, List.of(log.key(), newer.verifier()), kept, CLOCK);
        assertCosigned(add(witness, log.request(0, 3)), log.checkpoint(3));
        String text = log.checkpoint(5).text();
        SignedNote note = new SignedNote(text, List.of(newer.sign(text)));
        assertCosigned(add(witness, new AddCheckpoint(3, log.between(3, 5), note)), note);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "old 0\n",
                "old 0\n\n",
                "old 0\n\nNOTE-WITHOUT-SIGNATURE",
                "old\n\nNOTE",
                "old \n\nNOTE",
                "old 00\n\nNOTE",
                "old -1\n\nNOTE",
                "old +1\n\nNOTE",
                "old 9223372036854775808\n\nNOTE",
                "old 0 \n\nNOTE",
                "old 0\r\n\r\nNOTE",
                "new 0\n\nNOTE",
                "old 0\nno hash\n\nNOTE",
                "old 0\nAAAA\n\nNOTE",
                "old 0\nTOO-MANY\nNOTE",
                "old 0\n\ntext\n\n\u2014 a AAAAAAAA\n"
            })
    @DisplayName("says 400 to what is no request")
    void malformed(String body) throws IOException {
        String note = log.checkpoint(1).toString();
        String filled = body.replace("NOTE-WITHOUT-SIGNATURE", log.checkpoint(1).text())
                .replace("NOTE", note)
                .replace("TOO-MANY", (new TreeHasher().empty().base64() + "\n").repeat(64));
        assertRefused(add(witness(), filled), 400);
    }

    @Test
    @DisplayName("says 400 to what is not UTF-8, and to everything that chance makes of a request")
    void fuzz() throws IOException {
        byte[] wrong = log.request(0, 3).body().getBytes(StandardCharsets.UTF_8);
        wrong[wrong.length - 100] = (byte) 0xff;
        assertRefused(witness().add(wrong), 400);
        Random random = new Random(5);
        Witness witness = witness();
        add(witness, log.request(0, 7));
        byte[] good = log.request(7, 12).body().getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 1_000; round++) {
            byte[] damaged = good.clone();
            for (int edits = random.nextInt(3) + 1; edits > 0; edits--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Answer answer = witness.add(damaged);
            assertThat(answer.status() != 200 || java.util.Arrays.equals(damaged, good))
                    .as(new String(damaged, StandardCharsets.UTF_8))
                    .isTrue();
        }
        assertThat(kept.sizes).containsOnly(7L);
    }

    @Test
    @DisplayName("keeps before it answers, and cosigns nothing that it cannot keep")
    void full() throws IOException, MalformedNote {
        Witness witness = witness();
        add(witness, log.request(0, 3));
        kept.full = true;
        assertThatThrownBy(() -> add(witness, log.request(3, 5))).hasMessage("no space left on device");
        assertThat(size(witness.latest(Witness.hash(GrowingLog.ORIGIN)).orElseThrow()))
                .isEqualTo(3);
        kept.full = false;
        assertCosigned(add(witness, log.request(3, 4)), log.checkpoint(4));
    }

    @Test
    @DisplayName("asked by many at once about two histories follows one of them, and never goes back")
    void concurrent() throws Exception {
        Witness witness = witness();
        List<GrowingLog> histories = List.of(log, log.forked(0));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 16; thread++) {
                Random random = new Random(thread);
                threads.submit(() -> {
                    for (int round = 0; round < 40; round++) {
                        GrowingLog history = histories.get(random.nextInt(2));
                        int size = witness.latest(Witness.hash(GrowingLog.ORIGIN))
                                .map(note -> (int) size(note))
                                .orElse(0);
                        add(witness, history.request(size, Math.min(100, size + random.nextInt(4))));
                    }
                    return true;
                });
            }
        }
        assertThat(kept.sizes).isSorted().hasSizeGreaterThan(10);
        String last = kept.latest(GrowingLog.ORIGIN).orElseThrow().text();
        int size = kept.sizes.getLast().intValue();
        assertThat(histories)
                .filteredOn(history -> history.checkpoint(size).text().equals(last))
                .hasSize(1);
    }

    @Test
    @DisplayName("remembers after a start what it cosigned before, in a folder that nobody else uses")
    void folder(@TempDir Path parent) throws IOException, MalformedNote {
        Path folder = parent.resolve("state");
        VerifierKey key;
        try (StateFolder state = StateFolder.open(folder)) {
            assertThat(state.key()).isEmpty();
            SigningKey made = state.makeKey("witness.example/w2");
            key = made.verifier();
            add(new Witness(made, List.of(log.key()), state, CLOCK), log.request(0, 7));
            assertThatThrownBy(() -> StateFolder.open(folder)).hasMessageContaining("in use by another witness");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
        try (StateFolder state = StateFolder.open(folder);
                Stream<Path> files = Files.list(folder)) {
            assertThat(state.key().orElseThrow().verifier()).isEqualTo(key);
            Witness witness = new Witness(state.key().orElseThrow(), List.of(log.key()), state, CLOCK);
            assertThat(add(witness, log.request(0, 9))).isEqualTo(new Answer.OtherSize(7));
            assertRefused(add(witness, log.forked(3).request(7, 9)), 422);
            SignedNote latest = witness.latest(Witness.hash(GrowingLog.ORIGIN)).orElseThrow();
            assertThat(latest.verified(List.of(log.key(), key))).hasSize(2);
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("key", "lock", Witness.hash(GrowingLog.ORIGIN) + ".checkpoint");
        }
    }

    @Test
    @DisplayName("keeps the first two checkpoints that contradict each other as they were signed")
    void contradiction(@TempDir Path folder) throws IOException {
        try (StateFolder state = StateFolder.open(folder)) {
            Witness witness = witness(state);
            add(witness, log.request(0, 7));
            for (int from : new int[] {5, 4}) {
                assertRefused(add(witness, log.forked(from).request(7, 7)), 422);
            }
        }
        assertThat(Files.readString(folder.resolve(Witness.hash(GrowingLog.ORIGIN) + ".contradiction")))
                .startsWith(log.checkpoint(7).toString())
                .endsWith("\n\n" + log.forked(5).checkpoint(7));
    }

    @Test
    @DisplayName("does not start with a memory that is damaged or somebody else's")
    void damaged(@TempDir Path folder) throws IOException {
        SigningKey stranger = SigningKey.generate(KEY.verifier().name(), VerifierKey.Type.COSIGNATURE);
        Path file = folder.resolve(Witness.hash(GrowingLog.ORIGIN) + ".checkpoint");
        try (StateFolder state = StateFolder.open(folder)) {
            add(witness(state), log.request(0, 7));
            String good = Files.readString(file);
            assertThatThrownBy(() -> new Witness(stranger, List.of(log.key()), state, CLOCK))
                    .hasMessageContaining("is not what witness.example/w1 cosigned");
            for (String bad : List.of("", good.substring(5), good.replace("\n7\n", "\n6\n"), good + "x")) {
                Files.writeString(file, bad);
                assertThatThrownBy(() -> witness(state))
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching(".* (is damaged: .*|is not what .*)");
            }
            SigningKey us = SigningKey.generate("audit.example/us", VerifierKey.Type.NOTE);
            Files.writeString(folder.resolve(Witness.hash("audit.example/us") + ".checkpoint"), good);
            assertThatThrownBy(() -> new Witness(KEY, List.of(us.verifier()), state, CLOCK))
                    .as("another log's")
                    .hasMessageContaining("what is kept of audit.example/us is not what witness.example/w1 cosigned");
            Files.writeString(folder.resolve("key"), "SALLYPORT-KEY x y\n");
            assertThatThrownBy(state::key).hasMessageContaining("key");
        }
    }
}
