package dev.sallyport.observe.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Spans that wait for somebody to send them. Thread-safe; to add one takes no lock, and does not wait: when too many wait
 * already it is dropped, and that is counted.
 */
public final class Spans {

    /** Some megabytes at most. */
    static final int MAX_WAITING = 8192;

    private final boolean on;
    private final double ratio;
    private final Queue<StatementSpan> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder exported = new LongAdder();
    private final LongAdder failed = new LongAdder();

    private Spans(boolean on, double ratio) {
        this.on = on;
        this.ratio = ratio;
    }

    /** Nobody wants any. */
    public static Spans none() {
        return new Spans(false, 0);
    }

    /** @param ratio of the statements that belong to no trace yet, how many are sampled, 0 to 1 */
    public static Spans sampled(double ratio) {
        return new Spans(true, ratio);
    }

    /** What a statement belongs to, as far as it says and somebody wants to know. */
    public Optional<TraceParent> parent(String text) {
        return on ? StatementComment.traceParent(text) : Optional.empty();
    }

    /** Whether a statement is to be told of: when the trace that it belongs to is sampled, or by chance. */
    public boolean wanted(Optional<TraceParent> parent) {
        return on
                && (parent.isPresent()
                        ? parent.get().sampled()
                        : ThreadLocalRandom.current().nextDouble() < ratio);
    }

    public void add(StatementSpan span) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            dropped.increment();
        } else {
            queue.add(span);
        }
    }

    /** Takes the oldest out. */
    public List<StatementSpan> take(int most) {
        List<StatementSpan> taken = new ArrayList<>();
        StatementSpan next = most == 0 ? null : queue.poll();
        while (next != null) {
            taken.add(next);
            waiting.decrementAndGet();
            next = taken.size() == most ? null : queue.poll();
        }
        return taken;
    }

    /** What has become of those that were taken. */
    public void sent(int count, boolean arrived) {
        (arrived ? exported : failed).add(count);
    }

    /** Those that found too many waiting. */
    public long dropped() {
        return dropped.sum();
    }

    public long exported() {
        return exported.sum();
    }

    /** Those that the collector did not take. */
    public long failed() {
        return failed.sum();
    }
}
