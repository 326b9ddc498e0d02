package dev.sallyport.audit.search;

import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads events from the log by their places. Keeps what was read lately; not thread-safe. */
public final class Events {

    private static final int MAX_BUNDLES = 64;

    private final LogFolder log;
    private final Map<Long, List<LogEntry>> bundles = new LinkedHashMap<>();

    public Events(LogFolder log) {
        this.log = log;
    }

    /** @throws IOException also when the log has no such entry */
    public Event at(LogIndex.Place place) throws IOException {
        Event event = Event.of(entry(place.index()));
        OptionalLong ending = place.ending();
        return ending.isPresent() ? event.ended(entry(ending.getAsLong())) : event;
    }

    LogEntry entry(long index) throws IOException {
        long bundle = index / LogReader.BUNDLE;
        List<LogEntry> entries = bundles.get(bundle);
        int place = (int) (index % LogReader.BUNDLE);
        if (entries == null || entries.size() <= place) {
            entries = new LogReader(log, bundle * LogReader.BUNDLE).read();
            if (entries.size() <= place) {
                throw new IOException("the log " + log.path() + " has no entry " + index);
            }
            bundles.remove(bundle);
            bundles.put(bundle, entries);
            if (bundles.size() > MAX_BUNDLES) {
                bundles.remove(bundles.keySet().iterator().next());
            }
        }
        return entries.get(place);
    }
}
