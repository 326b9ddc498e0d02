package dev.sallyport.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * Chooses among records. An outcome goes with its statement: it is wanted when the statement was. Takes the records of
 * each lane in their order. Not thread-safe.
 */
final class RecordFilter {

    private static final Set<String> REFUSALS = Set.of("q.deny", "auth.fail");

    @Option(
            names = "--as",
            paramLabel = "IDENTITY",
            description = "What this identity did, or others did on its behalf.")
    private List<String> identities = List.of();

    @Option(names = "--database", paramLabel = "NAME", description = "What concerned this database.")
    private List<String> databases = List.of();

    @Option(
            names = "--relation",
            paramLabel = "NAME",
            description = "Statements that used this relation: public.orders, or orders in any schema.")
    private List<String> relations = List.of();

    @Option(names = "--effect", paramLabel = "EFFECT", description = "Statements with this effect, such as delete.")
    private List<String> effects = List.of();

    @Option(names = "--decision", paramLabel = "DECISION", description = "Statements decided so: allow, mask or deny.")
    private List<String> decisions = List.of();

    @Option(names = "--session", paramLabel = "ID", description = "What this session did.")
    private List<String> sessions = List.of();

    @Option(names = "--kind", paramLabel = "KIND", description = "Records of this kind, such as q.deny or ses.open.")
    private List<String> kinds = List.of();

    @Option(names = "--refused", description = "Refused statements and failed log-ins.")
    private boolean refused;

    @Mixin
    private TimeWindow times = new TimeWindow();

    private final Map<String, JsonNode> awaited = new HashMap<>();

    /** Microseconds since the epoch. */
    private record Window(long from, long to) {}

    private Window window = new Window(Long.MIN_VALUE, Long.MAX_VALUE);

    /** Settles what the options say; before the first record. */
    void begin(Clock clock) {
        Instant now = clock.instant();
        window = new Window(
                times.from(now).map(RecordFilter::micros).orElse(Long.MIN_VALUE),
                times.until(now).map(RecordFilter::micros).orElse(Long.MAX_VALUE));
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
        boolean kind = kinds.isEmpty() || kinds.contains(text(record, "k"));
        return kind && within(record) ? Optional.of(new Chosen(record, statement)) : Optional.empty();
    }

    /** Whether every outcome is wanted, also one whose statement was not seen. */
    private boolean unspecific() {
        return identities.isEmpty()
                && databases.isEmpty()
                && relations.isEmpty()
                && effects.isEmpty()
                && decisions.isEmpty()
                && sessions.isEmpty()
                && !refused;
    }

    private boolean within(JsonNode record) {
        long micros = record.path("ts").asLong();
        return micros >= window.from && micros < window.to;
    }

    private boolean matches(JsonNode record) {
        return one(identities, Stream.concat(Stream.of(text(record.path("sub"), "id")), texts(record.at("/sub/obo"))))
                && one(databases, Stream.of(text(record.path("db"), "name")))
                && one(relations, used(record))
                && one(effects, texts(record.at("/st/eff")))
                && one(decisions, Stream.of(text(record.path("dec"), "eff")))
                && one(sessions, Stream.of(text(record, "ses")))
                && (!refused || REFUSALS.contains(text(record, "k")));
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
