package dev.sallyport.audit.log;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.note.Checkpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a log up with its journal, on a thread of its own, with at most one checkpoint a second; while there is much to take,
 * it takes some of it in between. Whatever fails here holds up nobody: the records are in the journal, and the log is opened again and goes on when it can.
 */
public final class LogKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** How often it looks whether there is something to do. */
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Under one checkpoint; with more, some are taken before the next. */
    private static final int MUCH = 2_000;

    /** Without a record for so many turns, the checkpoint is cosigned anew. */
    private static final int IDLE_TURNS = 60;

    private static final long CLOSE_SECONDS = 20;

    private final Opening opening;
    private final BootId boot;
    private final Duration keep;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("log").daemon().factory());
    private Optional<LogWriter> writer = Optional.empty();
    private int idle;
    private boolean busy;

    /** When the last checkpoint was due. */
    private long checkpointNanos = System.nanoTime() - EVERY.toNanos();

    private volatile String trouble = "";
    private volatile Optional<Checkpoint> latest = Optional.empty();

    /** When the log last had, in a moment, all that the journal had then. */
    private volatile long caughtUpNanos = System.nanoTime();

    /** Opens the log. */
    @FunctionalInterface
    public interface Opening {
        LogWriter open() throws IOException;
    }

    private LogKeeper(Opening opening, BootId boot, Duration keep) {
        this.opening = opening;
        this.boot = boot;
        this.keep = keep;
    }

    /**
     * Starts it.
     *
     * @param boot the run that writes the journal
     * @param keep how long files of the journal are kept whose records are in the log
     */
    public static LogKeeper start(Opening opening, BootId boot, Duration keep) {
        LogKeeper keeper = new LogKeeper(opening, boot, keep);
        keeper.thread.scheduleWithFixedDelay(keeper::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return keeper;
    }

    /** What was last published by this process; empty while the log is not open. */
    public Optional<Checkpoint> latest() {
        return latest;
    }

    /** Whether the last attempt to go on failed. */
    public boolean troubled() {
        return !trouble.isEmpty();
    }

    /** How long ago the log last had all that the journal had then; since the start, if it never did. */
    public Duration lag() {
        return Duration.ofNanos(System.nanoTime() - caughtUpNanos);
    }

    /** Has the log opened again, with the keys that there are now. */
    public void reopen() {
        thread.execute(this::closeWriter);
    }

    private void look() {
        long now = System.nanoTime();
        if (now - checkpointNanos >= EVERY.toNanos()) {
            checkpointNanos = now;
            attempt(this::advance);
        } else if (busy) {
            attempt(() -> writer().gather());
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** An Error, as of memory, would end the schedule without a word. */
    private void attempt(Step step) {
        try {
            step.run();
            trouble = "";
        } catch (IOException | RuntimeException | Error failed) {
            told(failed);
            closeWriter();
        }
    }

    private void advance() throws IOException {
        LogWriter open = writer();
        long begun = System.nanoTime();
        int taken = open.advance();
        busy = taken >= MUCH;
        if (!open.more()) {
            caughtUpNanos = begun;
        }
        idle = taken == 0 ? idle + 1 : 0;
        if (idle >= IDLE_TURNS) {
            open.refresh();
            idle = 0;
        }
        latest = Optional.of(open.latest());
        if (open.settlesSoon() || open.hasOrders()) {
            open.settle();
            int pruned = open.prune(boot, Instant.now().minus(keep));
            if (pruned > 0) {
                LOG.atInfo()
                        .addKeyValue("event", "journal.pruned")
                        .log("{} files of the journal are older than {}, and removed", pruned, keep);
            }
        }
    }

    private LogWriter writer() throws IOException {
        if (writer.isEmpty()) {
            writer = Optional.of(opening.open());
        }
        return writer.get();
    }

    /** Once for each thing that is wrong. */
    private void told(Throwable failed) {
        String why = String.valueOf(failed.getMessage());
        if (!why.equals(trouble)) {
            trouble = why;
            LOG.atError()
                    .addKeyValue("event", "log.stopped")
                    .log("the log does not go on; records stay in the journal until it does: {}", why);
        }
    }

    private void closeWriter() {
        latest = Optional.empty();
        try {
            if (writer.isPresent()) {
                writer.get().close();
            }
        } catch (IOException failed) {
            told(failed);
        }
        writer = Optional.empty();
    }

    /** Takes what is in the journal by now, and ends. */
    @Override
    public void close() {
        thread.execute(() -> attempt(this::advance));
        thread.execute(this::closeWriter);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.atError()
                        .addKeyValue("event", "log.unclosed")
                        .log("the log could not be closed; the next start makes it good");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
