package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.sql.postgres.TreeShape.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A node of a parse tree, checked against the {@link TreeShape}: it has no field that is not listed. Every accessor that
 * meets a node of an unknown type throws {@link UnknownForm}.
 */
final class Node {

    private final TreeShape shape;
    private final String type;
    private final JsonNode body;
    private final Map<String, Field> fields;

    private Node(TreeShape shape, String type, JsonNode body) {
        this.shape = shape;
        this.type = type;
        this.body = body;
        fields = shape.fields(type).orElseThrow(() -> new UnknownForm("the form " + type + " is not known"));
        for (String name : body.propertyNames()) {
            if (!fields.containsKey(name)) {
                throw new UnknownForm("the part %s of %s is not known".formatted(name, type));
            }
        }
    }

    /** The statements of a text, each a RawStmt. */
    static List<Node> statements(JsonNode root, TreeShape shape) {
        List<Node> statements = new ArrayList<>();
        for (JsonNode statement : root.path("stmts")) {
            statements.add(new Node(shape, "RawStmt", statement));
        }
        return statements;
    }

    String type() {
        return type;
    }

    boolean is(String name) {
        return type.equals(name);
    }

    /** Whether the tree has the field; zero, false and empty ones are left out of it. */
    boolean has(String field) {
        return body.has(known(field));
    }

    /** A text or the name of an enumeration's member; empty when it is left out. */
    String text(String field) {
        return body.path(known(field)).asString("");
    }

    boolean flag(String field) {
        return body.path(known(field)).asBoolean(false);
    }

    int number(String field) {
        return body.path(known(field)).asInt(0);
    }

    /** Where it stands in the text, in bytes from 0; -1 when the grammar does not say. */
    int location() {
        return number("location");
    }

    Optional<Node> child(String field) {
        known(field);
        JsonNode value = body.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        return switch (kind(field)) {
            case Field.AnyNode _ -> unwrap(value);
            case Field.NodeOf(String of) -> Optional.of(new Node(shape, of, value));
            case Field.Value _, Field.Nodes _ -> throw new IllegalArgumentException(type + "." + field);
        };
    }

    /** The child, which the grammar always puts there. */
    Node required(String field) {
        return child(field).orElseThrow(() -> new UnknownForm("%s without %s".formatted(type, field)));
    }

    /** The list's nodes, without the empty places that stand for a missing element. */
    List<Node> list(String field) {
        List<Node> nodes = new ArrayList<>();
        for (JsonNode element : body.path(known(field))) {
            unwrap(element).ifPresent(nodes::add);
        }
        return nodes;
    }

    /** Every node right under this one, in the order of the tree. */
    List<Node> children() {
        List<Node> nodes = new ArrayList<>();
        for (String name : body.propertyNames()) {
            switch (kind(name)) {
                case Field.Value _ -> {}
                case Field.AnyNode _, Field.NodeOf _ -> child(name).ifPresent(nodes::add);
                case Field.Nodes _ -> nodes.addAll(list(name));
            }
        }
        return nodes;
    }

    /** The texts of a list of strings, such as the parts of a name. Other nodes in it are left out. */
    List<String> strings(String field) {
        return list(field).stream()
                .filter(node -> node.is("String"))
                .map(node -> node.text("sval"))
                .toList();
    }

    /** Whether two trees say the same, wherever they stand in the text. */
    boolean sameAs(Node other) {
        return type.equals(other.type) && same(body, other.body);
    }

    private static boolean same(JsonNode one, JsonNode other) {
        if (one.isArray()) {
            if (!other.isArray() || one.size() != other.size()) {
                return false;
            }
            for (int i = 0; i < one.size(); i++) {
                if (!same(one.get(i), other.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (!one.isObject()) {
            return one.equals(other);
        }
        for (String name : one.propertyNames()) {
            if (!name.equals("location") && !(other.has(name) && same(one.get(name), other.get(name)))) {
                return false;
            }
        }
        for (String name : other.propertyNames()) {
            if (!name.equals("location") && !one.has(name)) {
                return false;
            }
        }
        return true;
    }

    private Optional<Node> unwrap(JsonNode wrapped) {
        if (wrapped.size() > 1 || !wrapped.isObject()) {
            throw new UnknownForm("a node in " + type + " is not known");
        }
        for (Map.Entry<String, JsonNode> only : wrapped.properties()) {
            return Optional.of(new Node(shape, only.getKey(), only.getValue()));
        }
        return Optional.empty();
    }

    private String known(String field) {
        kind(field);
        return field;
    }

    private Field kind(String field) {
        Field kind = fields.get(field);
        if (kind == null) {
            throw new IllegalArgumentException(type + " has no field " + field);
        }
        return kind;
    }
}
