package dev.sallyport.audit.search;

import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * Makes the index of a log, and keeps it up with it. Where it has come to is committed together with what it has, so that a
 * process that is lost takes nothing twice and leaves nothing out. An index that is damaged, of an older form, or not of
 * this log, is made anew. Not thread-safe; a lock keeps other processes out.
 */
public final class LogIndexer implements AutoCloseable {

    /** Entries between two commits while it catches up. */
    private static final int BATCH = 32_768;

    /** Events that are in memory together, so that they are gone before they grow old there. */
    private static final int PORTION = 512;

    /** With so many, statements are written though their outcome has not come. */
    private static final int MAX_FRESH = 4_096;

    /** Statements without an outcome that are remembered; an older one is looked up. */
    private static final int MAX_WAITING = 100_000;

    private static final double BUFFER_MEGABYTES = 16;

    /** Another process has it open. */
    public static final class Kept extends IOException {
        private static final long serialVersionUID = 1L;

        private Kept(Path folder, IOException cause) {
            super("another process keeps the index " + folder, cause);
        }
    }

    private final LogFolder log;

    /** Statements whose outcome came after they were written. */
    private final Events late;

    private final Directory directory;
    private final Documents documents = new Documents();
    private final IndexWriter writer;
    private final Pace pace;
    private LogReader reader;

    /** What is not in the index yet, by id. */
    private final Map<String, Event> fresh = new LinkedHashMap<>();

    /** Where statements are whose outcome is not known, by id. */
    private final Map<String, Long> waiting = new LinkedHashMap<>();

    /**
     * Opens the index, which is made if it is not there.
     *
     * @param folder of the index, which is nobody else's
     * @param anew whether what is there is thrown away
     * @throws Kept when another process does that
     */
    public LogIndexer(Path folder, LogFolder log, boolean anew) throws IOException {
        this(folder, log, anew, Pace.unhurried());
    }

    /** @param pace how fast it goes on */
    LogIndexer(Path folder, LogFolder log, boolean anew, Pace pace) throws IOException {
        this.log = log;
        this.late = new Events(log);
        this.pace = pace;
        this.directory = IndexFolder.open(folder);
        try {
            this.writer = writer(directory, folder, anew);
        } catch (IOException | RuntimeException failed) {
            directory.close();
            throw failed;
        }
        try {
            Optional<Reach> reach = Reach.of(writer.getLiveCommitData());
            if (reach.isPresent() && reach.get().isOf(log)) {
                this.reader = new LogReader(log, reach.get().size());
            } else {
                writer.deleteAll();
                this.reader = new LogReader(log, 0);
            }
        } catch (IOException | RuntimeException failed) {
            writer.rollback();
            directory.close();
            throw failed;
        }
    }

    private static IndexWriter writer(Directory directory, Path folder, boolean anew) throws IOException {
        try {
            if (anew) {
                clear(directory);
            }
            return opened(directory);
        } catch (LockObtainFailedException taken) {
            throw new Kept(folder, taken);
        }
    }

    private static IndexWriter opened(Directory directory) throws IOException {
        try {
            return new IndexWriter(directory, settings());
        } catch (CorruptIndexException | IndexFormatTooOldException | IndexFormatTooNewException unusable) {
            clear(directory);
            return new IndexWriter(directory, settings());
        }
    }

    /** Even a writer that is to begin anew reads what is there. */
    private static void clear(Directory directory) throws IOException {
        try (Lock _ = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
            for (String file : directory.listAll()) {
                if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
                    directory.deleteFile(file);
                }
            }
        }
    }

    private static IndexWriterConfig settings() {
        ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
        merges.setMaxMergesAndThreads(2, 1);
        return new IndexWriterConfig()
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setMergeScheduler(merges)
                .setCommitOnClose(false);
    }

    /** The index of the log's entry that is next. */
    public long position() {
        return reader.position();
    }

    /**
     * Takes what the log has more, as far as that goes in one step, and commits it.
     *
     * @return how many entries that were
     * @throws IOException when that fails; then the index has to be opened again
     */
    public int advance() throws IOException {
        int taken = 0;
        List<LogEntry> entries = reader.read();
        while (!entries.isEmpty()) {
            long began = System.nanoTime();
            for (LogEntry entry : entries) {
                take(entry);
            }
            taken += entries.size();
            if (fresh.size() >= PORTION) {
                write(fresh.size() < MAX_FRESH);
            }
            pace.worked(System.nanoTime() - began);
            entries = taken < BATCH ? reader.read() : List.of();
        }
        if (taken > 0) {
            write(false);
            writer.setLiveCommitData(Reach.at(log, reader.position()).data());
            writer.commit();
        }
        return taken;
    }

    private void take(LogEntry entry) throws IOException {
        Event event = Event.of(entry);
        if (!event.outcome()) {
            fresh.put(event.id(), event);
            return;
        }
        Event known = fresh.get(event.reference());
        if (known != null) {
            fresh.put(known.id(), known.ended(entry));
            return;
        }
        OptionalLong place = written(event.reference());
        if (place.isEmpty()) {
            fresh.put(event.id(), event);
        } else {
            Event ended = late.at(place.getAsLong(), OptionalLong.empty()).ended(entry);
            writer.updateDocument(new Term(Schema.ID, event.reference()), documents.of(ended));
        }
    }

    /** Where the statement is that is in the index already. */
    private OptionalLong written(String id) throws IOException {
        Long remembered = waiting.remove(id);
        if (remembered != null) {
            return OptionalLong.of(remembered);
        }
        try (DirectoryReader now = DirectoryReader.open(writer)) {
            return LogIndex.place(now, id);
        }
    }

    /** @param keepOpen whether statements stay whose outcome has not come yet: it will soon, nearly always */
    private void write(boolean keepOpen) throws IOException {
        Map<String, Event> left = new LinkedHashMap<>();
        for (Event event : fresh.values()) {
            boolean open = event.intent() && event.ending().isEmpty();
            if (open && keepOpen) {
                left.put(event.id(), event);
            } else {
                writer.addDocument(documents.of(event));
                if (open) {
                    waiting.put(event.id(), event.index());
                }
            }
        }
        fresh.clear();
        fresh.putAll(left);
        while (waiting.size() > MAX_WAITING) {
            waiting.remove(waiting.keySet().iterator().next());
        }
    }

    /** What is not committed is taken again by the next. */
    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            directory.close();
        }
    }
}
