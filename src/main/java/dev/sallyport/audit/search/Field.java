package dev.sallyport.audit.search;

import static dev.sallyport.audit.search.Event.text;
import static dev.sallyport.audit.search.Event.texts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What events are searched and counted by. */
@SuppressWarnings("ImmutableEnumChecker") // its functions hold nothing
public enum Field {
    /** The pseudonym of who did it. */
    IDENTITY(event -> one(text(event.record().path("sub"), "id"))),
    /** The pseudonyms of those on whose behalf. */
    BEHALF(event -> texts(event.record().path("sub").path("obo"))),
    /** The pseudonyms of both. */
    PERSON(event -> Event.persons(event.record().path("sub"))),
    /** human, service or agent. */
    TYPE(event -> one(text(event.record().path("sub"), "typ"))),
    GROUP(event -> texts(event.record().path("sub").path("grp"))),
    PURPOSE(event -> one(text(event.record().path("sub"), "pur"))),
    TASK(event -> one(text(event.record().path("sub"), "task"))),
    DATABASE(event -> one(text(event.record().path("db"), "name"))),
    RELATION(event -> objects(event, "rel"), Field::endings),
    /** With the relation's name before it. */
    COLUMN(Field::columns, Field::endings),
    FUNCTION(event -> objects(event, "fun"), Field::endings),
    /** Those of the classification. */
    TAG(event -> each(event.record().path("obj"), use -> texts(use.path("tag"))), Field::beginnings),
    /** The columns that came masked. */
    MASKED(event -> texts(event.record().path("dec").path("mask")), Field::endings),
    EFFECT(event -> texts(event.record().path("st").path("eff"))),
    COMMAND(event -> one(text(event.record().path("st"), "op"))),
    FINGERPRINT(event -> one(text(event.record().path("st"), "fp"))),
    DECISION(event -> one(text(event.record().path("dec"), "eff"))),
    RULE(event -> texts(event.record().path("dec").path("pol")), Field::policy),
    /** The version of the policies. */
    POLICIES(event -> one(text(event.record(), "cfg"))),
    LOCATION(event -> texts(event.record().path("dec").path("loc"))),
    /** From a jurisdiction to another, as {@code us>eu}. */
    TRANSFER(event ->
            each(event.record().path("dec").path("xfer"), one -> one(text(one, "from") + ">" + text(one, "to")))),
    /** The legal basis of transfers. */
    BASIS(event -> each(event.record().path("dec").path("xfer"), one -> one(text(one, "basis")))),
    METHOD(event -> one(text(event.record().path("src"), "auth"))),
    SESSION(event -> one(text(event.record(), "ses"))),
    KIND(event -> one(event.kind())),
    STATUS(event -> one(event.status())),
    /** The SQLSTATE. */
    CODE(event -> one(text(event.result(), "code"))),
    NODE(event -> one(text(event.record(), "node"))),
    /** The day in UTC, as 2026-11-24. */
    DAY(event -> one(event.time().toString().substring(0, "2026-11-24".length())));

    private final Function<Event, Collection<String>> values;
    private final Function<String, Collection<String>> names;
    private final boolean named;
    private final String label = name().toLowerCase(Locale.ROOT);

    Field(Function<Event, Collection<String>> values) {
        this.values = values;
        this.names = _ -> List.of();
        this.named = false;
    }

    /** @param names what a value is also found by */
    Field(Function<Event, Collection<String>> values, Function<String, Collection<String>> names) {
        this.values = values;
        this.names = names;
        this.named = true;
    }

    /** The word for it. */
    public String label() {
        return label;
    }

    public static Optional<Field> of(String label) {
        return Stream.of(values()).filter(field -> field.label.equals(label)).findFirst();
    }

    /** What an event has, each once. */
    Collection<String> values(Event event) {
        Collection<String> found = values.apply(event);
        if (found.size() < 2) {
            return found.contains("") ? List.of() : found;
        }
        Set<String> distinct = new LinkedHashSet<>(found);
        distinct.remove("");
        return distinct;
    }

    /** Whether a value is also found by other names. */
    boolean named() {
        return named;
    }

    /** The values, and the shorter names that they are also found by. */
    Set<String> terms(Collection<String> found) {
        Set<String> terms = new LinkedHashSet<>(found);
        found.forEach(value -> terms.addAll(names.apply(value)));
        terms.remove("");
        return terms;
    }

    /** {@code public.customers.email} is also found as {@code customers.email} and {@code email}. */
    private static List<String> endings(String name) {
        List<String> endings = new ArrayList<>();
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            endings.add(name.substring(dot + 1));
        }
        return endings;
    }

    /** {@code pii.email} is also found as {@code pii}. */
    private static List<String> beginnings(String tag) {
        List<String> beginnings = new ArrayList<>();
        for (int dot = tag.indexOf('.'); dot >= 0; dot = tag.indexOf('.', dot + 1)) {
            beginnings.add(tag.substring(0, dot));
        }
        return beginnings;
    }

    /** {@code support-agents/deny-3} is also found as {@code support-agents}. */
    private static List<String> policy(String rule) {
        return List.of(rule.substring(0, Math.max(0, rule.indexOf('/'))));
    }

    private static List<String> one(String value) {
        return List.of(value);
    }

    private static List<String> objects(Event event, String member) {
        return each(event.record().path("obj"), use -> one(text(use, member)));
    }

    private static List<String> columns(Event event) {
        return each(event.record().path("obj"), use -> {
            String relation = text(use, "rel") + ".";
            return texts(use.path("cols")).stream().map(relation::concat).toList();
        });
    }

    /** Without streams: this is done for every statement that there was. */
    private static List<String> each(JsonNode array, Function<JsonNode, List<String>> values) {
        if (array.isEmpty()) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        for (JsonNode element : array) {
            all.addAll(values.apply(element));
        }
        return all;
    }
}
