package dev.sallyport.bench;

import dev.sallyport.audit.Journal;
import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogKeeper;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.log.LogWriter;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.search.IndexKeeper;
import dev.sallyport.audit.search.LogIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** How long after it was written a record is under a signed checkpoint, and can be searched, while many more are written. */
final class LagBench {

    private static final int STATEMENTS_A_SECOND = 10_000;
    private static final int RECORDS_A_TURN = 400;
    private static final Duration LENGTH = Duration.ofSeconds(20);

    private static final Duration TURN = Duration.ofMillis(20);

    /** What is written before this is not measured: the JVM compiles what it needs. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private LagBench() {}

    /** How many records there were at a time. */
    private record Mark(long records, long nanos) {}

    /** The oldest records that have not come somewhere yet, and how long the slowest took that did. */
    private static final class Course {
        private final Deque<Mark> waiting = new ArrayDeque<>();
        private long longest;

        void wrote(Mark mark) {
            waiting.add(mark);
        }

        void reached(long records, boolean counts) {
            while (!waiting.isEmpty() && waiting.getFirst().records() <= records) {
                long taken = System.nanoTime() - waiting.removeFirst().nanos();
                if (counts) {
                    longest = Math.max(longest, taken);
                }
            }
        }
    }

    /** @return lines of text */
    static String measure(Path folder) throws IOException {
        SigningKey key = SigningKey.generate("bench/lag", VerifierKey.Type.NOTE);
        Path index = folder.resolve("index");
        LogFolder log = new LogFolder(folder.resolve("log"));
        try (Journal journal = LogBench.journal(folder, Journal.Durability.GROUP);
                LogKeeper _ = LogKeeper.start(
                        () -> new LogWriter(
                                log.path(),
                                folder.resolve("state"),
                                folder.resolve("journal"),
                                List.of(key),
                                LogBench.leaves(folder),
                                Cosigner.NONE),
                        journal.boot(),
                        Duration.ofDays(1));
                IndexKeeper _ = IndexKeeper.start(index, log)) {
            return run(new BenchRecords(journal), log, index);
        }
    }

    private static String run(BenchRecords source, LogFolder log, Path index) throws IOException {
        Course signed = new Course();
        Course searchable = new Course();
        long began = System.nanoTime();
        long written = 0;
        while (elapsed(began).compareTo(LENGTH) < 0) {
            long due = elapsed(began).toMillis() * 2 * STATEMENTS_A_SECOND / 1_000;
            while (written < due) {
                source.append(RECORDS_A_TURN);
                written += RECORDS_A_TURN;
                Mark mark = new Mark(written, System.nanoTime());
                signed.wrote(mark);
                searchable.wrote(mark);
            }
            boolean counts = elapsed(began).compareTo(WARM_UP) > 0;
            signed.reached(LogReader.reach(log).map(Checkpoint::size).orElse(0L), counts);
            searchable.reached(indexed(index), counts);
            LockSupport.parkNanos(TURN.toNanos());
        }
        return String.format(
                Locale.ROOT,
                "At %d statements a second, a record was under a checkpoint after %.2f s at most, and could be searched"
                        + " after %.2f s at most.%n",
                STATEMENTS_A_SECOND,
                signed.longest / 1e9,
                searchable.longest / 1e9);
    }

    private static Duration elapsed(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static long indexed(Path index) {
        try (LogIndex open = LogIndex.open(index)) {
            return open.reach().size();
        } catch (IOException none) {
            return 0; // not yet
        }
    }
}
