package dev.sallyport.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/**
 * Chooses among records. An outcome goes with its statement: it is wanted when the statement was. Takes the records of
 * each lane in their order. Not thread-safe.
 */
final class RecordFilter {

    @Mixin
    private Criteria wanted = new Criteria();

    private final Map<String, JsonNode> awaited = new HashMap<>();

    /** Microseconds since the epoch. */
    private record Window(long from, long to) {}

    private Window window = new Window(Long.MIN_VALUE, Long.MAX_VALUE);

    /** Settles what the options say; before the first record. */
    void begin(Clock clock) {
        Instant now = clock.instant();
        window = new Window(
                wanted.window().from(now).map(RecordFilter::micros).orElse(Long.MIN_VALUE),
                wanted.window().until(now).map(RecordFilter::micros).orElse(Long.MAX_VALUE));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** The record if it is wanted; an outcome together with its statement. */
    Optional<Chosen> choose(JsonNode record) {
        String reference = text(record, "ref");
        if (!reference.isEmpty()) {
            Optional<JsonNode> statement = Optional.ofNullable(awaited.remove(reference));
            return statement.isPresent() || unspecific() ? chosen(record, statement) : Optional.empty();
        }
        if (!matches(record)) {
            return Optional.empty();
        }
        if (text(record, "k").equals("q.intent")) {
            awaited.put(text(record, "id"), record);
        }
        return chosen(record, Optional.empty());
    }

    /** @param statement of an outcome */
    record Chosen(JsonNode record, Optional<JsonNode> statement) {
        long micros() {
            return record.path("ts").asLong();
        }
    }

    private Optional<Chosen> chosen(JsonNode record, Optional<JsonNode> statement) {
        boolean kind = wanted.kinds().isEmpty() || wanted.kinds().contains(text(record, "k"));
        return kind && within(record) ? Optional.of(new Chosen(record, statement)) : Optional.empty();
    }

    /** Whether every outcome is wanted, also one whose statement was not seen. */
    private boolean unspecific() {
        return wanted.identities().isEmpty()
                && wanted.databases().isEmpty()
                && wanted.relations().isEmpty()
                && wanted.effects().isEmpty()
                && wanted.decisions().isEmpty()
                && wanted.sessions().isEmpty()
                && !wanted.refused();
    }

    private boolean within(JsonNode record) {
        long micros = record.path("ts").asLong();
        return micros >= window.from && micros < window.to;
    }

    private boolean matches(JsonNode record) {
        return one(
                        wanted.identities(),
                        Stream.concat(Stream.of(text(record.path("sub"), "id")), texts(record.at("/sub/obo"))))
                && one(wanted.databases(), Stream.of(text(record.path("db"), "name")))
                && one(wanted.relations(), used(record))
                && one(wanted.effects(), texts(record.at("/st/eff")))
                && one(wanted.decisions(), Stream.of(text(record.path("dec"), "eff")))
                && one(wanted.sessions(), Stream.of(text(record, "ses")))
                && (!wanted.refused() || Criteria.REFUSALS.contains(text(record, "k")));
    }

    private static boolean one(List<String> wanted, Stream<String> values) {
        return wanted.isEmpty() || values.anyMatch(wanted::contains);
    }

    /** Names with their schema, and without. */
    private static Stream<String> used(JsonNode record) {
        return StreamSupport.stream(record.path("obj").spliterator(), false)
                .map(use -> text(use, "rel"))
                .filter(name -> !name.isEmpty())
                .flatMap(name -> Stream.of(name, name.substring(name.indexOf('.') + 1)));
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString);
    }

    static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }
}
