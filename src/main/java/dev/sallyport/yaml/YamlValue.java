package dev.sallyport.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in a YAML file. Each reading method reports a problem to the file when the value is not of the asked kind, and
 * then returns empty, so that the reading goes on and finds the next problem.
 */
public final class YamlValue {

    private final YamlFile file;
    private final String path;
    private final String name;
    private final Node node;

    /**
     * @param path the keys that lead here, {@code *} for a free name
     * @param name what messages call the value; empty for a whole document
     */
    YamlValue(YamlFile file, String path, String name, Node node) {
        this.file = file;
        this.path = path;
        this.name = name;
        this.node = node;
    }

    /** The same value under another path. */
    YamlValue at(String other) {
        return new YamlValue(file, other, name, node);
    }

    public Place place() {
        return node.getStartMark()
                .map(mark -> new Place(file.name(), mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(new Place(file.name(), 1, 1));
    }

    public void report(String message) {
        file.report(place().problem(message));
    }

    /** Reports a problem inside a text value, such as a syntax error of an expression. */
    public void reportInside(int line, int column, String message) {
        file.report(inside(line, column).problem(message));
    }

    /** What kind of value it is, for messages. */
    String kind() {
        return switch (node) {
            case MappingNode _ -> "a map";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            default -> "a single value";
        };
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public Optional<YamlMap> map() {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new YamlMap(file, path, name.isEmpty() ? "" : " in " + what(), mapping, place()));
        }
        report(what() + " must be a map of keys and values, not " + kind());
        return Optional.empty();
    }

    /** The elements of a list. */
    public List<YamlValue> list() {
        if (node instanceof SequenceNode sequence) {
            List<YamlValue> elements = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                elements.add(new YamlValue(file, path + "[]", "an element of " + name, element));
            }
            return elements;
        }
        report(what() + " must be a list, such as [a, b], not " + kind());
        return List.of();
    }

    /** The text of a single value, a number or word too; not of an absent one. */
    public Optional<String> text() {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return Optional.of(scalar.getValue());
        }
        report(what() + " must be a text, not " + kind());
        return Optional.empty();
    }

    /** As {@link #text}, with {@code null} being the word that it is written as. */
    public Optional<String> word() {
        return node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()
                ? Optional.of(scalar.getValue())
                : text();
    }

    /** One of some words. */
    public <T> Optional<T> oneOf(Map<String, T> words) {
        Optional<String> written = word();
        Optional<T> found = written.flatMap(word -> Optional.ofNullable(words.get(word)));
        if (written.isPresent() && found.isEmpty()) {
            report(what() + " cannot be '" + written.get() + "'" + Suggestion.text(written.get(), words.keySet())
                    + "; it is one of "
                    + String.join(", ", words.keySet().stream().sorted().toList()));
        }
        return found;
    }

    public Optional<Boolean> flag() {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return Optional.of(Boolean.parseBoolean(scalar.getValue()));
        }
        report(what() + " must be true or false");
        return Optional.empty();
    }

    /** A whole number of the range, both ends included. */
    public OptionalLong number(long least, long most) {
        Optional<String> written = text();
        if (written.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(written.get());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, with the range, as a number out of it is.
        }
        report(what() + " must be a whole number in " + least + ".." + most + ", not '" + written.get() + "'");
        return OptionalLong.empty();
    }

    /** A time longer than zero. */
    public Optional<Duration> duration() {
        Optional<String> written = text();
        Optional<Duration> duration = written.flatMap(Units::duration).filter(Duration::isPositive);
        if (written.isPresent() && duration.isEmpty()) {
            report(what() + " must be a time such as 500ms, 30s, 10m, 2h or 1d, not '" + written.get() + "'");
        }
        return duration;
    }

    /** A size in bytes of the range, both ends included. */
    public OptionalLong bytes(long least, long most) {
        Optional<String> written = text();
        if (written.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong bytes = Units.bytes(written.get());
        if (bytes.isPresent() && bytes.getAsLong() >= least && bytes.getAsLong() <= most) {
            return bytes;
        }
        report(what() + " must be a size such as 16MiB, in " + least + ".." + most + " bytes, not '" + written.get()
                + "'");
        return OptionalLong.empty();
    }

    private String what() {
        return name.isEmpty() ? "a document" : name.startsWith("an element") ? name : "'" + name + "'";
    }

    /**
     * Where a place inside a text stands in the file. Exact for texts of one line and for literal blocks ({@code |});
     * elsewhere the lines have been folded, and the start of the value is the best that can be told.
     */
    private Place inside(int line, int column) {
        Place start = place();
        if (!(node instanceof ScalarNode scalar)) {
            return start;
        }
        if (scalar.getScalarStyle() == ScalarStyle.LITERAL) {
            int first = start.line() + 1;
            String text = file.line(first);
            int indent = text.length() - text.stripLeading().length();
            return new Place(start.file(), first + line - 1, indent + column);
        }
        int end = node.getEndMark().map(mark -> mark.getLine() + 1).orElse(-1);
        if (end != start.line()) {
            return start;
        }
        int quote = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        return new Place(start.file(), start.line(), start.column() + quote + column - 1);
    }
}
