package dev.sallyport.classify;

import dev.sallyport.classify.detect.Detector;
import dev.sallyport.classify.detect.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is inside the JSON documents of a column, by key. Keys can be values themselves, as in a map by e-mail address:
 * so they are judged as values, too, and evidence tells the word of the vocabulary and not the key.
 */
final class DocumentStudy {

    /** Documents with more keys than this are maps: the rest is judged together. */
    private static final int MOST_KEYS = 64;

    /** Enough of a long list to see what is in it. */
    private static final int MOST_ELEMENTS = 50;

    private static final int MOST_DEPTH = 6;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Vocabulary vocabulary;
    private final List<Detector> detectors;
    private final Map<String, ValueStudy> keys = new LinkedHashMap<>();
    private final ValueStudy others;
    private final ValueStudy keysAsValues;

    DocumentStudy(Vocabulary vocabulary, List<Detector> detectors) {
        this.vocabulary = vocabulary;
        this.detectors = detectors;
        this.others = nameless();
        this.keysAsValues = nameless();
    }

    private ValueStudy nameless() {
        return new ValueStudy(List.of(), new ValueStudy.Traits(false, false), detectors);
    }

    /** @param unnamed takes what stands in no object */
    void add(String json, ValueStudy unnamed) {
        try {
            walk(JSON.readTree(json), unnamed, 0);
        } catch (JacksonException strange) {
            // Such as numbers out of any range. Its message would quote the value.
            return;
        }
    }

    private void walk(JsonNode node, ValueStudy study, int depth) {
        if (node.isString() || node.isNumber()) {
            study.add(node.asString());
        } else if (depth < MOST_DEPTH && node.isArray()) {
            for (int i = 0; i < Math.min(node.size(), MOST_ELEMENTS); i++) {
                walk(node.get(i), study, depth + 1);
            }
        } else if (depth < MOST_DEPTH && node.isObject()) {
            int seen = 0;
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                if (seen++ < MOST_KEYS) {
                    keysAsValues.add(property.getKey());
                    walk(property.getValue(), key(property.getKey()), depth + 1);
                }
            }
        }
    }

    private ValueStudy key(String key) {
        ValueStudy known = keys.get(key);
        if (known != null) {
            return known;
        }
        if (keys.size() >= MOST_KEYS) {
            return others;
        }
        List<ValueStudy.Claimed> claims =
                vocabulary
                        .name(key)
                        .map(claim -> new ValueStudy.Claimed(claim, new Evidence.JsonKey(claim.word())))
                        .stream()
                        .toList();
        ValueStudy study = new ValueStudy(
                claims, new ValueStudy.Traits(vocabulary.innocent(key), vocabulary.concealed(key)), detectors);
        keys.put(key, study);
        return study;
    }

    /** The surest finding of each kind under any key. */
    Map<Kind, Finding> findings(ValueStudy.Surroundings around) {
        Map<Kind, Finding> found = new EnumMap<>(Kind.class);
        List<ValueStudy> all = new ArrayList<>(keys.values());
        all.add(others);
        all.add(keysAsValues);
        ValueStudy.Surroundings inside =
                new ValueStudy.Surroundings(around.people(), around.besidePeople() || identify(all));
        for (ValueStudy study : all) {
            if (study.total() > 0) {
                study.findings(inside).forEach((kind, finding) -> found.merge(kind, told(finding), ValueStudy::surer));
            }
        }
        return found;
    }

    private static boolean identify(List<ValueStudy> all) {
        ValueStudy.Surroundings none = new ValueStudy.Surroundings(Optional.empty(), false);
        return all.stream()
                .flatMap(study -> study.findings(none).values().stream())
                .anyMatch(RelationStudy::identifies);
    }

    private static Finding told(Finding finding) {
        boolean named = finding.evidence().stream().anyMatch(Evidence.JsonKey.class::isInstance);
        if (named) {
            return finding;
        }
        List<Evidence> evidence = new ArrayList<>(List.of(new Evidence.JsonValues()));
        evidence.addAll(finding.evidence());
        return new Finding(finding.kind(), finding.confidence(), evidence);
    }
}
