package dev.sallyport.audit.log;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.tree.Tile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes through a log's entries in their order, as far as its checkpoint reaches; what is added later can be read later. It
 * takes the log as it is: whether that is what was signed, {@link LogVerifier} tells. Not thread-safe.
 */
public final class LogReader {

    /** Entries in a file of the log, of which all but the last are full. */
    public static final int BUNDLE = Tile.FULL;

    private final LogFolder folder;
    private long position;
    private long size;

    /** @param from the index of the first entry that is wanted */
    public LogReader(LogFolder folder, long from) {
        this.folder = folder;
        this.position = from;
    }

    /** The index of the entry that is next. */
    public long position() {
        return position;
    }

    /** What the log has come to; empty when there is none yet. */
    public static Optional<Checkpoint> reach(LogFolder folder) throws IOException {
        Optional<SignedNote> note = folder.published();
        return note.isEmpty() ? Optional.empty() : Optional.of(folder.said(note.get()));
    }

    /**
     * The entries that follow, 256 at most; none when there are no more yet.
     *
     * @throws IOException when the log cannot be read, or is shorter than where this reader is
     */
    public List<LogEntry> read() throws IOException {
        if (position >= size) {
            size = reach(folder).map(Checkpoint::size).orElse(0L);
            if (size < position) {
                throw new IOException("the log " + folder.path() + " has " + size + " entries, and " + position
                        + " of it were read: a backup was put back, or it is another one");
            }
        }
        if (position == size) {
            return List.of();
        }
        List<byte[]> bundle = folder.entries(bundle(position / BUNDLE, size));
        List<LogEntry> entries = new ArrayList<>();
        for (byte[] entry : bundle.subList((int) (position % BUNDLE), bundle.size())) {
            entries.add(new LogEntry(position++, entry));
        }
        return entries;
    }

    /** The bundle of entries that is at a place in a log of a size. */
    static Tile bundle(long index, long size) {
        return new Tile(Tile.ENTRIES, index, (int) Math.min(Tile.FULL, size - index * BUNDLE));
    }
}
