package dev.sallyport.export;

import static dev.sallyport.audit.search.Event.text;

import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.TreeHasher;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What is exported as one: a record of the log, and of a statement the outcome too, if that was there in time.
 *
 * @param origin of the log
 * @param ending the entry with the outcome
 * @param event the same, read
 */
public record Occurrence(String origin, LogEntry entry, Optional<LogEntry> ending, Event event) {

    /** @throws tools.jackson.core.JacksonException when an entry is no record */
    static Occurrence of(String origin, LogEntry entry) {
        return new Occurrence(origin, entry, Optional.empty(), Event.of(entry));
    }

    static Occurrence ended(String origin, LogEntry entry, LogEntry outcome) {
        return new Occurrence(
                origin, entry, Optional.of(outcome), Event.of(entry).ended(outcome));
    }

    /** The hash of the record as a leaf of the log (RFC 6962), by which a proof ties it to a checkpoint. */
    Hash leaf() {
        return new TreeHasher().leaf(entry.bytes());
    }

    Optional<Hash> endingLeaf() {
        return ending.map(outcome -> new TreeHasher().leaf(outcome.bytes()));
    }

    Optional<Kind> kind() {
        return Kind.of(event.kind());
    }

    JsonNode record() {
        return event.record();
    }

    long millis() {
        return event.micros() / 1_000;
    }

    /** {@code allow}, {@code mask}, {@code deny}; empty where nothing was decided. */
    String decision() {
        return text(record().path("dec"), "eff");
    }

    List<String> relations() {
        return members("rel");
    }

    /** Those of all relations, each once. */
    List<String> tags() {
        return List.copyOf(event.values(Field.TAG));
    }

    private List<String> members(String member) {
        return record().path("obj")
                .valueStream()
                .map(use -> text(use, member))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Why it was refused or ended so, for people; empty when nothing is told. */
    String why() {
        String refused = text(record().path("dec"), "why");
        return refused.isEmpty() ? text(event.result(), "why") : refused;
    }

    Severity severity() {
        return kind().map(known -> switch (known) {
                    case DENIAL, LOGIN_FAILED, RECOVERED, ERASURE -> Severity.MEDIUM;
                    case GAP -> Severity.HIGH;
                    case POLICIES -> event.status().equals("error") ? Severity.MEDIUM : Severity.INFORMATIONAL;
                    case STATEMENT, OUTCOME ->
                        switch (event.status()) {
                            case "error", "cancelled", "unknown" -> Severity.LOW;
                            default -> Severity.INFORMATIONAL;
                        };
                    case OPENED, CLOSED, STARTED, STOPPED, KEYS -> Severity.INFORMATIONAL;
                })
                .orElse(Severity.INFORMATIONAL);
    }

    /** In a line for people: what it was, what was decided, how it ended. Without data, as the log is. */
    String summary() {
        StringBuilder line = new StringBuilder(kind().map(Kind::caption).orElse(event.kind()));
        String command = text(record().path("st"), "op");
        if (!command.isEmpty()) {
            line.append(": ").append(command);
        }
        List<String> relations = relations();
        if (!relations.isEmpty()) {
            line.append(" of ").append(String.join(", ", relations));
        }
        if (decision().equals("mask")) {
            line.append(", masked");
        }
        String status = event.status();
        if (!status.isEmpty()) {
            line.append(", ").append(status);
        }
        return line.toString();
    }
}
