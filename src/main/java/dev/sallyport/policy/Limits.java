package dev.sallyport.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much one execution may do.
 *
 * @param rows result rows, at least 0
 * @param time from being forwarded to its end, positive
 */
public record Limits(OptionalLong rows, Optional<Duration> time) {

    public static final Limits NONE = new Limits(OptionalLong.empty(), Optional.empty());

    /** The smaller of each. */
    public Limits and(Limits other) {
        OptionalLong fewer = rows.isEmpty()
                ? other.rows
                : other.rows.isEmpty() ? rows : OptionalLong.of(Math.min(rows.getAsLong(), other.rows.getAsLong()));
        Optional<Duration> shorter = time.isEmpty()
                ? other.time
                : other.time.isEmpty() || time.get().compareTo(other.time.get()) <= 0 ? time : other.time;
        return new Limits(fewer, shorter);
    }
}
