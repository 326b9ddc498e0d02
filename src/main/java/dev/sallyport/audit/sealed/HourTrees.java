package dev.sallyport.audit.sealed;

import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The trees that statements of hours have their keys from. Not thread-safe. */
final class HourTrees {

    private final Hmac hmac = new Hmac();
    private final Map<Hour, Tree> all = new LinkedHashMap<>();

    /** One hour's. */
    record Tree(String unit, KeyTree keys) {

        /** A line of JSON for each node that is left. */
        Stream<String> lines() {
            return keys.nodes().entrySet().stream().map(node -> {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("unit", unit);
                line.put("at", node.getKey());
                line.put("node", Base64.getEncoder().encodeToString(node.getValue()));
                return JsonMapper.shared().writeValueAsString(line);
            });
        }
    }

    Optional<Tree> of(Hour hour) {
        return Optional.ofNullable(all.get(hour));
    }

    /** @throws IllegalArgumentException when there is no such hour, or no such place in a tree */
    Tree add(String unit, String at, byte[] node) {
        Hour hour = Hour.parse(unit).orElseThrow(() -> new IllegalArgumentException("no hour"));
        Tree tree = all.computeIfAbsent(hour, _ -> new Tree(unit, new KeyTree(hmac)));
        tree.keys().add(at, node);
        return tree;
    }

    Stream<String> lines() {
        return all.values().stream().flatMap(Tree::lines);
    }

    void puncture(Collection<SealedRecord> records) {
        for (SealedRecord record : records) {
            Hour.parse(record.hour())
                    .flatMap(this::of)
                    .ifPresent(tree -> tree.keys().puncture(record.label().bits()));
        }
    }

    /** @return whether there was one of them */
    boolean erase(Set<String> units) {
        return all.values().removeIf(tree -> units.contains(tree.unit()));
    }

    void retain(Retention kept) {
        if (kept.held().isEmpty()) {
            all.keySet().removeIf(hour -> kept.covers(hour.shelf()));
        }
        // Else those who are held need the trees, and what is not theirs has lost the other key that it takes.
    }
}
