package dev.sallyport.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which statements are used how much, by whom and for what, in bounded memory: when there are too many, those used least of
 * late are counted together, as "other". Thread-safe. To look up and to count takes no lock; whoever lists what has newly
 * come, and reads, holds one that nobody on an event loop asks for.
 */
public final class StatementUses {

    /** So many may have come that are not listed yet before a thread that judges lists them. */
    private static final int FEW = 256;

    /** Of the most that are listed, what share makes way at a time, so that it need not be done each time. */
    private static final int WAY_SHARE = 20;

    /** Nobody takes longer from looking up counters to having counted. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private final int max;
    private final Instant since;
    private final Map<StatementUse.About, StatementUse> listed = new ConcurrentHashMap<>();
    private final Queue<StatementUse> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final UseCounters other = new UseCounters();

    private final Queue<Leaving> leavings = new ArrayDeque<>();
    private long folded;

    /**
     * @param max how many are told apart; with 0 nothing is counted
     * @param since when counting begins
     */
    public StatementUses(int max, Instant since) {
        this.max = max;
        this.since = since;
    }

    /**
     * Counters that were given up: a thread may have been about to count on them, and does so a little later.
     *
     * @param to what is counted in their place; "other" if empty
     */
    private record Leaving(UseCounters from, Optional<StatementUse> to, long nanos) {}

    /** A statement, at a moment. */
    public record Used(StatementUse.About about, StatementUse.Form form, UseTotals totals) {}

    /**
     * All statements, at a moment.
     *
     * @param other what is not told apart
     * @param folded how often a statement went there
     * @param max how many are told apart
     */
    public record Reading(Instant since, List<Used> uses, UseTotals other, long folded, int max) {
        public Reading {
            uses = List.copyOf(uses);
        }
    }

    /** Where to count a statement. It is listed once it has been used. */
    public StatementUse use(StatementUse.About about, StatementUse.Form form) {
        StatementUse found = listed.get(about);
        return found != null ? found : new StatementUse(this, about, form);
    }

    boolean counts() {
        return max > 0;
    }

    /** For a use that is not listed and is about to be counted. */
    @SuppressWarnings("ReferenceEquality") // counters are told apart as objects
    void arrived(StatementUse use) {
        if (use.counters() == other) {
            use.countIn(new UseCounters());
        }
        arrivals.add(use);
        waiting.incrementAndGet();
    }

    /** Lists what has come if that is much. May wait; not for event loops. */
    public void settleIfMany() {
        if (waiting.get() > FEW) {
            settle();
        }
    }

    /** Lists what has come, and makes way. May wait; not for event loops. */
    public synchronized void settle() {
        long now = System.nanoTime();
        leavings.forEach(this::clear);
        while (!leavings.isEmpty() && now - leavings.peek().nanos() > LATE.toNanos()) {
            leavings.remove();
        }
        for (StatementUse use = arrivals.poll(); use != null; use = arrivals.poll()) {
            waiting.decrementAndGet();
            list(use, now);
        }
        if (listed.size() > max) {
            makeWay(now);
        }
    }

    private void list(StatementUse use, long now) {
        StatementUse same = listed.putIfAbsent(use.about(), use);
        if (same == null) {
            use.weighAnew();
        } else {
            use.replacedBy(same);
            leave(new Leaving(use.counters(), Optional.of(same), now));
        }
    }

    private void makeWay(long now) {
        List<StatementUse> all = new ArrayList<>(listed.values());
        all.forEach(StatementUse::weigh);
        all.sort(Comparator.comparingLong(StatementUse::weight));
        int left = max - max / WAY_SHARE;
        for (StatementUse use : all.subList(0, all.size() - left)) {
            listed.remove(use.about());
            UseCounters before = use.counters();
            use.countIn(other);
            use.unlist();
            leave(new Leaving(before, Optional.empty(), now));
            folded++;
        }
    }

    private void leave(Leaving leaving) {
        leavings.add(leaving);
        clear(leaving);
    }

    private void clear(Leaving leaving) {
        leaving.from().moveTo(leaving.to().map(StatementUse::counters).orElse(other));
    }

    /** What has been counted. May wait; not for event loops. */
    public synchronized Reading read() {
        settle();
        return new Reading(
                since,
                listed.values().stream()
                        .map(use ->
                                new Used(use.about(), use.form(), use.counters().totals()))
                        .toList(),
                other.totals(),
                folded,
                max);
    }
}
