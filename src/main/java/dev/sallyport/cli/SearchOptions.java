package dev.sallyport.cli;

import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.Measure;
import dev.sallyport.audit.search.Question;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.Units;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what is looked for. */
final class SearchOptions {

    /** Of words, and of values that stand for any ending: the index takes 1,024 parts of a question. */
    private static final int MAX_PARTS = 500;

    @Mixin
    private Criteria wanted = new Criteria();

    @Option(names = "--behalf", paramLabel = "IDENTITY", description = "What others did on its behalf.")
    private List<String> behalf = new ArrayList<>();

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "Statements that used it: public.orders.total, orders.total, or total.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "Statements that touched data classified so: pii.email, or pii with all under it.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--purpose", paramLabel = "PURPOSE", description = "What was done for this purpose.")
    private List<String> purposes = new ArrayList<>();

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "Statements that this rule decided: analysts/deny-3, or analysts for the policy's rules.")
    private List<String> rules = new ArrayList<>();

    @Option(names = "--fingerprint", paramLabel = "HEX", description = "Statements that differ in literals only.")
    private List<String> fingerprints = new ArrayList<>();

    @Option(
            names = "--text",
            paramLabel = "WORDS",
            description = "Statements with all these words in their text, in any order; drop* finds dropped too.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--rows", paramLabel = "COUNT", description = "Statements that gave at least so many rows.")
    private Optional<Long> rows = Optional.empty();

    @Option(names = "--bytes", paramLabel = "SIZE", description = "Statements that gave at least so much: 10MiB.")
    private Optional<String> bytes = Optional.empty();

    @Option(names = "--affected", paramLabel = "COUNT", description = "Statements that changed at least so many rows.")
    private Optional<Long> affected = Optional.empty();

    @Option(names = "--slower", paramLabel = "TIME", description = "Statements that took at least so long: 200ms.")
    private Optional<String> slower = Optional.empty();

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Any other field, such as code=42501, status=unknown, location=frankfurt, transfer=us>eu,"
                    + " group=dba, task=T-17, masked=public.customers.email, function=pg_read_file. A * at the end of a value"
                    + " stands for any ending, here and above.")
    private List<String> where = new ArrayList<>();

    /** @param people who the pseudonyms are */
    Question question(Persons people, Clock clock) {
        Map<Field, List<String>> any = new EnumMap<>(Field.class);
        put(
                any,
                Field.PERSON,
                wanted.identities().stream().map(people::pseudonym).toList());
        put(any, Field.BEHALF, behalf.stream().map(people::pseudonym).toList());
        put(any, Field.DATABASE, wanted.databases());
        put(any, Field.RELATION, wanted.relations());
        put(any, Field.COLUMN, columns);
        put(any, Field.TAG, tags);
        put(any, Field.PURPOSE, purposes);
        put(any, Field.DECISION, wanted.decisions());
        put(any, Field.RULE, rules);
        put(any, Field.EFFECT, wanted.effects());
        put(any, Field.FINGERPRINT, fingerprints);
        put(any, Field.SESSION, wanted.sessions());
        put(any, Field.KIND, wanted.refused() ? Criteria.REFUSALS : wanted.kinds());
        if (wanted.refused() && !wanted.kinds().isEmpty()) {
            throw CommandFailure.usage(
                    "--refused and --kind are both given", "--refused is --kind q.deny --kind auth.fail.");
        }
        where.forEach(condition -> where(condition, any));
        long parts = words().size()
                + any.values().stream()
                        .flatMap(List::stream)
                        .filter(value -> value.endsWith("*"))
                        .count();
        if (parts > MAX_PARTS) {
            throw CommandFailure.usage(
                    "it is looked for " + parts + " words and beginnings of values, and " + MAX_PARTS + " can be",
                    "Ask for some at a time.");
        }
        Instant now = clock.instant();
        return new Question(
                any,
                words(),
                least(),
                wanted.window().from(now),
                wanted.window().until(now));
    }

    private static void put(Map<Field, List<String>> any, Field field, List<String> values) {
        if (!values.isEmpty()) {
            any.put(field, values);
        }
    }

    private static void where(String condition, Map<Field, List<String>> any) {
        int sign = condition.indexOf('=');
        if (sign <= 0) {
            throw CommandFailure.usage("--where '" + condition + "' is no condition", "Write it as FIELD=VALUE.");
        }
        Field field = field(condition.substring(0, sign));
        List<String> values = new ArrayList<>(any.getOrDefault(field, List.of()));
        values.add(condition.substring(sign + 1));
        any.put(field, values);
    }

    /** The field that somebody names; ends the command when there is none. */
    static Field field(String name) {
        List<String> names = Stream.of(Field.values()).map(Field::label).toList();
        return Field.of(name)
                .orElseThrow(() -> CommandFailure.usage(
                        "there is no field '" + name + "'" + Suggestion.text(name, names),
                        "The fields: " + String.join(", ", names)));
    }

    private List<String> words() {
        return texts.stream()
                .flatMap(text -> Stream.of(text.split("[^\\p{L}\\p{Nd}_$*]+")))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private Map<Measure, Long> least() {
        Map<Measure, Long> least = new EnumMap<>(Measure.class);
        rows.ifPresent(count -> least.put(Measure.ROWS, count));
        affected.ifPresent(count -> least.put(Measure.AFFECTED, count));
        bytes.ifPresent(text -> {
            OptionalLong size = Units.bytes(text);
            least.put(
                    Measure.BYTES,
                    size.orElseThrow(() -> CommandFailure.usage(
                            "--bytes '" + text + "' is no size", "Write it as 500, 64KiB or 10MiB.")));
        });
        slower.ifPresent(text -> least.put(
                Measure.DURATION,
                TimeUnit.MICROSECONDS.convert(Units.duration(text)
                        .orElseThrow(() -> CommandFailure.usage(
                                "--slower '" + text + "' is no duration", "Write it as 200ms, 5s or 1m.")))));
        return least;
    }
}
