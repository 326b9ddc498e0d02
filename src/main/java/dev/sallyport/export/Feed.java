package dev.sallyport.export;

import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.search.Event;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a log has to export, in the order in which it is complete: a record at once, a statement when its outcome is there.
 * A statement whose outcome does not come in time goes without it, and the outcome follows as an occurrence of its own. Not
 * thread-safe.
 */
final class Feed {

    /** How long a statement waits for its outcome, by the times in the log. */
    static final long MAX_WAIT_MICROS = 60_000_000;

    /** How many entries a statement lets pass it. */
    static final long MAX_WAIT_ENTRIES = 10_000;

    /** Of the statements that wait. */
    private static final long MAX_WAITING_BYTES = 16L << 20;

    private final LogFolder log;
    private final LogReader reader;
    private final long until;
    private final Deque<LogEntry> read = new ArrayDeque<>();

    /** By id, in the log's order. */
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    private long waitingBytes;
    private long next;
    private long latestMicros;
    private String origin = "";

    private record Waiting(LogEntry entry, long micros) {}

    /**
     * Goes on where another has ended, and does not end.
     *
     * @throws IOException when the log cannot be read, or is shorter than that
     */
    Feed(LogFolder log, Bookmark from) throws IOException {
        this(log, from, Long.MAX_VALUE);
    }

    /** @param until the index of the first entry that does not count */
    Feed(LogFolder log, Bookmark from, long until) throws IOException {
        this.log = log;
        this.until = until;
        this.next = from.next();
        this.reader = new LogReader(log, from.next());
        List<LogEntry> bundle = List.of();
        for (long index : from.waiting()) {
            if (bundle.isEmpty() || bundle.getLast().index() < index) {
                bundle = new LogReader(log, index).read();
            }
            if (bundle.isEmpty()) {
                throw new IOException(
                        "the log " + log.path() + " has no entry " + index + ", which waits for its outcome");
            }
            hold(bundle.get((int) (index - bundle.getFirst().index())));
        }
    }

    /** How far a receiver is that has everything so far. */
    Bookmark bookmark() {
        return Bookmark.at(
                next, waiting.values().stream().map(one -> one.entry().index()).toList());
    }

    /**
     * What follows.
     *
     * @param most how many at most
     * @param nowMicros the time, by which statements are held to have no outcome when the log has nothing newer
     * @return none when there is nothing more yet
     * @throws IOException when the log cannot be read
     */
    List<Occurrence> next(int most, long nowMicros) throws IOException {
        List<Occurrence> found = new ArrayList<>();
        while (found.size() < most) {
            if (read.isEmpty() && !fill()) {
                latestMicros = Math.max(latestMicros, nowMicros);
                late(found, most);
                return found;
            }
            take(read.removeFirst(), found);
            late(found, most);
        }
        return found;
    }

    /** Statements that have no outcome, when nothing follows. */
    List<Occurrence> rest() {
        List<Occurrence> rest = waiting.values().stream()
                .map(one -> Occurrence.of(origin, one.entry()))
                .toList();
        waiting.clear();
        waitingBytes = 0;
        return rest;
    }

    private boolean fill() throws IOException {
        if (reader.position() < until) {
            reader.read().stream().filter(entry -> entry.index() < until).forEach(read::add);
        }
        if (origin.isEmpty()) {
            origin = LogReader.reach(log).map(Checkpoint::origin).orElse("");
        }
        return !read.isEmpty();
    }

    private void take(LogEntry entry, List<Occurrence> to) {
        Event event = Event.of(entry);
        next = entry.index() + 1;
        latestMicros = Math.max(latestMicros, event.micros());
        if (event.intent()) {
            hold(entry, event);
        } else if (event.outcome() && waiting.containsKey(event.reference())) {
            to.add(Occurrence.ended(origin, release(event.reference()), entry));
        } else {
            to.add(Occurrence.of(origin, entry));
        }
    }

    private void hold(LogEntry entry) {
        hold(entry, Event.of(entry));
    }

    private void hold(LogEntry entry, Event event) {
        waiting.put(event.id(), new Waiting(entry, event.micros()));
        waitingBytes += entry.bytes().length;
    }

    private LogEntry release(String id) {
        Waiting released = waiting.remove(id);
        if (released == null) {
            throw new IllegalStateException("nothing waits for " + id);
        }
        waitingBytes -= released.entry().bytes().length;
        return released.entry();
    }

    /** Those that have waited long enough; what does not fit into the list comes with the next. */
    private void late(List<Occurrence> to, int most) {
        while (!waiting.isEmpty() && to.size() < most) {
            Iterator<Map.Entry<String, Waiting>> oldest = waiting.entrySet().iterator();
            Map.Entry<String, Waiting> one = oldest.next();
            boolean over = latestMicros - one.getValue().micros() > MAX_WAIT_MICROS
                    || next - one.getValue().entry().index() > MAX_WAIT_ENTRIES
                    || waitingBytes > MAX_WAITING_BYTES;
            if (!over) {
                return;
            }
            to.add(Occurrence.of(origin, release(one.getKey())));
        }
    }
}
