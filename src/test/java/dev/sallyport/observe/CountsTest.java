package dev.sallyport.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Outcome;
import dev.sallyport.statement.Effect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Counts")
class CountsTest {

    private static final StatementKind READ = new StatementKind(EffectClass.READ, 0, 0);
    private static final StatementKind MASKED = new StatementKind(EffectClass.READ, 2, 0);

    private final DatabaseCounts counts = new DatabaseCounts();

    private static Outcome outcome(Outcome.Status status, long micros) {
        return new Outcome(status, "", 3, -1, 50, micros);
    }

    @Test
    @DisplayName("lose nothing when several threads count")
    void threads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 10_000; round++) {
                    counts.started(MASKED);
                    counts.ended(MASKED, outcome(Outcome.Status.OK, 7));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(counts.statements(Ruling.MASK, EffectClass.READ)).isEqualTo(40_000);
        assertThat(counts.maskedColumns()).isEqualTo(80_000);
        assertThat(counts.outcomes(Outcome.Status.OK)).isEqualTo(40_000);
        assertThat(counts.rows()).isEqualTo(120_000);
        assertThat(counts.bytes()).isEqualTo(2_000_000);
        assertThat(counts.durations(Ruling.MASK).counts().getFirst().count()).isEqualTo(40_000);
        assertThat(counts.durations(Ruling.MASK).seconds()).isEqualTo(0.28);
        assertThat(counts.durations(Ruling.ALLOW).seconds()).isZero();
    }

    @Test
    @DisplayName("put a duration into the first bucket that it is not over")
    void buckets() {
        for (long micros : new long[] {0, 100, 101, 60_000_000, 60_000_001}) {
            counts.ended(READ, outcome(Outcome.Status.OK, micros));
        }
        assertThat(counts.durations(Ruling.ALLOW).counts())
                .filteredOn(bucket -> bucket.count() > 0)
                .containsExactly(
                        new Durations.Bucket(0.0001, 2),
                        new Durations.Bucket(0.00025, 1),
                        new Durations.Bucket(60, 1),
                        new Durations.Bucket(Double.POSITIVE_INFINITY, 1));
    }

    @Test
    @DisplayName("take no time and no rows from what was never begun")
    void skipped() {
        counts.ended(READ, outcome(Outcome.Status.SKIPPED, 5));
        assertThat(counts.outcomes(Outcome.Status.SKIPPED)).isEqualTo(1);
        assertThat(counts.rows()).isZero();
        assertThat(counts.durations(Ruling.ALLOW).counts()).allMatch(bucket -> bucket.count() == 0);
    }

    @Test
    @DisplayName("tell of the heaviest of a statement's effects")
    void effects() {
        assertThat(EffectClass.of(Set.of())).isEqualTo(EffectClass.UNKNOWN);
        assertThat(EffectClass.of(Set.of(Effect.READ, Effect.SESSION))).isEqualTo(EffectClass.READ);
        assertThat(EffectClass.of(Set.of(Effect.READ, Effect.CALL))).isEqualTo(EffectClass.CALL);
        assertThat(EffectClass.of(Set.of(Effect.CALL, Effect.DELETE))).isEqualTo(EffectClass.WRITE);
        assertThat(EffectClass.of(Set.of(Effect.INSERT, Effect.CREATE))).isEqualTo(EffectClass.DEFINE);
        assertThat(EffectClass.of(EnumSet.allOf(Effect.class))).isEqualTo(EffectClass.ADMIN);
    }
}
