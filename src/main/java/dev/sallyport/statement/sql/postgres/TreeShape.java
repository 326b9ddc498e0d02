package dev.sallyport.statement.sql.postgres;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which nodes a parse tree may have and what is in them. What is not listed is unknown. */
final class TreeShape {

    sealed interface Field {
        /** A number, text, truth value or enumeration. */
        record Value() implements Field {}

        /** A node of any type. */
        record AnyNode() implements Field {}

        record Nodes() implements Field {}

        /** A node of one type; the tree does not repeat the type. */
        record NodeOf(String type) implements Field {}
    }

    private final Map<String, Map<String, Field>> types = new HashMap<>();

    TreeShape() {
        for (List<String> words : Manifest.read("nodes.txt")) {
            Map<String, Field> fields = new LinkedHashMap<>();
            for (String word : words.subList(1, words.size())) {
                int colon = word.indexOf(':');
                if (colon < 0) {
                    fields.put(word, new Field.Value());
                } else {
                    fields.put(word.substring(0, colon), field(word.substring(colon + 1)));
                }
            }
            types.put(words.getFirst(), Map.copyOf(fields));
        }
    }

    private static Field field(String kind) {
        return switch (kind) {
            case "node" -> new Field.AnyNode();
            case "nodes" -> new Field.Nodes();
            default -> new Field.NodeOf(kind);
        };
    }

    /** The fields of a node type; empty when there is no such type. */
    Optional<Map<String, Field>> fields(String type) {
        return Optional.ofNullable(types.get(type));
    }
}
