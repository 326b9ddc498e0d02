package dev.sallyport.audit.log;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.JournalTail;
import dev.sallyport.audit.LaneId;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.tree.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * In which order the journal's records are in the log: written, so that it survives the machine, before anything is signed
 * over them. With the journal it is all that is needed to make the log's files again.
 *
 * <p>A line for each batch: {@code size root boot/lane:from-to ...}, the lanes in the order in which their records were
 * taken, {@code to} being the number after the last. Once a log was settled the first line has only what was taken before:
 * {@code boot/lane:to-to}.
 */
final class Order {

    private final Path file;

    Order(Path file) {
        this.file = file;
    }

    /**
     * Records that were taken together.
     *
     * @param size of the log with them
     * @param root of the tree over it
     */
    record Batch(long size, Hash root, List<Range> ranges) {

        Batch {
            ranges = List.copyOf(ranges);
        }

        static Batch of(long size, Hash root, List<JournalTail.Run> runs) {
            return new Batch(
                    size,
                    root,
                    runs.stream()
                            .map(run -> new Range(run.lane(), run.first(), run.next()))
                            .toList());
        }

        /** @param next for each lane the number after the last record that is in the log */
        static Batch before(long size, Hash root, Map<LaneId, Long> next) {
            return new Batch(
                    size,
                    root,
                    next.entrySet().stream()
                            .map(lane -> new Range(lane.getKey(), lane.getValue(), lane.getValue()))
                            .toList());
        }

        /** Whether it stands for what was settled, and takes nothing: its files are there. */
        boolean settled() {
            return ranges.stream().allMatch(range -> range.from() == range.to());
        }

        private String line() {
            return size + " " + root + ranges.stream().map(range -> " " + range).collect(Collectors.joining()) + "\n";
        }
    }

    /** Records of one lane. */
    record Range(LaneId lane, long from, long to) {

        @Override
        public String toString() {
            return lane + ":" + from + "-" + to;
        }
    }

    /** Where each lane stands after some batches. */
    static Map<LaneId, Long> next(List<Batch> batches) {
        Map<LaneId, Long> next = new LinkedHashMap<>();
        batches.forEach(batch -> batch.ranges().forEach(range -> next.put(range.lane(), range.to())));
        return next;
    }

    /**
     * All batches. A last line that was cut off has never been signed over, and does not count.
     *
     * @throws IOException also when the file is damaged
     */
    List<Batch> read() throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException none) {
            return List.of();
        }
        List<Batch> batches = new ArrayList<>();
        int number = 0;
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            number++;
            try {
                batches.add(batch(line));
            } catch (MalformedNote | RuntimeException damaged) {
                throw new IOException(file + ":" + number + ": this line is damaged", damaged);
            }
        }
        return batches;
    }

    private static Batch batch(String line) throws MalformedNote {
        String[] words = line.split(" ", -1);
        List<Range> ranges = new ArrayList<>();
        for (int at = 2; at < words.length; at++) {
            String[] parts = words[at].split("[/:-]", -1);
            if (parts.length != 4) {
                throw new MalformedNote("not a range");
            }
            ranges.add(new Range(
                    new LaneId(BootId.parse(parts[0]), Integer.parseInt(parts[1])),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3])));
        }
        return new Batch(Long.parseLong(words[0]), Hash.of(HexFormat.of().parseHex(words[1])), ranges);
    }

    /** Adds a batch; when this returns, it survives the machine. */
    void append(Batch batch) throws IOException {
        cutOff();
        Durable.append(file, batch.line().getBytes(StandardCharsets.UTF_8));
    }

    /** What an append that failed half way has left. */
    private void cutOff() throws IOException {
        if (Files.exists(file)) {
            String text = Files.readString(file);
            if (!text.endsWith("\n") && !text.isEmpty()) {
                Durable.replace(
                        file, text.substring(0, text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Begins anew with what stands for all batches so far. */
    void compact(Batch all) throws IOException {
        Durable.replace(file, all.line().getBytes(StandardCharsets.UTF_8));
    }
}
