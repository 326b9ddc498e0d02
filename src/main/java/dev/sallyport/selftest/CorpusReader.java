package dev.sallyport.selftest;

import dev.sallyport.selftest.Entry.Compare;
import dev.sallyport.selftest.Entry.Expect;
import dev.sallyport.selftest.Entry.Kind;
import dev.sallyport.selftest.Entry.Leaks;
import dev.sallyport.selftest.Entry.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a corpus file. Line by line:
 *
 * <pre>
 * # a comment
 * -- default kind: attack            an attribute of all entries that follow
 * -- name: upper case                an entry; its attributes and then its text follow
 * -- leaks: data
 * select upper(ssn)
 *   from customers
 * ;                                  a line of its own: the next step
 * select 1
 * -- input                           what follows is COPY data for this step
 * -- each: string functions          every line that follows, up to the next such head, is an entry of its own;
 * select lower(ssn) from customers   steps on one line are divided by " ;; "
 * </pre>
 *
 * Everything else is text of a statement, SQL comments too.
 */
public final class CorpusReader {

    private static final String NAME = "-- name:";
    private static final String EACH = "-- each:";
    private static final String DEFAULT = "-- default ";
    private static final String INPUT = "-- input";
    private static final List<String> ATTRIBUTES =
            List.of("kind", "leaks", "compare", "transaction", "varies", "expect", "since", "until", "open");
    private static final int OLDEST_SERVER = 13;
    private static final int NAME_CHARACTERS = 160;

    private final String file;
    private final Map<String, String> defaults = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private Head head = Head.NONE;

    /** An entry, or a group of them, that is being read. */
    private record Head(int line, String name, boolean each, Map<String, String> attributes, List<Line> body) {
        static final Head NONE = new Head(0, "", false, Map.of(), List.of());
    }

    private record Line(int number, String text) {}

    private CorpusReader(String file) {
        this.file = file;
    }

