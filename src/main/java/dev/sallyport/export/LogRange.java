package dev.sallyport.export;

import dev.sallyport.audit.log.LogFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A part of a log that is exported once.
 *
 * @param from the index of its first entry
 * @param until the index behind its last
 */
public record LogRange(long from, long until) {

    private static final int AT_ONCE = 1_000;

    /** Before all times: nothing is late by the clock while a log is read from its beginning. */
    private static final long NO_TIME = 0;

    /** @throws IllegalArgumentException when it has no entries */
    public LogRange {
        if (from < 0 || until <= from) {
            throw new IllegalArgumentException("no entries from " + from + " until " + until);
        }
    }

    /**
     * Has each of its events written. Outcomes behind the range are left out, and what they are of is open.
     *
     * @param version the product's
     * @param line takes each, without its end
     * @return how many there are
     * @throws IOException when the log cannot be read
     */
    public long write(LogFolder log, Format format, String version, Consumer<String> line) throws IOException {
        Feed feed = new Feed(log, Bookmark.at(from), until);
        long written = 0;
        List<Occurrence> found;
        do {
            found = new ArrayList<>(feed.next(AT_ONCE, NO_TIME));
            if (found.isEmpty()) {
                written += write(feed.rest(), format, version, line);
            }
            written += write(found, format, version, line);
        } while (!found.isEmpty());
        return written;
    }

    private static long write(List<Occurrence> found, Format format, String version, Consumer<String> line) {
        found.forEach(occurrence -> line.accept(format.line(occurrence, version)));
        return found.size();
    }
}
