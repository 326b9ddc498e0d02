package dev.sallyport.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much may be done.
 *
 * @param rows result rows of one execution, at least 0
 * @param bytes of result rows of one execution as they are sent, at least 0
 * @param time of one execution from being forwarded to its end, positive
 * @param changed rows that one statement inserts, updates and deletes, at least 0
 * @param daily what an identity may be given in a day, each by a rule of its own
 */
public record Limits(
        OptionalLong rows, OptionalLong bytes, Optional<Duration> time, OptionalLong changed, List<Daily> daily) {

    public static final Limits NONE =
            new Limits(OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), List.of());

    public Limits {
        daily = List.copyOf(daily);
    }

    /**
     * How much an identity may be given in a database on one day of UTC by all statements that a rule covers.
     *
     * @param rows result rows, at least 0
     * @param bytes of result rows as they are sent, at least 0
     */
    public record Daily(RuleId rule, OptionalLong rows, OptionalLong bytes) {}

    /** The smaller of each, and all that count over a day. */
    public Limits and(Limits other) {
        Optional<Duration> shorter = time.isEmpty()
                ? other.time
                : other.time.isEmpty() || time.get().compareTo(other.time.get()) <= 0 ? time : other.time;
        return new Limits(
                smaller(rows, other.rows),
                smaller(bytes, other.bytes),
                shorter,
                smaller(changed, other.changed),
                Stream.concat(daily.stream(), other.daily.stream()).distinct().toList());
    }

    private static OptionalLong smaller(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.getAsLong() <= other.getAsLong() ? one : other;
    }
}