    /**
     * The entries in order.
     *
     * @param file the name that problems are told by
     * @throws CorpusProblem when the text is not in the form
     */
    public static List<Entry> read(String file, String text) {
        CorpusReader reader = new CorpusReader(file);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            reader.line(new Line(++number, line.stripTrailing()));
        }
        reader.finish();
        return List.copyOf(reader.entries);
    }

    private void line(Line line) {
        String text = line.text();
        if (text.startsWith("#")) {
            return;
        }
        if (text.startsWith(NAME) || text.startsWith(EACH)) {
            finish();
            boolean each = text.startsWith(EACH);
            String name = text.substring(NAME.length()).strip();
            if (name.isEmpty()) {
                throw problem(line.number(), "an entry needs a name");
            }
            head = new Head(line.number(), name, each, new LinkedHashMap<>(defaults), new ArrayList<>());
        } else if (text.startsWith(DEFAULT)) {
            finish();
            attribute(line, text.substring(DEFAULT.length()), defaults);
        } else if (head.line() == 0) {
            if (!text.isEmpty()) {
                throw problem(line.number(), "a statement without \"-- name:\" or \"-- each:\" before it");
            }
        } else if (head.body().isEmpty() && text.startsWith("-- ") && text.indexOf(':') > 0) {
            attribute(line, text.substring(3), head.attributes());
        } else if (!text.isEmpty() || !head.body().isEmpty()) {
            head.body().add(line);
        }
    }

    private void attribute(Line line, String text, Map<String, String> into) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text.strip() : text.substring(0, colon).strip();
        String value = colon < 0 ? "" : text.substring(colon + 1).strip();
        if (!ATTRIBUTES.contains(name)) {
            throw problem(line.number(), "no attribute is called \"" + name + "\"; there are " + ATTRIBUTES);
        }
        if (value.isEmpty()) {
            throw problem(line.number(), "attribute \"" + name + "\" needs a value");
        }
        into.put(name, value);
    }

    private void finish() {
        Head read = head;
        head = Head.NONE;
        if (read.line() == 0) {
            return;
        }
        while (!read.body().isEmpty() && read.body().getLast().text().isEmpty()) {
            read.body().removeLast();
        }
        if (read.body().isEmpty()) {
            throw problem(read.line(), "entry \"" + read.name() + "\" has no statement");
        }
        if (read.each()) {
            for (Line line : read.body()) {
                if (!line.text().isEmpty()) {
                    add(read, line.number(), read.name() + ": " + shortened(line.text()), onOneLine(line));
                }
            }
        } else {
            add(read, read.line(), read.name(), onLines(read.body()));
        }
    }

    private static String shortened(String text) {
        return text.length() <= NAME_CHARACTERS ? text : text.substring(0, NAME_CHARACTERS - 3) + "...";
    }

    private List<Step> onOneLine(Line line) {
        return Arrays.stream(line.text().split(" ;; ", -1))
                .map(sql -> step(line.number(), sql, ""))
                .toList();
    }

    private List<Step> onLines(List<Line> body) {
        List<Step> steps = new ArrayList<>();
        List<String> sql = new ArrayList<>();
        StringBuilder input = new StringBuilder();
        boolean data = false;
        for (Line line : body) {
            if (line.text().equals(";")) {
                steps.add(step(line.number(), String.join("\n", sql), input.toString()));
                sql.clear();
                input.setLength(0);
                data = false;
            } else if (line.text().equals(INPUT)) {
                data = true;
            } else if (data) {
                input.append(line.text()).append('\n');
            } else {
                sql.add(line.text());
            }
        }
        steps.add(step(body.getLast().number(), String.join("\n", sql), input.toString()));
        return steps;
    }

    private Step step(int line, String sql, String input) {
        if (sql.isBlank()) {
            throw problem(line, "a step without a statement");
        }
        return new Step(sql, input);
    }

    private void add(Head read, int line, String name, List<Step> steps) {
        for (Entry other : entries) {
            if (other.name().equals(name)) {
                throw problem(line, "\"" + name + "\" is there already, at " + other.place());
            }
        }
        Map<String, String> of = read.attributes();
        if (!of.containsKey("kind")) {
            throw problem(line, "\"" + name + "\" needs a kind: attack or innocent");
        }
        int since = version(read, "since", OLDEST_SERVER);
        int until = version(read, "until", Entry.NO_END);
        if (until < since) {
            throw problem(read.line(), "until " + until + " is before since " + since);
        }
        entries.add(new Entry(
                file + ":" + line,
                name,
                word(read, "kind", Kind.class, Kind.ATTACK),
                word(read, "leaks", Leaks.class, Leaks.DATA),
                word(read, "compare", Compare.class, Compare.MASKED),
                steps,
                flag(read, "transaction", true),
                flag(read, "varies", false),
                word(read, "expect", Expect.class, Expect.ANY),
                since,
                until,
                Optional.ofNullable(of.get("open"))));
    }

    private <E extends Enum<E>> E word(Head read, String attribute, Class<E> type, E otherwise) {
        String value = read.attributes().get(attribute);
        if (value == null) {
            return otherwise;
        }
        for (E one : type.getEnumConstants()) {
            if (label(one).equals(value)) {
                return one;
            }
        }
        String known =
                Arrays.stream(type.getEnumConstants()).map(CorpusReader::label).collect(Collectors.joining(", "));
        throw problem(read.line(), attribute + " is one of " + known + ", not \"" + value + "\"");
    }

    private static String label(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }

    private boolean flag(Head read, String attribute, boolean otherwise) {
        String value = read.attributes().get(attribute);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals("yes") && !value.equals("no")) {
            throw problem(read.line(), attribute + " is yes or no, not \"" + value + "\"");
        }
        return value.equals("yes");
    }

    private int version(Head read, String attribute, int otherwise) {
        String value = read.attributes().get(attribute);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException notANumber) {
            throw problem(read.line(), attribute + " is a major version such as 17, not \"" + value + "\"");
        }
    }

    private CorpusProblem problem(int line, String message) {
        return new CorpusProblem(file, line, message);
    }
}
