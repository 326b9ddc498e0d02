package dev.sallyport.governor;

import dev.sallyport.policy.Limits;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What identities have been given on the present day of UTC, as far as rules count it. Thread-safe; never waits. */
public final class Budgets {

    private final Clock clock;
    private final Map<Key, Counters> counters = new ConcurrentHashMap<>();

    public Budgets(Clock clock) {
        this.clock = clock;
    }

    private record Key(LocalDate day, String identity, String database, String rule) {}

    /** They stay when policy changes the limit. */
    private record Counters(AtomicLong rows, AtomicLong bytes) {
        static Counters of(long rows, long bytes) {
            return new Counters(new AtomicLong(rows), new AtomicLong(bytes));
        }
    }

    /** What one identity is given under one rule on one day. */
    public static final class Account {
        private final Limits.Daily limit;
        private final Counters counters;

        private Account(Limits.Daily limit, Counters counters) {
            this.limit = limit;
            this.counters = counters;
        }

        /** Counts one row, and tells whether that is within the limit. */
        public boolean take(long size) {
            boolean rowsLeft = counters.rows().incrementAndGet() <= limit.rows().orElse(Long.MAX_VALUE);
            return takeBytes(size) && rowsLeft;
        }

        /** Counts what is no row, and tells whether that is within the limit. */
        public boolean takeBytes(long size) {
            return counters.bytes().addAndGet(size) <= limit.bytes().orElse(Long.MAX_VALUE);
        }

        /** For people: what may be given in a day. */
        public String limit() {
            return limit.rows().isPresent()
                            && counters.rows().get() > limit.rows().getAsLong()
                    ? limit.rows().getAsLong() + " rows in a day"
                    : limit.bytes().orElse(0) + " bytes in a day";
        }
    }

    /**
     * What was given under a rule.
     *
     * @param day of UTC, as 2026-11-25
     */
    public record Spent(String day, String identity, String database, String rule, long rows, long bytes) {}

    List<Account> accounts(String identity, String database, List<Limits.Daily> limits) {
        LocalDate today = today();
        return limits.stream()
                .map(limit -> new Account(
                        limit,
                        counters.computeIfAbsent(
                                new Key(today, identity, database, limit.rule().toString()), _ -> Counters.of(0, 0))))
                .toList();
    }

    /** Takes up what was counted before, of the present day. */
    public void restore(List<Spent> before) {
        LocalDate today = today();
        for (Spent spent : before) {
            if (spent.day().equals(today.toString())) {
                counters.put(
                        new Key(today, spent.identity(), spent.database(), spent.rule()),
                        Counters.of(spent.rows(), spent.bytes()));
            }
        }
    }

    /** What has been counted today; older days are forgotten. */
    public List<Spent> spent() {
        LocalDate today = today();
        counters.keySet().removeIf(key -> key.day().isBefore(today));
        Map<String, Spent> sorted = new TreeMap<>();
        counters.forEach((key, counted) -> sorted.put(
                key.toString(),
                new Spent(
                        key.day().toString(),
                        key.identity(),
                        key.database(),
                        key.rule(),
                        counted.rows().get(),
                        counted.bytes().get())));
        return List.copyOf(sorted.values());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
