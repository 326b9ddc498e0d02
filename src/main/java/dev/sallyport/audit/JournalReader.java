package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

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
     * The records, each as JSON.
     *
     * @throws IOException if the folder cannot be read
     */
    public List<String> next() throws IOException {
        List<String> records = new ArrayList<>();
        for (Path segment : segments()) {
            read(segment, records);
        }
        return records;
    }

    /**
     * The segments that have been begun, those of one run of a gate together, each lane's in the order of its records. The
     * files' names do not tell that order: a segment can be made before one that is used before it.
     */
    private List<Path> segments() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
        Map<String, Integer> runs = new HashMap<>();
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

    private record Begun(Path file, int run, int lane, long firstSequence) {}

    private static Optional<Begun> begun(Path file, Map<String, Integer> runs) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Segment.HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            boolean whole = fill(channel, header, 0);
            if (!whole || header.getInt(Segment.HEADER_BYTES - 4) == 0) {
                return Optional.empty(); // made, and not in use yet
            }
        } catch (NoSuchFileException unusedAndGone) {
            return Optional.empty();
        }
        String boot = header.getLong(8) + "/" + header.getLong(16);
        int run = runs.computeIfAbsent(boot, _ -> runs.size());
        return Optional.of(new Begun(file, run, header.getInt(24), header.getLong(32)));
    }

    private void read(Path segment, List<String> records) throws IOException {
        long position = positions.getOrDefault(segment, (long) Segment.HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(Segment.FRAME_HEADER_BYTES);
            while (true) {
                header.clear();
                if (!fill(channel, header, position)) {
                    break;
                }
                int length = header.getInt(0);
                if (length <= 0 || length > Lane.MAX_RECORD_BYTES) {
                    break;
                }
                ByteBuffer payload = ByteBuffer.allocate(length);
                if (!fill(channel, payload, position + Segment.FRAME_HEADER_BYTES)) {
                    break;
                }
                CRC32C crc = new CRC32C();
                crc.update(payload.array());
                if ((int) crc.getValue() != header.getInt(4)) {
                    throw new IOException("%s: the record at byte %d is damaged".formatted(segment, position));
                }
                records.add(new String(payload.array(), StandardCharsets.UTF_8));
                position += Segment.frameBytes(length);
            }
        } catch (NoSuchFileException unusedAndGone) {
            return;
        }
        positions.put(segment, position);
    }

    private static boolean fill(FileChannel channel, ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining()) {
            int read = channel.read(into, from + into.position());
            if (read < 0) {
                return false;
            }
        }
        return true;
    }
}
