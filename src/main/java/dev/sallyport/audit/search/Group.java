package dev.sallyport.audit.search;

import java.util.Comparator;
import java.util.List;

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
