package dev.sallyport.observe;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * How long something took, as a histogram. The library's own would make an event loop wait for a lock while somebody
 * reads it; this one is read while it is written, so that a reading may have some of what happens meanwhile and not all.
 */
public final class Durations {

    /** Upper bounds, in microseconds, each inclusive. What is longer is in a last bucket without a bound. */
    private static final long[] BOUNDS = {
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000
    };

    static final double MICROS_PER_SECOND = 1e6;

    private final LongAdder[] buckets = new LongAdder[buckets()];
    private final LongAdder micros = new LongAdder();

    /**
     * A bucket.
     *
     * @param seconds its upper bound, inclusive; infinite for the last
     * @param count how many are in it and not in the one before
     */
    public record Bucket(double seconds, long count) {}

    Durations() {
        Arrays.setAll(buckets, _ -> new LongAdder());
    }

    /** @param took in microseconds */
    void add(long took) {
        buckets[bucket(took)].increment();
        micros.add(took);
    }

    /** How many buckets there are. */
    static int buckets() {
        return BOUNDS.length + 1;
    }

    /** Which of them is for a time in microseconds, from 0. */
    static int bucket(long took) {
        int at = 0;
        while (at < BOUNDS.length && took > BOUNDS[at]) {
            at++;
        }
        return at;
    }

    /** The upper bound of a bucket in seconds, inclusive; infinite for the last. */
    static double bound(int bucket) {
        return bucket < BOUNDS.length ? BOUNDS[bucket] / MICROS_PER_SECOND : Double.POSITIVE_INFINITY;
    }

    /** The shortest first. */
    public List<Bucket> counts() {
        return IntStream.range(0, buckets.length)
                .mapToObj(at -> new Bucket(bound(at), buckets[at].sum()))
                .toList();
    }

    /** Of all together. */
    public double seconds() {
        return micros.sum() / MICROS_PER_SECOND;
    }
}
