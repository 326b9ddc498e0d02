package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A segment that has been begun, and which of a lane's records are looked for in it: those from its first up to the first
 * of the lane's next segment. When a disk has failed a segment, the next one begins before the failed one's end, with what
 * may not have been written there.
 *
 * @param end the number of the first record that is not looked for here
 */
record SegmentFile(Path file, LaneId lane, long first, long end) {

    private record Begun(Path file, LaneId lane, int run, int index, long first) {}

    /**
     * All of a folder, those of one run of a gate together, each lane's in the order of its records. The files' names do not
     * tell that order: a segment can be made before one that is used before it.
     */
    static List<SegmentFile> all(Path folder) throws IOException {
        Map<BootId, Integer> runs = new HashMap<>();
        List<Begun> begun = new ArrayList<>();
        for (Path file : files(folder)) {
            SegmentReader.header(file).ifPresent(header -> {
                int run = runs.computeIfAbsent(header.boot(), _ -> runs.size());
                begun.add(new Begun(
                        file, new LaneId(header.boot(), header.lane()), run, header.index(), header.firstSequence()));
            });
        }
        // Of two that begin with the same record, the one that was made later counts.
        begun.sort(Comparator.comparingInt(Begun::run)
                .thenComparingInt(one -> one.lane().lane())
                .thenComparingLong(Begun::first)
                .thenComparingInt(Begun::index));
        List<SegmentFile> segments = new ArrayList<>();
        for (int at = 0; at < begun.size(); at++) {
            Begun one = begun.get(at);
            boolean last = at + 1 == begun.size() || !begun.get(at + 1).lane().equals(one.lane());
            long end = last ? Long.MAX_VALUE : begun.get(at + 1).first();
            segments.add(new SegmentFile(one.file(), one.lane(), one.first(), end));
        }
        return segments;
    }

    /** By the time they were made. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** @throws IOException also when a record is damaged; the message says where */
    void forEach(Consumer<byte[]> records) throws IOException {
        try (SegmentReader reader = new SegmentReader(file, Segment.HEADER_BYTES)) {
            for (long number = first; number < end; number++) {
                var record = reader.next();
                if (record.isEmpty()) {
                    return;
                }
                records.accept(record.get());
            }
        } catch (NoSuchFileException unusedAndGone) {
            // It was made ahead and never written to.
        }
    }
}
