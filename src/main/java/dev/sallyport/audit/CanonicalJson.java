package dev.sallyport.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Trees as records are written: members sorted, no blanks (RFC 8785, for strings, integers, booleans, arrays and objects). */
public final class CanonicalJson {

    private CanonicalJson() {}

    /** @throws IllegalArgumentException when there is anything else in the tree */
    public static byte[] of(JsonNode tree) {
        RecordBuffer out = new RecordBuffer();
        write(tree, out);
        return out.toBytes();
    }

    private static void write(JsonNode node, RecordBuffer out) {
        switch (node.getNodeType()) {
            case STRING -> out.string(node.stringValue());
            case BOOLEAN -> out.raw(node.booleanValue() ? "true" : "false");
            case NUMBER -> {
                if (!node.isIntegralNumber()) {
                    throw new IllegalArgumentException("records hold no fractions");
                }
                out.number(node.longValue());
            }
            case ARRAY -> array(node, out);
            case OBJECT -> object(node, out);
            case BINARY, MISSING, NULL, POJO ->
                throw new IllegalArgumentException("records hold no " + node.getNodeType());
        }
    }

    private static void array(JsonNode node, RecordBuffer out) {
        out.write('[');
        for (int at = 0; at < node.size(); at++) {
            if (at > 0) {
                out.write(',');
            }
            write(node.get(at), out);
        }
        out.write(']');
    }

    private static void object(JsonNode node, RecordBuffer out) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
        members.sort(Map.Entry.comparingByKey());
        out.write('{');
        for (int at = 0; at < members.size(); at++) {
            if (at > 0) {
                out.write(',');
            }
            out.string(members.get(at).getKey()).write(':');
            write(members.get(at).getValue(), out);
        }
        out.write('}');
    }
}
