package dev.sallyport.audit.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Events that have the same values.
 *
 * @param values one of each field that was asked for
 * @param bytes sent to clients
 * @param micros all their durations together
 */
public record Group(List<String> values, long events, long rows, long bytes, long affected, long micros) {

    /** The most frequent first. */
    static final Comparator<Group> ORDER = Comparator.comparingLong(Group::events)
            .reversed()
            .thenComparing(group -> String.join("\0", group.values()));

    public Group {
        values = List.copyOf(values);
    }

    /**
     * The same with persons called otherwise.
     *
     * @param fields whose values these are
     */
    public Group named(List<Field> fields, UnaryOperator<String> persons) {
        List<String> named = new ArrayList<>();
        for (int at = 0; at < fields.size(); at++) {
            String value = values.get(at);
            named.add(
                    switch (fields.get(at)) {
                        case PERSON, IDENTITY, BEHALF -> persons.apply(value);
                        default -> value;
                    });
        }
        return new Group(named, events, rows, bytes, affected, micros);
    }

    Group and(Group other) {
        return new Group(
                values,
                events + other.events,
                rows + other.rows,
                bytes + other.bytes,
                affected + other.affected,
                micros + other.micros);
    }
}
