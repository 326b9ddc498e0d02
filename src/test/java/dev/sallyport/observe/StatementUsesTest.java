package dev.sallyport.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sallyport.audit.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The use of statements")
class StatementUsesTest {

    private static final StatementKind READ = new StatementKind(EffectClass.READ, 0, 0);
    private static final StatementKind GOVERNED = new StatementKind(EffectClass.READ, 2, 1);
    private static final StatementUse.Form FORM = new StatementUse.Form("SELECT", "select $1", false);

    private static StatementUse use(StatementUses uses, String fingerprint) {
        return uses.use(new StatementUse.About("shop", fingerprint, "ada", "support"), FORM);
    }

    private static void run(StatementUse use, int times) {
        for (int time = 0; time < times; time++) {
            use.ended(READ, new Outcome(Outcome.Status.OK, "", 3, -1, 50, 200));
        }
    }

    private static UseTotals totals(StatementUses.Reading reading, String fingerprint) {
        return reading.uses().stream()
                .filter(used -> used.about().fingerprint().equals(fingerprint))
                .map(StatementUses.Used::totals)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> fingerprints(StatementUses.Reading reading) {
        return reading.uses().stream()
                .map(used -> used.about().fingerprint())
                .sorted()
                .toList();
    }

    @Test
    @DisplayName("is counted with what came of it")
    void counted() {
        StatementUses uses = new StatementUses(10, Instant.EPOCH);
        StatementUse one = use(uses, "a");
        one.ended(GOVERNED, new Outcome(Outcome.Status.OK, "", 3, -1, 50, 200));
        one.ended(GOVERNED, new Outcome(Outcome.Status.ERROR, "22012", 0, -1, 10, 300_000));
        one.ended(GOVERNED, new Outcome(Outcome.Status.CANCELLED, "57014", 0, -1, 10, 100));
        one.ended(GOVERNED, new Outcome(Outcome.Status.SKIPPED, "", 7, -1, 7, 7));
        one.denied();
        UseTotals totals = totals(uses.read(), "a");
        assertThat(totals.calls()).isEqualTo(3);
        assertThat(totals.errors()).isEqualTo(2);
        assertThat(totals.denials()).isEqualTo(1);
        assertThat(totals.rows()).isEqualTo(3);
        assertThat(totals.bytes()).isEqualTo(70);
        assertThat(totals.micros()).isEqualTo(300_300);
        assertThat(totals.maskedColumns()).isEqualTo(6);
        assertThat(totals.filteredRelations()).isEqualTo(3);
        assertThat(totals.buckets())
                .filteredOn(bucket -> bucket.count() > 0)
                .containsExactly(
                        new Durations.Bucket(0.0001, 1),
                        new Durations.Bucket(0.00025, 1),
                        new Durations.Bucket(0.5, 1));
        assertThat(totals.meanSeconds()).isCloseTo(0.1001, within(1e-9));
    }

    @Test
    @DisplayName("has quantiles, within the bucket that they are in")
    void quantiles() {
        StatementUses uses = new StatementUses(10, Instant.EPOCH);
        StatementUse one = use(uses, "a");
        assertThat(new UseCounters().totals().quantile(0.5)).isZero();
        for (int call = 0; call < 98; call++) {
            one.ended(READ, new Outcome(Outcome.Status.OK, "", 0, -1, 0, 900));
        }
        one.ended(READ, new Outcome(Outcome.Status.OK, "", 0, -1, 0, 9_000));
        one.ended(READ, new Outcome(Outcome.Status.OK, "", 0, -1, 0, 90_000_000));
        UseTotals totals = totals(uses.read(), "a");
        assertThat(totals.quantile(0.5)).isCloseTo(0.0005 + 0.0005 * 50 / 98, within(1e-9));
        assertThat(totals.quantile(0.98)).isCloseTo(0.001, within(1e-9));
        assertThat(totals.quantile(0.99)).isCloseTo(0.01, within(1e-9));
        assertThat(totals.quantile(1)).isEqualTo(60);
    }

    @Test
    @DisplayName("is one for plans that were made anew")
    void plansMadeAnew() {
        StatementUses uses = new StatementUses(10, Instant.EPOCH);
        StatementUse first = use(uses, "a");
        StatementUse second = use(uses, "a");
        run(first, 2);
        run(second, 3);
        assertThat(totals(uses.read(), "a").calls()).isEqualTo(5);
        run(first, 1);
        run(second, 1);
        assertThat(use(uses, "a")).isSameAs(first);
        assertThat(uses.read().uses()).hasSize(1);
        assertThat(totals(uses.read(), "a").calls()).isEqualTo(7);
    }

    @Test
    @DisplayName("makes way when there is more, the least used first, and is told as other then")
    void makesWay() {
        StatementUses uses = new StatementUses(3, Instant.EPOCH);
        run(use(uses, "often"), 9);
        run(use(uses, "seldom"), 1);
        run(use(uses, "sometimes"), 4);
        assertThat(uses.read().folded()).isZero();
        run(use(uses, "new"), 2);
        StatementUses.Reading reading = uses.read();
        assertThat(fingerprints(reading)).containsExactly("new", "often", "sometimes");
        assertThat(reading.other().calls()).isEqualTo(1);
        assertThat(reading.other().rows()).isEqualTo(3);
        assertThat(reading.folded()).isEqualTo(1);
    }

    @Test
    @DisplayName("comes back when it is used again, though its plan was made before")
    void comesBack() {
        StatementUses uses = new StatementUses(2, Instant.EPOCH);
        StatementUse back = use(uses, "back");
        run(back, 1);
        run(use(uses, "a"), 5);
        run(use(uses, "b"), 7);
        assertThat(fingerprints(uses.read())).containsExactly("a", "b");
        run(back, 200);
        StatementUses.Reading reading = uses.read();
        assertThat(fingerprints(reading)).containsExactly("b", "back");
        assertThat(totals(reading, "back").calls()).isEqualTo(200);
        assertThat(reading.folded()).isEqualTo(2);
        assertThat(reading.uses().stream()
                                .mapToLong(used -> used.totals().calls())
                                .sum()
                        + reading.other().calls())
                .isEqualTo(213);
    }

    @Test
    @DisplayName("of long ago weighs less")
    void weighsLess() {
        StatementUses uses = new StatementUses(2, Instant.EPOCH);
        StatementUse old = use(uses, "old");
        run(old, 50);
        for (int round = 0; round < 20; round++) {
            run(use(uses, "now"), 10);
            run(use(uses, "once-" + round), 1);
            uses.settle();
        }
        assertThat(fingerprints(uses.read())).contains("now").doesNotContain("old");
    }

    @Test
    @DisplayName("is not counted when nobody wants to know")
    void notCounted() {
        StatementUses uses = new StatementUses(0, Instant.EPOCH);
        run(use(uses, "a"), 2);
        use(uses, "b").denied();
        StatementUses.Reading reading = uses.read();
        assertThat(reading.uses()).isEmpty();
        assertThat(reading.other()).isEqualTo(new UseCounters().totals());
    }

    @Test
    @DisplayName("loses nothing while others make way and read")
    void threads() throws InterruptedException {
        StatementUses uses = new StatementUses(4, Instant.EPOCH);
        AtomicBoolean counting = new AtomicBoolean(true);
        Thread reader = Thread.ofPlatform().start(() -> {
            while (counting.get()) {
                var _ = uses.read();
            }
        });
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread;
            threads.add(Thread.ofPlatform().start(() -> {
                List<StatementUse> held = new ArrayList<>();
                for (int one = 0; one < 12; one++) {
                    held.add(use(uses, "f" + (first + one) % 12));
                }
                for (int round = 0; round < 2_000; round++) {
                    held.forEach(use -> run(use, 1));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        counting.set(false);
        reader.join();
        uses.settle();
        StatementUses.Reading reading = uses.read();
        long calls =
                reading.uses().stream().mapToLong(used -> used.totals().calls()).sum()
                        + reading.other().calls();
        assertThat(calls).isEqualTo(4 * 12 * 2_000);
        assertThat(reading.folded()).isPositive();
        assertThat(reading.uses()).hasSizeLessThanOrEqualTo(4);
    }
}
