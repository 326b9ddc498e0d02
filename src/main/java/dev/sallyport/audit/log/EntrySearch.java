package dev.sallyport.audit.log;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.tree.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Finds single entries of a log by going through it. */
public final class EntrySearch {

    private EntrySearch() {}

    /**
     * @param what an index, or an id
     * @throws IOException when the log cannot be read
     */
    public static Optional<LogEntry> find(LogFolder folder, String what) throws IOException {
        boolean index = !what.isEmpty() && what.length() < 19 && what.chars().allMatch(Character::isDigit);
        return index ? byIndex(folder, Long.parseLong(what)) : byId(folder, what);
    }

    private static Optional<LogEntry> byIndex(LogFolder folder, long index) throws IOException {
        return index < size(folder) ? Optional.of(new LogEntry(index, folder.entry(index))) : Optional.empty();
    }

    /** By the id that the record has; the latest first. */
    private static Optional<LogEntry> byId(LogFolder folder, String id) throws IOException {
        long size = size(folder);
        String wanted = "\"id\":\"" + id + "\"";
        for (long bundle = (size - 1) / Tile.FULL; size > 0 && bundle >= 0; bundle--) {
            List<byte[]> entries = folder.entries(LogReader.bundle(bundle, size));
            for (int at = 0; at < entries.size(); at++) {
                byte[] entry = entries.get(at);
                // The text is also in a reason or a name; the record's own id is looked at only where it is.
                if (new String(entry, StandardCharsets.UTF_8).contains(wanted)
                        && JsonMapper.shared()
                                .readTree(entry)
                                .path("id")
                                .asString("")
                                .equals(id)) {
                    return Optional.of(new LogEntry(bundle * Tile.FULL + at, entry));
                }
            }
        }
        return Optional.empty();
    }

    private static long size(LogFolder folder) throws IOException {
        return LogReader.reach(folder).map(Checkpoint::size).orElse(0L);
    }
}
