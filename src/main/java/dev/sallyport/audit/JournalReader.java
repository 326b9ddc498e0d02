package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a journal's records, while a gate writes it or afterwards. Each call of {@link #next} gives what has come since
 * the last one, the records of one lane in order. Not thread-safe; changes nothing.
 */
public final class JournalReader {

    private final Path folder;
    private final Map<Path, Place> places = new HashMap<>();
    private final Map<LaneId, Long> next = new HashMap<>();

    /** Where in a segment the record of some number begins. */
    private record Place(long position, long number) {}

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
        for (SegmentFile segment : SegmentFile.all(folder)) {
            read(segment, records);
        }
    }

    private void read(SegmentFile segment, Consumer<byte[]> records) throws IOException {
        Place place = places.getOrDefault(segment.file(), new Place(Segment.HEADER_BYTES, segment.first()));
        long number = place.number();
        try (SegmentReader reader = new SegmentReader(segment.file(), place.position())) {
            for (; number < segment.end(); number++) {
                Optional<byte[]> record = reader.next();
                if (record.isEmpty()) {
                    break;
                }
                // What was rescued from a failed segment may have been read there.
                if (number >= next.getOrDefault(segment.lane(), 0L)) {
                    records.accept(record.get());
                    next.put(segment.lane(), number + 1);
                }
            }
            places.put(segment.file(), new Place(reader.position(), number));
        } catch (NoSuchFileException unusedAndGone) {
            // It was made ahead and never written to.
        }
    }
}
