package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows a journal lane by lane, each record once and none left out, while a gate writes it. Not thread-safe; changes
 * nothing.
 */
public final class JournalTail {

    /** However few records those are: they are all in memory together. */
    private static final long MOST_BYTES = 32 << 20;

    private final Path folder;
    private final Set<Path> known = new HashSet<>();
    private final Map<LaneId, Followed> lanes = new LinkedHashMap<>();
    private boolean more;

    /** Records of one lane, one after the other. */
    public record Run(LaneId lane, long first, List<byte[]> records) {

        public Run {
            records = List.copyOf(records);
        }

        /** The number of the record after the last. */
        public long next() {
            return first + records.size();
        }
    }

    /** Where a lane's next record is. */
    private static final class Followed {
        private final TreeMap<Long, Part> segments = new TreeMap<>();
        private long next;

        /** Where the next record begins, if that is known. */
        private Optional<Place> place = Optional.empty();
    }

    /** @param index of two that begin with the same record, the one with the higher counts */
    private record Part(Path file, int index) {}

    private record Place(Path file, long position) {}

    /** What may still be read. */
    private static final class Quota {
        private long records;
        private long bytes;

        Quota(long records, long bytes) {
            this.records = records;
            this.bytes = bytes;
        }

        boolean spent() {
            return records <= 0 || bytes <= 0;
        }

        void spend(byte[] record) {
            records--;
            bytes -= record.length;
        }
    }

    /** @param next for lanes that were followed before, the number of the first record that is wanted */
    public JournalTail(Path folder, Map<LaneId, Long> next) {
        this.folder = folder;
        next.forEach((lane, number) -> lane(lane).next = number);
    }

    private Followed lane(LaneId lane) {
        return lanes.computeIfAbsent(lane, _ -> new Followed());
    }

    /**
     * What has come since, of each lane, the older runs first. What is returned is on the disk, and survives the machine.
     *
     * <p>The lanes of a run come in the order of their numbers, and one only when there is no more of those before: what the last
     * tells of the others comes after what it tells of, but for what was written while they were read.
     *
     * @param most about how many records; fewer when they are long
     * @throws IOException when the journal cannot be read, a record is damaged, or one is missing; the message tells where
     */
    public List<Run> poll(int most) throws IOException {
        look();
        List<Run> runs = new ArrayList<>();
        Quota quota = new Quota(most, MOST_BYTES);
        for (LaneId lane : inOrder()) {
            if (quota.spent()) {
                break;
            }
            Run run = read(lane, lane(lane), quota);
            if (!run.records().isEmpty()) {
                runs.add(run);
            }
        }
        more = quota.spent();
        return runs;
    }

    /** Whether the last {@link #poll} left something for the next. */
    public boolean more() {
        return more;
    }

    private List<LaneId> inOrder() {
        List<BootId> runs = lanes.keySet().stream().map(LaneId::boot).distinct().toList();
        return lanes.keySet().stream()
                .sorted(Comparator.comparingInt((LaneId lane) -> runs.indexOf(lane.boot()))
                        .thenComparingInt(LaneId::lane))
                .toList();
    }

    /**
     * The records of a lane from a number up to, and without, another; they become those that were followed.
     *
     * @throws IOException also when they are not all there
     */
    public List<byte[]> read(LaneId lane, long from, long to) throws IOException {
        look();
        Followed followed = lane(lane);
        if (followed.next != from) {
            throw new IOException(
                    "journal " + folder + ": record " + from + " of " + lane + " does not follow " + followed.next);
        }
        List<byte[]> records = new ArrayList<>();
        while (followed.next < to) {
            Run run = read(lane, followed, new Quota(to - followed.next, Long.MAX_VALUE));
            if (run.records().isEmpty()) {
                throw new IOException(
                        "journal " + folder + ": record " + followed.next + " of " + lane + " is missing");
            }
            records.addAll(run.records());
        }
        return records;
    }

