package dev.sallyport.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A map in a YAML file, read either by known keys, with {@link #close} at the end, or as a whole by {@link #entries}.
 * Keys given twice are reported when the map is made.
 */
public final class YamlMap {

    private final YamlFile file;
    private final String path;
    private final String inWhat;
    private final Place place;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    /** A key with its value. The key is a value too, for its place. */
    public record Entry(String name, YamlValue key, YamlValue value) {}

    YamlMap(YamlFile file, String path, String inWhat, MappingNode node, Place place) {
        this.file = file;
        this.path = path;
        this.inWhat = inWhat;
        this.place = place;
        for (NodeTuple tuple : node.getValue()) {
            YamlValue key = new YamlValue(file, path, "key", tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                key.report("a key must be a word, not " + key.kind());
            } else if (entries.containsKey(name.getValue())) {
                key.report("key '" + name.getValue() + "' is given twice");
            } else {
                YamlValue value = new YamlValue(file, at(name.getValue()), name.getValue(), tuple.getValueNode());
                entries.put(name.getValue(), new Entry(name.getValue(), key, value));
            }
        }
    }

    public Place place() {
        return place;
    }

    public void report(String message) {
        file.report(place.problem(message));
    }

    /** All entries, for a map whose keys are free names. The path of the values has {@code *} for the name. */
    public List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        entries.forEach((name, entry) ->
                all.add(new Entry(name, entry.key(), entry.value().at(at("*")))));
        return all;
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    public Optional<YamlValue> find(String key) {
        known.add(key);
        file.ask(at(key));
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /** As {@link #find}, and reports when the key is missing. */
    public Optional<YamlValue> need(String key) {
        Optional<YamlValue> value = find(key);
        if (value.isEmpty()) {
            report("key '" + key + "' is missing" + inWhat);
        }
        return value;
    }

    /** The text of a key that must be there; empty text after a problem. */
    public String text(String key) {
        return need(key).flatMap(YamlValue::text).orElse("");
    }

    public String text(String key, String otherwise) {
        return find(key).flatMap(YamlValue::text).orElse(otherwise);
    }

    public boolean flag(String key, boolean otherwise) {
        return find(key).flatMap(YamlValue::flag).orElse(otherwise);
    }

    public Duration duration(String key, Duration otherwise) {
        return find(key).flatMap(YamlValue::duration).orElse(otherwise);
    }

    public long bytes(String key, long least, long most, long otherwise) {
        Optional<YamlValue> value = find(key);
        return value.isPresent() ? value.get().bytes(least, most).orElse(otherwise) : otherwise;
    }

    public int number(String key, int least, int most, int otherwise) {
        Optional<YamlValue> value = find(key);
        return value.isPresent() ? (int) value.get().number(least, most).orElse(otherwise) : otherwise;
    }

    public <T> T oneOf(String key, Map<String, T> words, T otherwise) {
        return find(key).flatMap(value -> value.oneOf(words)).orElse(otherwise);
    }

    /** The texts of a list; none when the key is missing. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (YamlValue element : list(key)) {
            element.text().ifPresent(texts::add);
        }
        return texts;
    }

    public List<YamlValue> list(String key) {
        return find(key).map(YamlValue::list).orElse(List.of());
    }

    /** The entries of a part whose keys are free names; none when the key is missing. */
    public List<Entry> entries(String key) {
        return find(key).flatMap(YamlValue::map).map(YamlMap::entries).orElse(List.of());
    }

    /** A part that is a map of its own; read as an empty one when the key is missing. */
    public <T> T part(String key, Function<YamlMap, T> reader, T otherwise) {
        return find(key).flatMap(YamlValue::map).map(reader).orElse(otherwise);
    }

    /** Reports every key that nobody has asked for. */
    public void close() {
        for (Entry entry : entries.values()) {
            if (!known.contains(entry.name())) {
                entry.key()
                        .report("unknown key '" + entry.name() + "'" + Suggestion.text(entry.name(), known)
                                + "; known here: " + String.join(", ", known));
            }
        }
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
