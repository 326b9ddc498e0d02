package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The table that the benchmark prints. */
class BenchReportTest {

    private static final BenchPlan.Cell PEOPLE =
            new BenchPlan.Cell(BenchPlan.Workload.PEOPLE, BenchPlan.Mode.EXTENDED, 1);

    private static String markdown(Map<PeerKind, Sample> medians) {
        BenchPlan plan =
                new BenchPlan(List.of(PEOPLE), medians.keySet(), 5, Duration.ofSeconds(4), Duration.ofSeconds(1), 1, 0);
        return new BenchReport(plan, Map.of(PEOPLE, new EnumMap<>(medians)), Optional.empty()).markdown();
    }

    private static Sample at(double tps) {
        return new Sample(tps, 1_000_000 / tps, 5);
    }

    @Test
    void aGateThatMasksIsComparedWithOneThatDoesNot() {
        assertThat(markdown(Map.of(PeerKind.DIRECT, at(2), PeerKind.GATE, at(1.6), PeerKind.MASKED, at(0.8))))
                .contains("| of direct | of PgBouncer | of unmasked | latency µs |")
                .contains("| people, extended, 1 client | direct | 2.00 | 1.00 |  |  | 500000 |  |")
                .contains("| people, extended, 1 client | Sallyport | 1.60 | 0.80 |  |  | 625000 | 5 |")
                .contains("| people, extended, 1 client | Sallyport masking | 0.80 | 0.40 |  | 0.50 | 1250000 | 5 |");
    }

    @Test
    void aGateThatMasksAloneHasNothingToBeComparedWith() {
        assertThat(markdown(Map.of(PeerKind.MASKED, at(0.8))))
                .contains("| people, extended, 1 client | Sallyport masking | 0.80 |  |  |  | 1250000 | 5 |");
    }

    @Test
    void nobodyWhoMasksMeansNoSuchColumn() {
        assertThat(markdown(Map.of(PeerKind.DIRECT, at(2000), PeerKind.PGBOUNCER, at(1000))))
                .contains("| of direct | of PgBouncer | latency µs | CPU µs/tx |")
                .contains("| direct | 2000 | 1.00 | 2.00 | 500 |  |")
                .doesNotContain("unmasked");
    }

    @Test
    void everyRowHasAsManyCellsAsTheHead() {
        String text = markdown(Map.of(PeerKind.DIRECT, at(2), PeerKind.GATE, at(1.6), PeerKind.MASKED, at(0.8)));
        assertThat(text.lines().filter(line -> line.startsWith("|")))
                .hasSize(5)
                .allSatisfy(
                        line -> assertThat(line.chars().filter(c -> c == '|')).hasSize(9));
    }
}
