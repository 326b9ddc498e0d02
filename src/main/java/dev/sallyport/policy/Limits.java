package dev.sallyport.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much one execution may do.
 *
 * @param rows result rows, at least 0
 * @param bytes of result rows as they are sent, at least 0
 * @param time from being forwarded to its end, positive
 */
public record Limits(OptionalLong rows, OptionalLong bytes, Optional<Duration> time) {

    public static final Limits NONE = new Limits(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

    /** The smaller of each. */
    public Limits and(Limits other) {
        Optional<Duration> shorter = time.isEmpty()
                ? other.time
                : other.time.isEmpty() || time.get().compareTo(other.time.get()) <= 0 ? time : other.time;
        return new Limits(smaller(rows, other.rows), smaller(bytes, other.bytes), shorter);
    }

    private static OptionalLong smaller(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.getAsLong() <= other.getAsLong() ? one : other;
    }
}
