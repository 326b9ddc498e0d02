package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The key of a run")
class RunKeysTest {

    @TempDir
    Path folder;

    private final Random random = new Random(4711);
    private final BootId run = new BootId(1, 2);
    private RunKeys keys = new RunKeys(Path.of(""));

    private record Written(long at, byte[] clear, byte[] encrypted) {}

    @BeforeEach
    void open() {
        keys = new RunKeys(folder.resolve("keys"));
    }

    private List<Written> write(LaneCipher cipher, int count) {
        List<Written> written = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            byte[] clear = new byte[random.nextInt(200)];
            random.nextBytes(clear);
            long position = cipher.position();
            written.add(new Written(position, clear, cipher.next(clear)));
        }
        return written;
    }

    @Test
    @DisplayName("decrypts what a lane has encrypted, in its order and out of it, and no other lane's")
    void decrypts() throws IOException {
        byte[] key = keys.make(run);
        List<Written> written = write(new LaneCipher(key, 0), 500);
        List<Written> beside = write(new LaneCipher(key, 1), 500);
        for (int at = 0; at < written.size(); at++) {
            assertOpens(0, written.get(at));
            assertOpens(1, beside.get(at));
        }
        for (int round = 0; round < 500; round++) {
            assertOpens(0, written.get(random.nextInt(written.size())));
        }
        Written long100 = written.stream()
                .filter(one -> one.clear().length > 100)
                .findFirst()
                .orElseThrow();
        assertThat(keys.open(new LaneId(run, 1), long100.at(), long100.encrypted()))
                .hasValueSatisfying(other -> assertThat(other).isNotEqualTo(long100.clear()));
    }

    private void assertOpens(int lane, Written one) throws IOException {
        assertThat(keys.open(new LaneId(run, lane), one.at(), one.encrypted()))
                .hasValueSatisfying(clear -> assertThat(clear).isEqualTo(one.clear()));
    }

    @Test
    @DisplayName("goes with the journal's last file of the run; of another there is none")
    void goes() throws IOException {
        byte[] _ = keys.make(run);
        assertThat(keys.open(new LaneId(new BootId(3, 4), 0), 0, new byte[] {1}))
                .isEmpty();
        assertThat(keys.open(new LaneId(run, 0), -1, new byte[] {1})).isEmpty();
        try (Journal journal = Journal.open(
                folder.resolve("journal"),
                "gate-1",
                1,
                2 << 20,
                Journal.Durability.PROCESS,
                Clock.systemUTC(),
                Disk.REAL,
                java.util.Optional.of(keys))) {
            keys.forgetAllBut(journal);
            try (Stream<Path> left = Files.list(folder.resolve("keys"))) {
                assertThat(left.map(file -> file.getFileName().toString()))
                        .containsExactly(journal.boot().toString());
            }
        }
        assertThat(keys.open(new LaneId(run, 0), 0, new byte[] {1})).isEmpty();
    }

    @Test
    @DisplayName("that is damaged stops the log rather than what it hides being left out")
    void damaged() throws IOException {
        Files.createDirectories(folder.resolve("keys"));
        Files.write(folder.resolve("keys").resolve(run.toString()), new byte[31]);
        assertThatThrownBy(() -> keys.open(new LaneId(run, 0), 0, new byte[] {1}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("31 bytes");
    }
}
