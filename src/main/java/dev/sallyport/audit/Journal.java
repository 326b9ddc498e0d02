package dev.sallyport.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local write-ahead journal of a gate. A record that {@link Lane} has taken survives the death of the process at
 * once, since it is a copy into mapped memory; with {@link Durability#GROUP} a thread makes it survive the machine within
 * {@link #COMMIT_EVERY}, and with {@link Durability#MACHINE} as soon as somebody waits for that. All who wait share what is
 * forced; while it is, others come to wait for the next time.
 *
 * <p>A lane whose segment is full, or has been failed by the disk, takes nothing until it has another one. Those are made by
 * the journal's own thread, which tries again every {@link #RETRY_EVERY} while that fails. A segment that the disk has
 * failed is never forced again: what may not have reached the disk is written to another one.
 */
public final class Journal implements AutoCloseable {

    static final Duration COMMIT_EVERY = Duration.ofMillis(5);
    static final Duration RETRY_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path folder;
    private final BootId boot = BootId.random();
    private final int segmentBytes;
    private final Clock clock;
    private final Disk disk;
    private final boolean forcing;
    private final boolean waits;
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicReferenceArray<@Nullable Segment> spares;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final ConcurrentLinkedQueue<Segment> retired = new ConcurrentLinkedQueue<>();

    /** Full segments that the disk has failed; for the journal's own thread. */
    private final Deque<Segment> toRescue = new ArrayDeque<>();

    private final FileChannel lockFile;
    private final AtomicBoolean named = new AtomicBoolean();
    private final List<Committed> committed;
    private final Thread keeper;

    /** Why no segments can be made, while that is so. */
    private volatile @Nullable JournalUnavailable trouble;

    private volatile boolean closing;

    /** How long a record can be lost to what. */
    public enum Durability {
        /** Survives the death of the process. */
        PROCESS,
        /** And, some milliseconds later, that of the machine. */
        GROUP,
        /** Statements wait until their intents survive the machine. */
        MACHINE
    }

    /** What the journal's own thread knows of a lane, as of the last commit. */
    private static final class Committed {
        private final Lane lane;

        /** How many records were there when it began: they are in the segment that was forced then, or in a retired one. */
        private long upTo;

        /** Whether the disk has not failed that segment. */
        private boolean sound;

        Committed(Lane lane) {
            this.lane = lane;
        }
    }

    private Journal(
            Path folder,
            String node,
            int laneCount,
            int segmentBytes,
            Durability durability,
            Clock clock,
            Disk disk,
            Optional<RunKeys> keys)
            throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.clock = clock;
        this.disk = disk;
        this.forcing = durability != Durability.PROCESS;
        this.waits = durability == Durability.MACHINE;
        this.spares = new AtomicReferenceArray<>(laneCount);
        Files.createDirectories(folder);
        lockFile = lock(folder);
        Optional<byte[]> key = keys.isPresent() ? Optional.of(keys.get().make(boot)) : Optional.empty();
        SecureRandom seeds = new SecureRandom();
        for (int lane = 0; lane < laneCount; lane++) {
            int number = lane;
            Optional<LaneCipher> cipher = key.map(bytes -> new LaneCipher(bytes, number));
            lanes.add(new Lane(this, lane, node, boot, create(lane), seeds.nextLong(), cipher));
        }
        committed = lanes.stream().map(Committed::new).toList();
        keeper = Thread.ofPlatform().name("journal").daemon().start(this::keep);
    }

    /**
     * Opens the journal in a folder, which is made if it is not there.
     *
     * @param lanes how many threads append, at least 1
     * @param segmentBytes the size of a file, at least twice the longest record
     * @throws IOException if it cannot be written, or another process has it open
     */
    public static Journal open(
            Path folder, String node, int lanes, int segmentBytes, Durability durability, Clock clock)
            throws IOException {
        return open(folder, node, lanes, segmentBytes, durability, clock, Disk.REAL, Optional.empty());
    }

    /**
     * As above, on a disk of one's own.
     *
     * @param keys where the run's key is put; without them, records have no {@linkplain Particulars particulars}
     */
    public static Journal open(
            Path folder,
            String node,
            int lanes,
            int segmentBytes,
            Durability durability,
            Clock clock,
            Disk disk,
            Optional<RunKeys> keys)
            throws IOException {
        if (segmentBytes < 2 * Lane.MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "a segment of %d bytes is below %d".formatted(segmentBytes, 2 * Lane.MAX_RECORD_BYTES));
        }
        return new Journal(folder, node, lanes, segmentBytes, durability, clock, disk, keys);
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException alreadyHere) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException("the journal in " + folder + " is open in another process");
        }
        return channel;
    }

    public BootId boot() {
        return boot;
    }

    public Path folder() {
        return folder;
    }

    /** How many records each lane has; while others write, some more. Thread-safe. */
    public List<Long> counts() {
        return lanes.stream().map(Lane::appended).toList();
    }

    /**
     * How many records of each lane, at least, survive what the journal is to survive: what is told of them is true after it,
     * too. Thread-safe.
     */
    public List<Long> lasting() {
        return forcing ? lanes.stream().map(Lane::durable).toList() : counts();
    }

    /** @param index from 0 to below the number of lanes; a lane is for one thread */
    public Lane lane(int index) {
        return lanes.get(index);
    }

    /** Now, in microseconds since 1970 UTC. */
    long micros() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** Why no segments can be made, while that is so. Lanes take records as long as they have room. */
    public Optional<JournalUnavailable> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** How many records were taken since it was opened. */
    public long records() {
        return lanes.stream().mapToLong(Lane::records).sum();
    }

    /** How many bytes those are. */
    public long bytes() {
        return lanes.stream().mapToLong(Lane::bytes).sum();
    }

    /** The segment that was made ahead for a lane. */
    Optional<Segment> spare(int lane) {
        return Optional.ofNullable(spares.getAndSet(lane, null));
    }

    /**
     * A lane's next segment: the spare one, or if the journal's own thread was not fast enough, one made here and now.
     *
     * @throws JournalUnavailable when there is none and none can be made
     */
    Segment take(int lane) {
        Optional<Segment> spare = spare(lane);
        if (spare.isPresent()) {
            return spare.get();
        }
        JournalUnavailable known = trouble;
        if (known != null) {
            throw known.again();
        }
        try {
            return create(lane);
        } catch (IOException failed) {
            throw unavailable(failed);
        }
    }

    /** Tells segments of a lane that begin with the same record apart: the one that was begun later counts. */
    int nextIndex() {
        return begun.getAndIncrement();
    }

    /** Whether statements wait until their intents survive the machine. */
    boolean waits() {
        return waits;
    }

    /** Somebody waits. */
    void commitSoon() {
        LockSupport.unpark(keeper);
    }

    void retire(Segment full) {
        retired.add(full);
    }

    private JournalUnavailable unavailable(IOException failed) {
        // Of some, the message is the name of the file and nothing else.
        String what = failed.getClass().getSimpleName() + ": " + failed.getMessage();
        return new JournalUnavailable(reason(failed), what, failed);
    }

    /** Messages of the operating system are in its language: what tells of a full disk is the disk. */
    private JournalUnavailable.Reason reason(IOException failed) {
        boolean full = failed instanceof NoSpace;
        try {
            full |= Files.getFileStore(folder).getUsableSpace() < segmentBytes;
        } catch (IOException unknown) {
            failed.addSuppressed(unknown);
        }
        return full ? JournalUnavailable.Reason.DISK_FULL : JournalUnavailable.Reason.DISK_FAILED;
    }

    private Segment create(int lane) throws IOException {
        long now = micros();
        Path file = folder.resolve(
                "%016x-%s-%03d-%06d%s".formatted(now, boot, lane, made.getAndIncrement(), Segment.SUFFIX));
        Segment segment = Segment.create(file, segmentBytes, boot, lane, now, disk);
        named.set(true);
        return segment;
    }

    private void keep() {
        long retryAt = System.nanoTime();
        while (!closing) {
            boolean failed = !commit();
            // Those who wait do not wait for new segments, unless theirs has failed.
            release(failed);
            if (!failed && System.nanoTime() - retryAt >= 0) {
                failed = !replenish();
                release(failed);
            }
            if (failed) {
                retryAt = System.nanoTime() + RETRY_EVERY.toNanos();
            }
            LockSupport.parkNanos(this, COMMIT_EVERY.toNanos());
        }
    }

    /** Lets those go on whose records survive the machine now. */
    private void release(boolean failed) {
        if (!forcing) {
            return;
        }
        for (Committed one : committed) {
            boolean rescuing = toRescue.stream().anyMatch(segment -> segment.lane() == one.lane.number());
            if (one.sound && !rescuing && !failed) {
                one.lane.durableUpTo(one.upTo);
            } else if (!one.sound || rescuing && failed) {
                one.lane.giveUp();
            }
        }
    }

    /** Makes what is missing; one step after the other, since one that fails lets others wait. */
    private boolean replenish() {
        try {
            for (int lane = 0; lane < spares.length(); lane++) {
                if (spares.get(lane) == null) {
                    spares.set(lane, proven(lane));
                }
            }
            rescue();
        } catch (IOException failed) {
            troubled(failed);
            return false;
        }
        if (trouble != null) {
            trouble = null;
            LOG.atWarn().addKeyValue("event", "journal.well").log("the journal can be written again");
        }
        return true;
    }

    private Segment proven(int lane) throws IOException {
        Segment fresh = create(lane);
        if (forcing) {
            try {
                fresh.prove();
            } catch (IOException failed) {
                discard(fresh);
                throw failed;
            }
        }
        return fresh;
    }

    private void rescue() throws IOException {
        while (!toRescue.isEmpty()) {
            Segment failed = toRescue.getFirst();
            Segment other = create(failed.lane());
            try {
                failed.rescueInto(other, nextIndex());
                other.finish();
                if (!folderForced()) {
                    throw new IOException("the name of a new file may be lost");
                }
            } catch (IOException again) {
                discard(other);
                throw again;
            } catch (InternalError unreadable) {
                discard(other);
                LOG.atError()
                        .addKeyValue("event", "journal.unreadable")
                        .setCause(unreadable)
                        .log("records that a disk has failed cannot be read any more");
            }
            toRescue.removeFirst();
        }
    }

    private void troubled(IOException failed) {
        JournalUnavailable now = unavailable(failed);
        JournalUnavailable before = trouble;
        if (before == null || before.reason() != now.reason()) {
            LOG.atError()
                    .addKeyValue("event", "journal.failed")
                    .log("the journal cannot be written ({}): {}", now.reason().label(), now.getMessage());
        }
        trouble = now;
    }

    /** Makes what has been taken survive the machine as far as it has to; false when the disk has failed. */
    private boolean commit() {
        boolean good = true;
        if (forcing) {
            good = folderForced();
            for (Committed one : committed) {
                good &= forced(one);
            }
        }
        // After the others: a segment that was retired meanwhile is among them.
        for (Segment full = retired.poll(); full != null; full = retired.poll()) {
            good &= finished(full);
        }
        return good;
    }

    /** The names of new files have to survive the machine, too. */
    private boolean folderForced() {
        if (!named.getAndSet(false)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (IOException failed) {
            named.set(true);
            troubled(failed);
            return false;
        }
    }

    private boolean finished(Segment full) {
        boolean good = true;
        if (!full.abandoned()) {
            try {
                full.finish();
            } catch (IOException failed) {
                troubled(failed);
                good = false;
            }
        }
        if (full.abandoned()) {
            toRescue.add(full);
        }
        return good;
    }

    private boolean forced(Committed one) {
        one.upTo = one.lane.appended();
        Segment now = one.lane.current();
        try {
            now.force();
            one.sound = !now.abandoned();
            return true;
        } catch (IOException failed) {
            one.sound = false;
            // What was made ahead is on the same disk: it has to show again that it can be written.
            spare(one.lane.number()).ifPresent(this::discard);
            troubled(failed);
            return false;
        }
    }

    private void discard(Segment unused) {
        try {
            unused.discard();
        } catch (IOException left) {
            LOG.atDebug()
                    .addKeyValue("event", "journal.segment-left")
                    .log("an unused segment is left: {}", left.getMessage());
        }
    }

    /**
     * Writes what lanes still owe.
     *
     * <p>For a thread that comes after those of the lanes, which may not use them any more but for one that it is itself.
     *
     * @return whether all is written; if not, this run may not say that it has ended well
     */
    public boolean settle() {
        boolean all = true;
        for (Lane lane : lanes) {
            all &= lane.settle();
        }
        return all;
    }

    /** Ends the journal; no lane may be used any more. */
    @Override
    public void close() throws IOException {
        closing = true;
        LockSupport.unpark(keeper);
        try {
            keeper.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        lanes.forEach(lane -> retire(lane.current()));
        boolean whole = commit();
        try {
            rescue();
        } catch (IOException failed) {
            whole = false;
        } finally {
            if (!whole) {
                LOG.atError()
                        .addKeyValue("event", "journal.unforced")
                        .log("some of the last records may not survive the machine");
            }
            for (int lane = 0; lane < spares.length(); lane++) {
                spare(lane).ifPresent(this::discard);
            }
            lockFile.close();
        }
    }
}
