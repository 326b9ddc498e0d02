package dev.sallyport.audit.search;

import dev.sallyport.audit.log.LogEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened: a record of the log, and with a statement's what became of it, if that is known.
 *
 * @param index of the record in the log
 */
public record Event(long index, JsonNode record, Optional<Ending> ending) {

    /** The kind of the records that tell how a statement ended. */
    static final String OUTCOME = "q.outcome";

    static final String INTENT = "q.intent";

    /**
     * How a statement ended.
     *
     * @param index of the outcome's record in the log
     */
    public record Ending(long index, JsonNode record) {}

    /**
     * A record alone.
     *
     * @throws tools.jackson.core.JacksonException when the entry is none
     */
    public static Event of(LogEntry entry) {
        return new Event(entry.index(), entry.record(), Optional.empty());
    }

    /** With how it ended, which another entry tells. */
    public Event ended(LogEntry outcome) {
        return new Event(index, record, Optional.of(new Ending(outcome.index(), outcome.record())));
    }

    public String id() {
        return text(record, "id");
    }

    public String kind() {
        return text(record, "k");
    }

    /** Whether a statement was let through, so that an outcome belongs to it. */
    public boolean intent() {
        return kind().equals(INTENT);
    }

    /** Whether it tells how another's statement ended; then {@link #reference} is of that one. */
    public boolean outcome() {
        return kind().equals(OUTCOME);
    }

    /** The id of the record that this one belongs to; empty when to none. */
    public String reference() {
        return text(record, "ref");
    }

    public Instant time() {
        return Instant.EPOCH.plus(micros(), ChronoUnit.MICROS);
    }

    /** Microseconds since 1970-01-01 UTC. */
    public long micros() {
        return record.path("ts").asLong(0);
    }

    /** What it has of a field, each once. */
    public Collection<String> values(Field field) {
        return field.values(this);
    }

    /** Whether it has a figure. */
    public boolean has(Measure measure) {
        return measure.isIn(this);
    }

    /** The result: of the statement's outcome, or what the record itself tells. */
    public JsonNode result() {
        return ending.map(Ending::record).orElse(record).path("res");
    }

    /** What became of a statement; {@code open} when nothing is known yet. */
    public String status() {
        String told = text(result(), "st");
        return told.isEmpty() && intent() ? "open" : told;
    }

    /** The pseudonyms that a record's subject has: who acted, on whose behalf, and who agreed. */
    public static List<String> persons(JsonNode subject) {
        return Stream.of(
                        Stream.of(text(subject, "id")),
                        texts(subject.path("obo")).stream(),
                        texts(subject.path("apr")).stream())
                .flatMap(one -> one)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    /** The texts of an array member; empty when there is none. */
    public static List<String> texts(JsonNode array) {
        if (array.isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            texts.add(element.asString(""));
        }
        return texts;
    }

    /** The text of a member; empty when there is none. */
    public static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }
}
