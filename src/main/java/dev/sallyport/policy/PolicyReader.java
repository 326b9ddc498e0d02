package dev.sallyport.policy;

import dev.sallyport.statement.MaskText;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads policy and classification documents. Collects what it reads and reports what is wrong at its place; when
 * anything is wrong, what was collected must not be used.
 */
final class PolicyReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9_-]*(\\.[a-z0-9][a-z0-9_-]*)*");
    private static final Set<String> KINDS = Set.of("policy", "classification", "jurisdictions");

    private final RuleReader rules;
    private final JurisdictionReader jurisdictions = new JurisdictionReader();
    private final Conditions conditions;
    private final Map<String, Place> names = new HashMap<>();
    private final List<Policy> policies = new ArrayList<>();
    private final List<Policy.Classification> classifications = new ArrayList<>();

    PolicyReader(Conditions conditions, MaskText expressions) {
        this.conditions = conditions;
        this.rules = new RuleReader(conditions, jurisdictions, expressions);
    }

    List<Policy> policies() {
        return List.copyOf(policies);
    }

    /** For when all documents have been read. */
    Jurisdictions jurisdictions() {
        return jurisdictions.finish();
    }

    List<Policy.Classification> classifications() {
        return List.copyOf(classifications);
    }

    void read(YamlValue document) {
        Optional<YamlMap> found = document.map();
        if (found.isEmpty()) {
            return;
        }
        YamlMap map = found.get();
        if (map.has("policy")) {
            policies.add(policy(map));
        } else if (map.has("classification")) {
            classifications.add(classification(map));
        } else if (map.has("jurisdictions")) {
            jurisdictions.read(map);
        } else {
            String near = map.entries().stream()
                    .map(entry -> Suggestion.text(entry.name(), KINDS))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
            document.report("a document has one of the keys 'policy', 'classification' and 'jurisdictions'" + near);
        }
    }

    private Policy policy(YamlMap map) {
        String name = map.text("policy");
        map.find("policy").ifPresent(value -> unique(name, value));
        String description = map.text("description", "");
        Condition applies = map.find("applies")
                .map(value -> conditions.read(
                        value, false, "a policy applies to a session; ask about statements in the 'when' of a rule"))
                .orElse(new Condition.Always());
        Map<String, Place> databases = new LinkedHashMap<>();
        for (YamlValue database :
                map.find("databases").map(RuleReader::oneOrMore).orElse(List.of())) {
            database.text().ifPresent(text -> databases.put(text, database.place()));
        }
        if (map.has("databases") && databases.isEmpty()) {
            map.report("'databases' names none; leave it out to mean all");
        }
        List<Rule> read = new ArrayList<>();
        Set<RuleId> taken = new HashSet<>();
        List<YamlValue> entries = map.need("rules").map(YamlValue::list).orElse(List.of());
        for (int i = 0; i < entries.size(); i++) {
            YamlValue entry = entries.get(i);
            rules.read(entry, name, i + 1).ifPresent(rule -> {
                read.add(rule);
                if (!taken.add(rule.id())) {
                    entry.report("there are two rules " + rule.id() + "; a rule's name is its own in its policy");
                }
            });
        }
        map.close();
        return new Policy(name, description, applies, databases, read);
    }

    private void unique(String name, YamlValue value) {
        if (name.isEmpty()) {
            return;
        }
        if (!NAME.matcher(name).matches()) {
            value.report("a policy's name has letters, digits, '-', '_' and '.', not '" + name + "'");
        } else if (name.equals(RuleId.BUILT_IN)) {
            value.report("the name '" + name + "' belongs to the built-in rules");
        }
        Place first = names.putIfAbsent(name, value.place());
        if (first != null) {
            value.report("policy '" + name + "' is already defined at " + first);
        }
    }

    private Policy.Classification classification(YamlMap map) {
        String database = map.text("classification");
        Place place = map.find("classification").map(YamlValue::place).orElse(map.place());
        map.text("description", "");
        List<Policy.TaggedColumns> columns = new ArrayList<>();
        List<Policy.TaggedRelations> relations = new ArrayList<>();
        for (YamlMap.Entry entry : map.entries("columns")) {
            Set<String> tags = tags(entry.value());
            RuleReader.columnPattern(entry.name(), entry.key())
                    .ifPresent(pattern -> columns.add(new Policy.TaggedColumns(pattern, tags)));
        }
        for (YamlMap.Entry entry : map.entries("relations")) {
            Set<String> tags = tags(entry.value());
            RuleReader.relationPattern(entry.name(), entry.key())
                    .ifPresent(pattern -> relations.add(new Policy.TaggedRelations(
                            pattern, entry.name(), entry.key().place(), tags)));
        }
        List<Policy.Placed> placed = jurisdictions.placed(map);
        map.close();
        return new Policy.Classification(database, place, List.copyOf(columns), List.copyOf(relations), placed);
    }

    private static Set<String> tags(YamlValue value) {
        Set<String> tags = new HashSet<>();
        for (YamlValue element : RuleReader.oneOrMore(value)) {
            tag(element).ifPresent(tags::add);
        }
        return Set.copyOf(tags);
    }

    static Optional<String> tag(YamlValue value) {
        Optional<String> tag = value.text();
        if (tag.isPresent() && !TAG.matcher(tag.get()).matches()) {
            value.report("a tag is made of small letters, digits, '-', '_' and dots, such as pii.email, not '"
                    + tag.get() + "'");
            return Optional.empty();
        }
        return tag;
    }
}
