package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads a journal's records, while a gate writes it or afterwards. Each call of {@link #next} gives what has come since
 * the last one, the records of one lane in order. Not thread-safe; changes nothing.
 */
public final class JournalReader {

    private final Path folder;
    private final Map<Path, Long> positions = new HashMap<>();

    public JournalReader(Path folder) {
        this.folder = folder;
    }

    /**
     * The records, each as JSON; all of them in memory.
     *
     * @throws IOException if the folder cannot be read
     */
    public List<String> next() throws IOException {
        List<String> records = new ArrayList<>();
        next(record -> records.add(new String(record, StandardCharsets.UTF_8)));
        return records;
    }

    /**
     * Hands over the records one by one, each as JSON in UTF-8.
     *
     * @throws IOException if the folder cannot be read
     */
    public void next(Consumer<byte[]> records) throws IOException {
        for (Path segment : segments()) {
            read(segment, records);
        }
    }

    /**
     * The segments that have been begun, those of one run of a gate together, each lane's in the order of its records. The
     * files' names do not tell that order: a segment can be made before one that is used before it.
     */
    private List<Path> segments() throws IOException {
        List<Path> files = files(folder);
        Map<BootId, Integer> runs = new HashMap<>();
        List<Begun> begun = new ArrayList<>();
        for (Path file : files) {
            begun(file, runs).ifPresent(begun::add);
        }
        return begun.stream()
                .sorted(Comparator.comparingInt(Begun::run)
                        .thenComparingInt(Begun::lane)
                        .thenComparingLong(Begun::firstSequence))
                .map(Begun::file)
                .toList();
    }

    /** By the time they were made. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private record Begun(Path file, int run, int lane, long firstSequence) {}

    private static Optional<Begun> begun(Path file, Map<BootId, Integer> runs) throws IOException {
        return SegmentReader.header(file).map(header -> {
            int run = runs.computeIfAbsent(header.boot(), _ -> runs.size());
            return new Begun(file, run, header.lane(), header.firstSequence());
        });
    }

    private void read(Path segment, Consumer<byte[]> records) throws IOException {
        long position = positions.getOrDefault(segment, (long) Segment.HEADER_BYTES);
        try (SegmentReader reader = new SegmentReader(segment, position)) {
            reader.forEach(records);
            positions.put(segment, reader.position());
        } catch (NoSuchFileException unusedAndGone) {
            // It was made ahead and never written to.
        }
    }
}
