package dev.sallyport.audit.log;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.JournalTail;
import dev.sallyport.audit.LaneId;
import dev.sallyport.audit.log.Order.Batch;
import dev.sallyport.audit.log.Order.Range;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.RightEdge;
import dev.sallyport.audit.tree.Tile;
import dev.sallyport.audit.tree.TreeHasher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the log from the journal. Its files can be lost up to what was {@linkplain #settle settled}: the order file and the
 * journal give them again, byte for byte. In this order nothing is ever signed that could come out otherwise:
 *
 * <ol>
 *   <li>records are taken that survive the machine;
 *   <li>their order, the new size and root are written and survive the machine;
 *   <li>tiles and entries are written, and at the end of some batches what is not full;
 *   <li>the checkpoint is signed and published.
 * </ol>
 *
 * <p>Not thread-safe; a lock keeps other processes out.
 */
public final class LogWriter implements AutoCloseable {

    /** Records in one batch, or fewer that are longer: so few that they are gone before they grow old in memory. */
    static final int BATCH = 4_096;

    private static final int CHECKPOINTS_UNSETTLED = 10;
    private static final int ENTRIES_UNSETTLED = 200_000;

    /** Batches under one checkpoint. */
    private static final int BATCHES = 8;

    private final LogFolder log;
    private final Order order;
    private final List<SigningKey> keys;
    private final Leaves leaves;
    private final Cosigner cosigner;
    private final FileChannel lock;
    private final JournalTail tail;
    private final TreeHasher hasher = new TreeHasher();
    private final RightEdge edge;
    private final List<byte[]> openBundle = new ArrayList<>();
    private final Map<LaneId, Long> next = new LinkedHashMap<>();

    /** What a batch has made, until its order is written: before that, none of it may be seen under its name. */
    private final List<Unwritten> unwritten = new ArrayList<>();

    private final Set<Path> unsettled = new LinkedHashSet<>();
    private final List<Tile> filled = new ArrayList<>();
    private Checkpoint latest;
    private int publishedSinceSettled;
    private long settledSize;

    /** While what was written before is made good: the files of then may be damaged. */
    private boolean again;

    /** After a failure what is in memory is not what is written. */
    private boolean failed;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Unwritten(Tile tile, byte[] bytes) {}

    /**
     * Opens a log, which is made if it is not there, and makes good what a lost process left undone.
     *
     * @param folder of the log
     * @param state a folder beside it that is nobody else's
     * @param journal where the records come from
     * @param keys that it is signed with: one, or two while one takes the place of the other; the first names the log
     * @param leaves makes entries of them
     * @param cosigner who signs checkpoints too
     * @throws IOException when something cannot be read or written, another process has the log open, or journal, order and
     *     checkpoint contradict each other: then one of them is not what was written, and nothing is signed
     */
    public LogWriter(Path folder, Path state, Path journal, List<SigningKey> keys, Leaves leaves, Cosigner cosigner)
            throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(state);
        this.log = new LogFolder(folder);
        this.keys = List.copyOf(keys);
        this.leaves = leaves;
        this.cosigner = cosigner;
        this.order = new Order(state.resolve("order"));
        this.lock = lock(state.resolve(".lock"));
        try {
            List<Batch> batches = order.read();
            boolean anchored = !batches.isEmpty() && batches.getFirst().settled();
            Batch settled = anchored ? batches.getFirst() : new Batch(0, hasher.empty(), List.of());
            this.tail = new JournalTail(journal, Order.next(List.of(settled)));
            this.next.putAll(Order.next(List.of(settled)));
            this.edge = edge(settled);
            this.settledSize = settled.size();
            again = true;
            for (Batch batch : batches.subList(anchored ? 1 : 0, batches.size())) {
                again(batch);
            }
            addOpen();
            writeAll();
            again = false;
            publishedSinceSettled = batches.size();
            this.latest = new Checkpoint(keys.getFirst().verifier().name(), edge.size(), edge.root());
            publishAgain();
            if (leaves.ordered()) {
                settle(); // before records come that need what is ordered to be done
            }
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException alreadyHere) {
            // the same as being held by another process
        }
        channel.close();
        throw new IOException("another process writes the log: " + file);
    }

    private RightEdge edge(Batch settled) throws IOException {
        try {
            RightEdge settledEdge = new RightEdge(settled.size(), tile -> {
                try {
                    return log.hashes(tile);
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            });
            if (!settledEdge.root().equals(settled.root())) {
                throw new IOException("the log's tiles in " + log.path() + " are not those of its order");
            }
            int open = (int) (settled.size() % Tile.FULL);
            if (open > 0) {
                openBundle.addAll(log.entries(new Tile(Tile.ENTRIES, settled.size() / Tile.FULL, open)));
            }
            return settledEdge;
        } catch (UncheckedIOException unreadable) {
            throw new IOException("the log's tiles cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Takes the records of a batch whose order is written, and writes what they become once more. */
    private void again(Batch batch) throws IOException {
        for (Range range : batch.ranges()) {
            take(range.lane(), tail.read(range.lane(), range.from(), range.to()), range.to());
        }
        if (edge.size() != batch.size() || !edge.root().equals(batch.root())) {
            throw new IOException("the journal does not hold what the log was made of, up to entry " + batch.size());
        }
        writeAll();
    }

    /** After a loss between signing and publishing: the signature over the same text is the same. */
    private void publishAgain() throws IOException {
        Optional<SignedNote> published = log.published();
        if (published.isPresent()) {
            Checkpoint before = log.said(published.get());
            boolean rolledBack = before.size() > latest.size()
                    || (before.size() == latest.size() && !before.root().equals(latest.root()));
            if (rolledBack || !before.origin().equals(latest.origin())) {
                throw new IOException("the published checkpoint is of " + before.origin() + " with " + before.size()
                        + " entries, and what is here of " + latest.origin() + " with " + latest.size()
                        + ": a backup was put back, or something was removed");
            }
        }
        publish();
    }

    /** What the log has come to. */
    public Checkpoint latest() {
        return latest;
    }

    public LogFolder folder() {
        return log;
    }

    /**
     * Takes what the journal has more, and publishes a checkpoint over it and what was {@linkplain #gather gathered} before.
     *
     * @return how many records that are; when none, nothing is done
     * @throws IOException when that fails; then the log has to be opened anew
     */
    public int advance() throws IOException {
        long before = latest.size();
        orFail(() -> {
            take();
            publishTaken();
        });
        return Math.toIntExact(latest.size() - before);
    }

    /**
     * Takes what the journal has more, and leaves it to {@link #advance} to publish that.
     *
     * @throws IOException when that fails; then the log has to be opened anew
     */
    public void gather() throws IOException {
        orFail(this::take);
    }

    private interface Step {
        void run() throws IOException;
    }

    private void orFail(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException | RuntimeException lost) {
            failed = true;
            throw lost;
        }
    }

    /** Whether the journal had more than was taken the last time. */
    public boolean more() {
        return tail.more();
    }

    private void take() throws IOException {
        for (int batches = 0; batches == 0 || batches < BATCHES && tail.more(); batches++) {
            takeBatch();
        }
    }

    private void takeBatch() throws IOException {
        List<JournalTail.Run> runs = tail.poll(BATCH);
        for (JournalTail.Run run : runs) {
            take(run.lane(), run.records(), run.next());
        }
        if (!runs.isEmpty()) {
            order.append(Batch.of(edge.size(), edge.root(), runs));
            writeAll();
        }
    }

    private void publishTaken() throws IOException {
        if (edge.size() > latest.size()) {
            addOpen();
            writeAll();
            latest = new Checkpoint(latest.origin(), edge.size(), edge.root());
            publish();
        }
    }

    private void take(LaneId lane, List<byte[]> records, long after) throws IOException {
        for (byte[] one : records) {
            byte[] entry = leaves.of(one);
            openBundle.add(entry);
            if (openBundle.size() == Tile.FULL) {
                unwritten.add(new Unwritten(
                        new Tile(Tile.ENTRIES, edge.size() / Tile.FULL, Tile.FULL), EntryBundle.of(openBundle)));
                openBundle.clear();
            }
            edge.append(hasher.leaf(entry), this::write);
        }
        next.put(lane, after);
    }

    private void write(Tile tile, List<Hash> hashes) {
        unwritten.add(new Unwritten(tile, LogFolder.bytes(hashes)));
    }

    /** Writes the files that a batch has made; its order is written. */
    private void writeAll() throws IOException {
        leaves.write();
        for (Unwritten file : unwritten) {
            unsettled.add(again ? log.rewrite(file.tile(), file.bytes()) : log.write(file.tile(), file.bytes()));
            if (!file.tile().partial()) {
                filled.add(file.tile());
            }
        }
        unwritten.clear();
    }

    /** What is not full; the order of all that is in it is written. */
    private void addOpen() {
        edge.partials(this::write);
        if (!openBundle.isEmpty()) {
            unwritten.add(new Unwritten(
                    new Tile(Tile.ENTRIES, edge.size() / Tile.FULL, openBundle.size()), EntryBundle.of(openBundle)));
        }
    }

    /** Signs the latest checkpoint, has it cosigned, and shows it to everybody. */
    private void publish() throws IOException {
        String text = latest.text();
        SignedNote signed =
                new SignedNote(text, keys.stream().map(key -> key.sign(text)).toList());
        log.publish(signed.with(cosigner.over(signed, latest.size(), log)).toString());
        publishedSinceSettled++;
    }

    /** Has the latest checkpoint cosigned anew, so that it tells that nothing came after it. */
    public void refresh() throws IOException {
        publish();
    }

    /** Whether records ask for something that is done when the log is settled. */
    public boolean hasOrders() throws IOException {
        return leaves.ordered();
    }

    /** Whether so much is not settled that a process which is lost now would take long to make it again. */
    public boolean settlesSoon() {
        return publishedSinceSettled >= CHECKPOINTS_UNSETTLED || edge.size() - settledSize >= ENTRIES_UNSETTLED;
    }

    /**
     * Makes all files survive the machine, so that what they were made of is not needed for them any more.
     *
     * @throws IOException when that fails; then the log has to be opened anew, which makes the files again: a second try would
     *     tell of success whatever became of what was written before the first
     */
    public void settle() throws IOException {
        orFail(this::settleAll);
    }

    private void settleAll() throws IOException {
        publishTaken();
        leaves.settle();
        Set<Path> folders = new LinkedHashSet<>();
        for (Path file : unsettled) {
            Durable.force(file);
            for (Path folder = Durable.parent(file);
                    folder.startsWith(log.path()) && folders.add(folder);
                    folder = Durable.parent(folder)) {
                // up to the log's own
            }
        }
        for (Path folder : folders) {
            Durable.force(folder);
        }
        order.compact(Batch.before(latest.size(), latest.root(), next));
        // From here on no entry is made again that would need what is destroyed now.
        leaves.settled();
        for (Tile tile : filled) {
            log.forgetPartials(tile);
        }
        filled.clear();
        unsettled.clear();
        publishedSinceSettled = 0;
        settledSize = latest.size();
    }

    /**
     * Removes files of the journal whose records are in the log for good; it is settled.
     *
     * @param current the run that writes the journal
     * @param before files that were written since are kept
     * @return how many that were
     */
    public int prune(BootId current, Instant before) throws IOException {
        if (publishedSinceSettled > 0) {
            return 0;
        }
        List<Path> files = tail.outlived(current, before);
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        tail.forget(files);
        return files.size();
    }

    /** Lets others write the log, as the end of the process would. */
    public void abandon() throws IOException {
        lock.close();
    }

    /** Settles, unless something failed, and lets others write the log. */
    @Override
    public void close() throws IOException {
        try {
            if (!failed) {
                settle();
            }
        } finally {
            lock.close();
        }
    }
}
