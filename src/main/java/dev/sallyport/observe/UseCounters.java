package dev.sallyport.observe;

import dev.sallyport.audit.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The counts of a statement. Thread-safe, without locks. One array and no {@code LongAdder}s: there may be many thousands
 * of these, and an adder that threads compete for grows by some 128 bytes for each processor.
 */
final class UseCounters {

    private static final int CALLS = 0;
    private static final int ERRORS = 1;
    private static final int DENIALS = 2;
    private static final int ROWS = 3;
    private static final int BYTES = 4;
    private static final int MICROS = 5;
    private static final int MASKED = 6;
    private static final int FILTERED = 7;
    private static final int FIRST_BUCKET = 8;

    private final AtomicLongArray counts = new AtomicLongArray(FIRST_BUCKET + Durations.buckets());

    void ended(StatementKind kind, Outcome outcome) {
        counts.getAndIncrement(CALLS);
        if (outcome.status() != Outcome.Status.OK) {
            counts.getAndIncrement(ERRORS);
        }
        add(ROWS, outcome.rows());
        add(BYTES, outcome.bytes());
        add(MICROS, outcome.micros());
        add(MASKED, kind.maskedColumns());
        add(FILTERED, kind.filteredRelations());
        counts.getAndIncrement(FIRST_BUCKET + Durations.bucket(outcome.micros()));
    }

    private void add(int which, long count) {
        if (count > 0) {
            counts.getAndAdd(which, count);
        }
    }

    void denied() {
        counts.getAndIncrement(DENIALS);
    }

    /** Calls and denials. */
    long uses() {
        return counts.get(CALLS) + counts.get(DENIALS);
    }

    /** Moves all that is counted to another; nothing is lost that is counted meanwhile. */
    void moveTo(UseCounters other) {
        for (int at = 0; at < counts.length(); at++) {
            long moved = counts.getAndSet(at, 0);
            if (moved != 0) {
                other.counts.getAndAdd(at, moved);
            }
        }
    }

    UseTotals totals() {
        List<Durations.Bucket> buckets = new ArrayList<>();
        for (int at = 0; at < Durations.buckets(); at++) {
            buckets.add(new Durations.Bucket(Durations.bound(at), counts.get(FIRST_BUCKET + at)));
        }
        return new UseTotals(
                counts.get(CALLS),
                counts.get(ERRORS),
                counts.get(DENIALS),
                counts.get(ROWS),
                counts.get(BYTES),
                counts.get(MICROS),
                counts.get(MASKED),
                counts.get(FILTERED),
                buckets);
    }
}
