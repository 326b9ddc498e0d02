package dev.sallyport.policy;

import dev.sallyport.statement.Effect;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.MaskText;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the entries of a policy's {@code rules}. */
final class RuleReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
    private static final List<String> KINDS =
            List.of("allow", "deny", "mask", "rows", "limit", "transfer", "no-transfer");

    /** Planned kinds of rules and limits. They are known, so that nobody believes in one that does nothing. */
    private static final Set<String> LATER_RULES = Set.of("approve", "hold", "notify", "filter");

    private static final List<String> LIMITS =
            List.of("rows", "bytes", "time", "changed", "rows_per_day", "bytes_per_day");
    private static final String ALL = "all";

    /** Effects that functions can have: with others, a name without a dot can only be a mistake. */
    private static final Set<Effect> OF_FUNCTIONS = EnumSet.of(
            Effect.CALL,
            Effect.SERVER_IO,
            Effect.ADMIN,
            Effect.REPLICATION,
            Effect.SESSION,
            Effect.LOCK,
            Effect.UPDATE);

    private final Conditions conditions;
    private final JurisdictionReader jurisdictions;
    private final MaskReader masks;

    RuleReader(Conditions conditions, JurisdictionReader jurisdictions, MaskText expressions) {
        this.conditions = conditions;
        this.jurisdictions = jurisdictions;
        this.masks = new MaskReader(expressions);
    }

    /** @param place which entry of its policy it is, from 1 */
    Optional<Rule> read(YamlValue value, String policy, int place) {
        Optional<YamlMap> map = value.map();
        if (map.isEmpty()) {
            return Optional.empty();
        }
        for (String later : LATER_RULES) {
            if (map.get().has(later)) {
                value.report(
                        "'" + later + "' rules are not available yet; a rule has one of " + String.join(", ", KINDS));
                return Optional.empty();
            }
        }
        List<String> kinds = KINDS.stream().filter(map.get()::has).toList();
        if (kinds.size() != 1) {
            value.report("a rule has exactly one of " + String.join(", ", KINDS) + ", and this one has "
                    + (kinds.isEmpty() ? "none" + near(map.get()) : String.join(" and ", kinds)));
            return Optional.empty();
        }
        Optional<Rule> rule = read(kinds.getFirst(), map.get(), policy, place);
        map.get().close();
        return rule;
    }

    private static String near(YamlMap map) {
        return map.entries().stream()
                .map(entry -> Suggestion.text(entry.name(), KINDS))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private Optional<Rule> read(String kind, YamlMap map, String policy, int place) {
        RuleId id = new RuleId(policy, name(map, kind + "-" + place));
        Optional<YamlValue> body = map.find(kind);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        return switch (kind) {
            case "allow" -> {
                Set<Effect> effects = effects(body.get());
                yield Optional.of(
                        new Rule.Allow(id, effects, saysAll(body.get()), scope(map, effects), when(map, true)));
            }
            case "deny" -> {
                Set<Effect> effects = effects(body.get());
                yield Optional.of(new Rule.Deny(
                        id,
                        effects,
                        scope(map, effects),
                        when(map, true),
                        map.find("message").flatMap(YamlValue::text),
                        map.find("hint").flatMap(YamlValue::text)));
            }
            case "mask" -> masking(id, body.get(), map);
            case "rows" -> rows(id, body.get(), map);
            case "transfer" -> transfer(id, body.get(), map.need("basis").flatMap(YamlValue::text), when(map, false));
            case "no-transfer" -> transfer(id, body.get(), Optional.empty(), when(map, false));
            case "limit" ->
                limits(id, body.get())
                        .map(limits -> new Rule.Limiting(
                                id, scope(map, EnumSet.allOf(Effect.class)), limits, when(map, true)));
            default -> throw new AssertionError("no rule is of kind " + kind);
        };
    }

    private static String name(YamlMap map, String otherwise) {
        Optional<YamlValue> value = map.find("name");
        if (value.isEmpty()) {
            return otherwise;
        }
        Optional<String> name = value.get().text();
        if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
            value.get().report("a rule's name has letters, digits, '-', '_' and '.', not '" + name.get() + "'");
        }
        return name.orElse(otherwise);
    }

    private Condition when(YamlMap map, boolean statementKnown) {
        return map.find("when")
                .map(
                        value -> conditions.read(
                                value,
                                statementKnown,
                                "masks and filters hold for a whole session; ask about principal, task, session and database only"))
                .orElse(new Condition.Always());
    }

    /** The elements of a list, or the value itself where somebody wrote one without brackets. */
    static List<YamlValue> oneOrMore(YamlValue value) {
        return value.isList() ? value.list() : List.of(value);
    }

    private static boolean saysAll(YamlValue value) {
        return oneOrMore(value).stream()
                .anyMatch(element -> element.text().map(ALL::equals).orElse(false));
    }

    private static Set<Effect> effects(YamlValue value) {
        Map<String, Set<Effect>> words = new HashMap<>();
        for (Effect effect : Effect.values()) {
            words.put(effect.label(), EnumSet.of(effect));
        }
        words.put(ALL, EnumSet.allOf(Effect.class));
        Set<Effect> effects = EnumSet.noneOf(Effect.class);
        List<YamlValue> elements = oneOrMore(value);
        for (YamlValue element : elements) {
            element.oneOf(words).ifPresent(effects::addAll);
        }
        if (elements.isEmpty()) {
            value.report("a rule needs at least one effect, or 'all'");
        }
        return effects;
    }

    private static Scope scope(YamlMap map, Set<Effect> effects) {
        Optional<YamlValue> on = map.find("on");
        if (on.isEmpty()) {
            return new Scope.Everything();
        }
        List<ObjectPattern> patterns = new ArrayList<>();
        boolean everything = false;
        List<YamlValue> elements = oneOrMore(on.get());
        for (YamlValue element : elements) {
            Optional<String> text = element.text();
            if (text.isPresent() && text.get().equals("*")) {
                everything = true;
            } else if (text.isPresent()) {
                objectPattern(text.get(), element, effects).ifPresent(patterns::add);
            }
        }
        if (elements.isEmpty()) {
            on.get().report("'on' names nothing; leave it out to mean everything");
        }
        return everything ? new Scope.Everything() : new Scope.Named(patterns);
    }

    private static Optional<ObjectPattern> objectPattern(String text, YamlValue value, Set<Effect> effects) {
        Optional<List<Glob>> parts = NameParts.of(text);
        int count = parts.map(List::size).orElse(0);
        if (parts.isPresent() && count == 2) {
            return Optional.of(new ObjectPattern(
                    Optional.of(parts.get().getFirst()), parts.get().getLast()));
        }
        if (parts.isPresent() && count == 1) {
            boolean canBeFunction = effects.stream().anyMatch(OF_FUNCTIONS::contains);
            if (canBeFunction) {
                return Optional.of(
                        new ObjectPattern(Optional.empty(), parts.get().getFirst()));
            }
            value.report("'" + text + "' names no relation: write schema.relation, such as public." + text);
            return Optional.empty();
        }
        value.report(
                "'" + text + "' is not schema.relation or a function's name; * stands for any, and \"a.b\" quotes");
        return Optional.empty();
    }

    static Optional<ObjectPattern> relationPattern(String text, YamlValue value) {
        Optional<List<Glob>> parts = NameParts.of(text);
        if (parts.isEmpty() || parts.get().size() != 2) {
            value.report("'" + text + "' is not schema.relation, such as public.customers");
            return Optional.empty();
        }
        return Optional.of(new ObjectPattern(
                Optional.of(parts.get().getFirst()), parts.get().getLast()));
    }

    static Optional<Rule.ColumnPattern> columnPattern(String text, YamlValue value) {
        Optional<List<Glob>> parts = NameParts.of(text);
        if (parts.isEmpty() || parts.get().size() != 3) {
            value.report("'" + text + "' is not schema.relation.column, such as public.customers.email");
            return Optional.empty();
        }
        List<Glob> names = parts.get();
        return Optional.of(new Rule.ColumnPattern(names.get(0), names.get(1), names.get(2), text, value.place()));
    }

    private Optional<Rule> masking(RuleId id, YamlValue body, YamlMap map) {
        Optional<Mask> mask = masks.read(map);
        Condition when = when(map, false);
        if (map.has("on")) {
            body.report("a mask has no 'on': it names its columns by tags or columns");
            map.find("on");
        }
        Optional<YamlMap> target = body.map();
        if (target.isEmpty()) {
            return Optional.empty();
        }
        List<String> tags = new ArrayList<>();
        List<Rule.ColumnPattern> columns = new ArrayList<>();
        for (YamlValue tag :
                target.get().find("tags").map(RuleReader::oneOrMore).orElse(List.of())) {
            PolicyReader.tag(tag).ifPresent(tags::add);
        }
        for (YamlValue column :
                target.get().find("columns").map(RuleReader::oneOrMore).orElse(List.of())) {
            column.text().flatMap(text -> columnPattern(text, column)).ifPresent(columns::add);
        }
        target.get().close();
        if (!target.get().has("tags") && !target.get().has("columns")) {
            body.report("a mask needs 'tags' or 'columns'");
        }
        boolean writable = map.find("writes")
                .flatMap(value -> value.oneOf(Map.of("allowed", true, "denied", false)))
                .orElse(false);
        Place place = map.find("with")
                .or(() -> map.find("mode"))
                .map(YamlValue::place)
                .orElse(body.place());
        return mask.map(known -> new Rule.Masking(id, tags, columns, known, writable, when, place));
    }

    private Optional<Rule> rows(RuleId id, YamlValue body, YamlMap map) {
        Optional<RowTemplate> where = map.need("where").flatMap(conditions::rows);
        Condition when = when(map, false);
        List<Rule.RelationPattern> on = new ArrayList<>();
        for (YamlValue relation : oneOrMore(body)) {
            relation.text()
                    .ifPresent(text -> relationPattern(text, relation)
                            .ifPresent(pattern -> on.add(new Rule.RelationPattern(pattern, text, relation.place()))));
        }
        if (oneOrMore(body).isEmpty()) {
            body.report("a filter of rows names at least one relation");
        }
        return where.map(template -> new Rule.Rows(id, on, template, when));
    }

    private Optional<Rule> transfer(RuleId id, YamlValue body, Optional<String> basis, Condition when) {
        return body.map().map(map -> {
            String from = map.text("from");
            String to = map.text("to");
            map.find("from").ifPresent(value -> jurisdictions.mention(from, value));
            map.find("to").ifPresent(value -> jurisdictions.mention(to, value));
            map.close();
            return new Rule.Transferring(id, from, to, basis, when);
        });
    }

    private static Optional<Limits> limits(RuleId id, YamlValue body) {
        Optional<YamlMap> map = body.map();
        if (map.isEmpty()) {
            return Optional.empty();
        }
        YamlMap limits = map.get();
        if (limits.has("cost")) {
            limits.find("cost")
                    .ifPresent(value -> value.report(
                            "the limit 'cost' is not available yet; there are " + String.join(", ", LIMITS)));
        } else if (LIMITS.stream().noneMatch(limits::has)) {
            body.report("a limit needs one of " + String.join(", ", LIMITS));
        }
        Limits.Daily daily = new Limits.Daily(id, count(limits, "rows_per_day"), bytes(limits, "bytes_per_day"));
        Limits read = new Limits(
                count(limits, "rows"),
                bytes(limits, "bytes"),
                limits.find("time").flatMap(YamlValue::duration),
                count(limits, "changed"),
                daily.rows().isPresent() || daily.bytes().isPresent() ? List.of(daily) : List.of());
        limits.close();
        return Optional.of(read);
    }

    private static OptionalLong count(YamlMap limits, String name) {
        Optional<YamlValue> value = limits.find(name);
        return value.isPresent() ? value.get().number(0, Long.MAX_VALUE) : OptionalLong.empty();
    }

    private static OptionalLong bytes(YamlMap limits, String name) {
        Optional<YamlValue> value = limits.find(name);
        return value.isPresent() ? value.get().bytes(0, Long.MAX_VALUE) : OptionalLong.empty();
    }
}
