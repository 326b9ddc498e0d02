package dev.sallyport.audit.search;

import dev.sallyport.audit.log.LogFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.CorruptIndexException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index of a log up with it, on a thread of its own. Whatever fails here, memory that is lacking too, is told and holds
 * up nobody; the index is opened again and goes on when it can.
 */
public final class IndexKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final long CLOSE_SECONDS = 20;

    /** A file with this name in the index asks for all of it to be made anew. */
    private static final String ANEW = "anew";

    private final Path folder;
    private final LogFolder log;
    private final Opening opening;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("index").daemon().factory());
    private Optional<LogIndexer> indexer = Optional.empty();
    private boolean damaged;
    private String trouble = "";

    /** Opens the index. */
    interface Opening {
        /** @param anew whether what is there is thrown away */
        LogIndexer open(boolean anew, Pace pace) throws IOException;
    }

    private IndexKeeper(Path folder, LogFolder log, Opening opening) {
        this.folder = folder;
        this.log = log;
        this.opening = opening;
    }

    /** Starts it. */
    public static IndexKeeper start(Path folder, LogFolder log) {
        return start(folder, log, (anew, pace) -> new LogIndexer(folder, log, anew, pace));
    }

    static IndexKeeper start(Path folder, LogFolder log, Opening opening) {
        IndexKeeper keeper = new IndexKeeper(folder, log, opening);
        keeper.thread.scheduleWithFixedDelay(keeper::advance, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return keeper;
    }

    /** Asks whoever keeps an index to make it anew. */
    public static void order(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!ordered(folder)) {
            Files.createFile(folder.resolve(ANEW));
        }
    }

    private static boolean ordered(Path folder) {
        return Files.exists(folder.resolve(ANEW));
    }

    private void advance() {
        try {
            if (!Files.isDirectory(log.path())) {
                return; // before the log's first record
            }
            if (ordered(folder) || !Files.isDirectory(folder)) {
                closeIndexer();
                damaged = true;
            }
            if (indexer.isEmpty()) {
                indexer = Optional.of(opening.open(damaged, Pace.ofMachine(thread::isShutdown)));
                Files.deleteIfExists(folder.resolve(ANEW));
                damaged = false;
            }
            while (indexer.get().advance() > 0 && !thread.isShutdown()) {
                // until it has all
            }
            trouble = "";
        } catch (IOException | RuntimeException | Error failed) { // what flew on would end the schedule without a word
            told(failed);
            damaged |= failed instanceof CorruptIndexException;
            closeIndexer();
        }
    }

    /** Once for each thing that is wrong. */
    private void told(Throwable failed) {
        String why = failed instanceof Error ? failed.toString() : String.valueOf(failed.getMessage());
        if (!why.equals(trouble)) {
            trouble = why;
            LOG.atError()
                    .addKeyValue("event", "index.stopped")
                    .log("the log's index does not go on; searches do not find what is newer until it does: {}", why);
        }
    }

    private void closeIndexer() {
        try {
            if (indexer.isPresent()) {
                indexer.get().close();
            }
        } catch (IOException | RuntimeException | Error failed) {
            told(failed);
        }
        indexer = Optional.empty();
    }

    /** Takes what is in the log by now, and ends. */
    @Override
    public void close() {
        thread.execute(this::advance);
        thread.execute(this::closeIndexer);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.atError()
                        .addKeyValue("event", "index.unclosed")
                        .log("the log's index could not be closed; the next start goes on with it");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
