package dev.sallyport.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The local write-ahead journal of a gate. A record that {@link Lane} has taken survives the death of the process at
 * once, since it is a copy into mapped memory; with {@link Durability#GROUP} a thread makes it survive the machine within
 * {@link #COMMIT_EVERY}.
 *
 * <p>Once a write has failed nothing is taken any more: a disk that has lost a write cannot be trusted with the next.
 */
public final class Journal implements AutoCloseable {

    static final Duration COMMIT_EVERY = Duration.ofMillis(5);

    private final Path folder;
    private final BootId boot = BootId.random();
    private final int segmentBytes;
    private final Clock clock;
    private final boolean forcing;
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicReferenceArray<@Nullable Segment> spares;
    private final AtomicInteger segmentCount = new AtomicInteger();
    private final ConcurrentLinkedQueue<Segment> retired = new ConcurrentLinkedQueue<>();
    private final FileChannel lockFile;
    private final Thread keeper;
    private volatile @Nullable JournalUnavailable failure;
    private volatile boolean closing;

    /** How long a record can be lost to what. */
    public enum Durability {
        /** Survives the death of the process. */
        PROCESS,
        /** And, some milliseconds later, that of the machine. */
        GROUP
    }

    private Journal(Path folder, String node, int laneCount, int segmentBytes, Durability durability, Clock clock)
            throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.clock = clock;
        this.forcing = durability == Durability.GROUP;
        this.spares = new AtomicReferenceArray<>(laneCount);
        Files.createDirectories(folder);
        lockFile = lock(folder);
        SecureRandom seeds = new SecureRandom();
        for (int lane = 0; lane < laneCount; lane++) {
            lanes.add(new Lane(this, lane, node, boot, create(lane), seeds.nextLong()));
        }
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
        if (segmentBytes < 2 * Lane.MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "a segment of %d bytes is below %d".formatted(segmentBytes, 2 * Lane.MAX_RECORD_BYTES));
        }
        return new Journal(folder, node, lanes, segmentBytes, durability, clock);
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

    /** @param index from 0 to below the number of lanes; a lane is for one thread */
    public Lane lane(int index) {
        return lanes.get(index);
    }

    /** Now, in microseconds since 1970 UTC. */
    long micros() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** Why nothing is taken any more, if so. */
    public Optional<String> failure() {
        JournalUnavailable found = failure;
        return found == null ? Optional.empty() : Optional.ofNullable(found.getMessage());
    }

    /** How many records were taken since it was opened. */
    public long records() {
        return lanes.stream().mapToLong(Lane::records).sum();
    }

    /** How many bytes those are. */
    public long bytes() {
        return lanes.stream().mapToLong(Lane::bytes).sum();
    }

    void check() {
        JournalUnavailable found = failure;
        if (found != null) {
            throw new JournalUnavailable("the journal has failed: " + found.getMessage(), found);
        }
    }

    JournalUnavailable fail(String what, Throwable cause) {
        JournalUnavailable failed = new JournalUnavailable(what + ": " + cause.getMessage(), cause);
        failure = failed;
        return failed;
    }

    /** The lane's next segment: the spare one, or if the keeper was not fast enough, one made here and now. */
    Segment take(Lane lane) throws IOException {
        Segment spare = spares.getAndSet(lane.number(), null);
        return spare != null ? spare : create(lane.number());
    }

    void retire(Segment full) {
        retired.add(full);
    }

    private Segment create(int lane) throws IOException {
        int index = segmentCount.getAndIncrement();
        Path file = folder.resolve("%016x-%s-%03d-%06d%s".formatted(micros(), boot, lane, index, Segment.SUFFIX));
        return Segment.create(file, segmentBytes, boot, lane, index, micros());
    }

    private void keep() {
        while (!closing) {
            try {
                for (int lane = 0; lane < spares.length(); lane++) {
                    if (spares.get(lane) == null) {
                        spares.set(lane, create(lane));
                    }
                }
                commit();
                Thread.sleep(COMMIT_EVERY);
            } catch (InterruptedException stopped) {
                return;
            } catch (IOException | UncheckedIOException failed) {
                fail("the journal cannot be written", failed);
                return;
            }
        }
    }

    private void commit() throws IOException {
        for (Segment full = retired.poll(); full != null; full = retired.poll()) {
            full.finish();
        }
        if (forcing) {
            lanes.forEach(Lane::force);
        }
    }

    /** Ends the journal; no lane may be used any more. */
    @Override
    public void close() throws IOException {
        closing = true;
        keeper.interrupt();
        try {
            keeper.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        commit();
        for (Lane lane : lanes) {
            lane.end();
        }
        for (int lane = 0; lane < spares.length(); lane++) {
            Segment spare = spares.getAndSet(lane, null);
            if (spare != null) {
                spare.discard();
            }
        }
        lockFile.close();
    }
}