    /**
     * The files of which every record was returned, and that were last written before a time: of runs that have ended all of
     * the run's or none, so that what remains still tells how it ended; of the current one, those that are full.
     *
     * @param current the run that is being written
     */
    public List<Path> outlived(BootId current, Instant before) throws IOException {
        List<Path> files = new ArrayList<>();
        Map<BootId, List<Path>> ended = new LinkedHashMap<>();
        Set<BootId> kept = new HashSet<>();
        for (Map.Entry<LaneId, Followed> lane : lanes.entrySet()) {
            BootId run = lane.getKey().boot();
            for (Map.Entry<Long, Part> segment : lane.getValue().segments.entrySet()) {
                Path file = segment.getValue().file();
                Long next = lane.getValue().segments.higherKey(segment.getKey());
                boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(before);
                boolean read = next == null || next <= lane.getValue().next;
                if (run.equals(current)) {
                    if (next != null && old && read) {
                        files.add(file);
                    }
                } else if (old && read) {
                    ended.computeIfAbsent(run, _ -> new ArrayList<>()).add(file);
                } else {
                    kept.add(run);
                }
            }
        }
        kept.forEach(ended::remove);
        ended.values().forEach(files::addAll);
        return files;
    }

    /** Files that are gone are not looked for any more. */
    public void forget(Collection<Path> files) {
        lanes.values().forEach(lane -> lane.segments.values().removeIf(part -> files.contains(part.file())));
    }

    /** Finds segments that were begun since. */
    private void look() throws IOException {
        for (Path file : SegmentFile.files(folder)) {
            if (!known.contains(file)) {
                Optional<SegmentReader.Header> header = SegmentReader.header(file);
                header.ifPresent(begun -> {
                    known.add(file);
                    Followed lane = lane(new LaneId(begun.boot(), begun.lane()));
                    lane.segments.merge(
                            begun.firstSequence(),
                            new Part(file, begun.index()),
                            (one, other) -> one.index() > other.index() ? one : other);
                });
            }
        }
    }

    private Run read(LaneId id, Followed lane, Quota quota) throws IOException {
        long first = lane.next;
        List<byte[]> records = new ArrayList<>();
        while (!quota.spent()) {
            Map.Entry<Long, Part> segment = lane.segments.floorEntry(lane.next);
            if (segment == null) {
                if (!lane.segments.isEmpty()) {
                    throw missing(id, lane);
                }
                break;
            }
            Long following = lane.segments.higherKey(segment.getKey());
            int before = records.size();
            read(segment, following == null ? Long.MAX_VALUE : following, lane, quota, records);
            boolean through = following != null && lane.next == following;
            if (records.size() == before && !through) {
                if (following != null) {
                    throw missing(id, lane);
                }
                break;
            }
        }
        return new Run(id, first, records);
    }

    private IOException missing(LaneId id, Followed lane) {
        return new IOException("journal " + folder + ": record " + lane.next + " of " + id + " is missing");
    }

    /** @param end the number of the first record that is in the next segment */
    private static void read(Map.Entry<Long, Part> segment, long end, Followed lane, Quota quota, List<byte[]> records)
            throws IOException {
        Path file = segment.getValue().file();
        Optional<Place> place = lane.place.filter(one -> one.file().equals(file));
        long start = place.map(Place::position).orElse((long) Segment.HEADER_BYTES);
        long number = place.isPresent() ? lane.next : segment.getKey();
        int before = records.size();
        try (SegmentReader reader = new SegmentReader(file, start)) {
            while (!quota.spent() && number < end) {
                Optional<byte[]> record = reader.next();
                if (record.isEmpty()) {
                    break;
                }
                if (number++ >= lane.next) {
                    records.add(record.get());
                    quota.spend(record.get());
                }
            }
            if (records.size() > before) {
                reader.force();
            }
            lane.next += records.size() - before;
            lane.place = number == lane.next ? Optional.of(new Place(file, reader.position())) : Optional.empty();
        } catch (NoSuchFileException gone) {
            throw new IOException("journal segment " + file + " is gone", gone);
        }
    }
}
