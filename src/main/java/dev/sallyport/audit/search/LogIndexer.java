package dev.sallyport.audit.search;

import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
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
import org.apache.lucene.index.LogByteSizeMergePolicy;
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

    /** Statements that are kept from the index until their outcome comes. */
    private static final int MAX_FRESH = 4_096;

    /** Statements without an outcome that are remembered; an older one is looked up. */
    private static final int MAX_WAITING = 50_000;

    private static final double BUFFER_MEGABYTES = 16;

    /** Another process has it open. */
    public static final class Kept extends IOException {
        private static final long serialVersionUID = 1L;

        private Kept(Path folder, IOException cause) {
            super("another process keeps the index " + folder, cause);
        }
    }

    private final LogFolder log;

    /** Statements whose outcome came long after they were written. */
    private final Events late;

    private final Directory directory;
    private final IndexWriter writer;
    private final Pace pace;
    private final Parts parts;
    private final GistReader gists;
    private final EventDocument document;
    private final LogReader reader;

    /** Statements without an outcome that are not in the index yet, by id. */
    private final Map<String, Gist> fresh = new LinkedHashMap<>();

    /** Those that are. */
    private final Map<String, Gist> waiting = new LinkedHashMap<>();

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
                this.parts = new Parts(writer, Reach.parts(writer.getLiveCommitData()));
            } else {
                writer.deleteAll();
                this.reader = new LogReader(log, 0);
                this.parts = new Parts(writer, 0);
            }
        } catch (IOException | RuntimeException failed) {
            writer.rollback();
            directory.close();
            throw failed;
        }
        this.gists = new GistReader(parts);
        this.document = new EventDocument(parts);
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
                // Merges neighbours of about one size: the parts stay in the order of time, and cost a fifth less with
                // a commit a second.
                .setMergePolicy(new LogByteSizeMergePolicy())
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
            writeOpen(MAX_FRESH);
            pace.worked(System.nanoTime() - began);
            entries = taken < BATCH ? reader.read() : List.of();
        }
        if (taken > 0) {
            writeOpen(0);
            writer.setLiveCommitData(Reach.at(log, reader.position()).data(parts.last()));
            writer.commit();
        }
        return taken;
    }

    private void take(LogEntry entry) throws IOException {
        Gist gist = gists.read(entry);
        if (!gist.outcome()) {
            if (gist.open()) {
                fresh.put(gist.id(), gist);
            } else {
                writer.addDocument(document.of(gist));
            }
            return;
        }
        Gist known = fresh.remove(gist.reference());
        if (known != null) {
            writer.addDocument(document.of(known.ended(gist)));
            return;
        }
        Optional<Gist> statement = written(gist.reference());
        if (statement.isPresent()) {
            writer.updateDocument(
                    new Term(Schema.ID, gist.reference()),
                    document.of(statement.get().ended(gist)));
        } else {
            writer.addDocument(document.of(gists.alone(entry)));
        }
    }

    /** The statement that is in the index already, without an outcome. */
    private Optional<Gist> written(String id) throws IOException {
        Gist remembered = waiting.remove(id);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        OptionalLong place;
        try (DirectoryReader now = DirectoryReader.open(writer)) {
            place = LogIndex.place(now, id);
        }
        return place.isEmpty() ? Optional.empty() : Optional.of(gists.read(late.entry(place.getAsLong())));
    }

    /** Writes statements though their outcome has not come, the oldest first, until so many are left. */
    private void writeOpen(int left) throws IOException {
        Iterator<Gist> oldest = fresh.values().iterator();
        while (fresh.size() > left) {
            Gist open = oldest.next();
            writer.addDocument(document.of(open));
            waiting.put(open.id(), open);
            oldest.remove();
        }
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
