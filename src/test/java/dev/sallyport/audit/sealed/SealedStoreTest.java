package dev.sallyport.audit.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The store of what statements said")
class SealedStoreTest {

    private static final String HOUR = "h_2026010110/eu";
    private static final long BEGIN = 1_767_261_600_000L;
    private static final SealedFile FILE = SealedFile.ofStatements(HOUR).orElseThrow();

    @TempDir
    private Path folder = Path.of(".");

    private SealedStore store = new SealedStore(folder);

    @BeforeEach
    void open() {
        store = new SealedStore(folder);
    }

    private static SealedRecord record(int number) {
        String millis = "%012x".formatted(BEGIN + number);
        String id = millis.substring(0, 8) + "-" + millis.substring(8) + "-7000-8000-%012x".formatted(number);
        return new SealedRecord(id, HOUR, "p_" + number % 3, RecordLabel.of(1L << 60, 2, number));
    }

    private static byte[] bytes(int number) {
        return ("sealed " + number).repeat(10).getBytes(StandardCharsets.UTF_8);
    }

    private void put(int number) throws IOException {
        store.put(record(number), "stmt", bytes(number));
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Test
    @DisplayName("has a file for each hour, in which a record is found by its time, or wherever else it is")
    void found() throws IOException {
        for (int number = 1; number < 30_000; number++) {
            put(number == 20_000 ? 25_000 : number == 25_000 ? 20_000 : number);
        }
        put(0);
        store.settle();
        assertThat(Files.size(folder.resolve("in-eu/2026-01-01T10.jsonl"))).isGreaterThan(3_000_000);
        for (int number : List.of(0, 1, 2, 4_999, 5_001, 20_000, 25_000, 29_999)) {
            assertThat(store.find(FILE, record(number).id(), "stmt"))
                    .as("record %s", number)
                    .hasValueSatisfying(found -> assertThat(found).isEqualTo(bytes(number)));
            assertThat(store.statement(HOUR, record(number).id(), "stmt")).contains(record(number));
        }
        assertThat(store.find(FILE, record(30_000).id(), "stmt")).isEmpty();
        assertThat(store.find(FILE, record(5).id(), "who")).isEmpty();
        assertThat(store.find(FILE, "another", "stmt")).isEmpty();
        assertThat(store.statement("nonsense", record(5).id(), "stmt")).isEmpty();
    }

    @Test
    @DisplayName("loses what is a person's, a single record's or an hour's, and keeps the rest")
    void erased() throws IOException {
        for (int number = 0; number < 30; number++) {
            put(number);
        }
        store.erase(Set.of("p_1"));
        assertThat(store.find(FILE, record(1).id(), "stmt")).isEmpty();
        assertThat(store.find(FILE, record(2).id(), "stmt")).isPresent();
        store.erase(List.of(record(2), record(3)));
        assertThat(store.find(FILE, record(2).id(), "stmt")).isEmpty();
        assertThat(store.find(FILE, record(5).id(), "stmt")).isPresent();
        Retention held = new Retention("eu", LocalDate.parse("2026-01-02"), Set.of("p_2"));
        assertThat(store.count(new Retention("eu", LocalDate.parse("2026-01-01"), Set.of())))
                .isZero();
        assertThat(store.count(held)).isEqualTo(9);
        assertThat(store.retain(held)).isEqualTo(9);
        assertThat(store.find(FILE, record(5).id(), "stmt")).isPresent();
        store.erase(Set.of(HOUR));
        assertThat(folder.resolve("in-eu/2026-01-01T10.jsonl")).doesNotExist();
    }

    /** By the number of the record. */
    private Map<Integer, SealedReader.Found> read(List<Integer> asked) throws IOException {
        Map<Integer, SealedReader.Found> found = new TreeMap<>();
        try (SealedReader<Integer> reader = new SealedReader<>(store, (number, what) -> {
            assertThat(found.put(number, what)).as("answered once").isNull();
        })) {
            for (int number : asked) {
                reader.ask(FILE, record(number).id(), "stmt", hash(bytes(number)), number);
            }
            reader.finish();
        }
        assertThat(found).hasSameSizeAs(asked);
        return found;
    }

    @Test
    @DisplayName("is read in step with the log, in whatever order both are, and with lines twice, altered and missing")
    void inStep() throws IOException {
        List<Integer> lines = new ArrayList<>();
        List<Integer> asked = new ArrayList<>();
        for (int number = 0; number < 6_000; number++) {
            asked.add(number);
            if (number % 100 != 7) {
                lines.add(number);
            }
        }
        Random random = new Random(3);
        for (int round = 0; round < 4; round++) {
            Files.deleteIfExists(folder.resolve("in-eu/2026-01-01T10.jsonl"));
            for (int number : lines) {
                if (number % 100 == 8) {
                    store.put(record(number), "stmt", bytes(number + 1));
                }
                if (number % 100 != 8 || number == 8) {
                    put(number);
                }
                if (number % 100 == 9) {
                    put(number);
                }
            }
            store.settle();
            Map<Integer, SealedReader.Found> found = read(asked);
            found.forEach((number, what) -> assertThat(what)
                    .as("record %s", number)
                    .isEqualTo(
                            number % 100 == 7
                                    ? SealedReader.Found.NOTHING
                                    : number % 100 == 8 && number != 8
                                            ? SealedReader.Found.OTHER
                                            : SealedReader.Found.RIGHT));
            Collections.shuffle(round % 2 == 0 ? lines : asked, random);
        }
    }

    @Test
    @DisplayName("is read also when the log goes back and forth between more hours than are read at the same time")
    void manyFiles() throws IOException {
        List<String> hours = new ArrayList<>();
        for (int hour = 0; hour < 20; hour++) {
            hours.add("h_20260101%02d/eu".formatted(hour));
        }
        for (int number = 0; number < 400; number++) {
            SealedRecord one = record(number);
            store.put(
                    new SealedRecord(one.id(), hours.get(number % 20), one.person(), one.label()),
                    "stmt",
                    bytes(number));
        }
        store.settle();
        List<SealedReader.Found> found = new ArrayList<>();
        try (SealedReader<Integer> reader = new SealedReader<>(store, (_, what) -> found.add(what))) {
            for (int number = 0; number < 401; number++) {
                reader.ask(
                        SealedFile.ofStatements(hours.get(number % 20)).orElseThrow(),
                        record(number).id(),
                        "stmt",
                        hash(bytes(number)),
                        number);
            }
            reader.finish();
        }
        assertThat(found.stream().filter(SealedReader.Found.RIGHT::equals)).hasSize(400);
        assertThat(found.stream().filter(SealedReader.Found.NOTHING::equals)).hasSize(1);
    }
}
