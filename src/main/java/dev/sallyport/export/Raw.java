package dev.sallyport.export;

import dev.sallyport.audit.log.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The log's own records in a line. Their bytes are the log's, so that a receiver can hash them as leaves itself. */
final class Raw {

    private Raw() {}

    static String line(Occurrence occurrence) {
        Optional<LogEntry> outcome = occurrence.ending();
        String ending =
                outcome.map(entry -> ",\"outcome\":{" + members(entry) + "}").orElse("");
        return "{" + members(occurrence.entry()) + ending + "}";
    }

    private static String members(LogEntry entry) {
        return "\"index\":" + entry.index() + ",\"record\":" + new String(entry.bytes(), StandardCharsets.UTF_8);
    }
}
