package dev.sallyport.bench;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The medians, and how they compare. */
public final class BenchReport {

    private final BenchPlan plan;
    private final Map<BenchPlan.Cell, Map<PeerKind, Sample>> medians;
    private final Optional<Footprint> footprint;

    BenchReport(BenchPlan plan, Map<BenchPlan.Cell, Map<PeerKind, Sample>> medians, Optional<Footprint> footprint) {
        this.plan = plan;
        this.medians = medians;
        this.footprint = footprint;
    }

    static String name(BenchPlan.Cell cell) {
        return "%s, %s, %d %s"
                .formatted(
                        cell.workload().script(),
                        cell.mode().name().toLowerCase(Locale.ROOT),
                        cell.clients(),
                        cell.clients() == 1 ? "client" : "clients");
    }

    /**
     * As a table in Markdown: for every combination and peer, throughput, latency, processor time, and ratios; that to the same
     * peer without masks only where somebody masks.
     */
    public String markdown() {
        boolean masks = plan.peers().stream().anyMatch(kind -> kind.unmasked().isPresent());
        StringBuilder text = new StringBuilder();
        text.append("| script, mode, clients | peer | tx/s | of direct | of PgBouncer |")
                .append(masks ? " of unmasked |" : "")
                .append(" latency µs | CPU µs/tx |\n")
                .append("| --- | --- | ---: | ---: | ---: |")
                .append(masks ? " ---: |" : "")
                .append(" ---: | ---: |\n");
        medians.forEach((cell, peers) -> peers.forEach((kind, sample) -> text.append("| ")
                .append(name(cell))
                .append(" | ")
                .append(kind.title())
                .append(" | ")
                .append(rate(sample.tps()))
                .append(" | ")
                .append(ratio(sample, peers.get(PeerKind.DIRECT)))
                .append(" | ")
                .append(ratio(sample, peers.get(PeerKind.PGBOUNCER)))
                .append(masks ? " | " + ofUnmasked(kind, sample, peers) : "")
                .append(String.format(Locale.ROOT, " | %.0f | ", sample.latencyMicros()))
                .append(kind == PeerKind.DIRECT ? "" : String.format(Locale.ROOT, "%.0f", sample.cpuMicros()))
                .append(" |\n")));
        return text.append("\nMedians of %d rounds of %d s each; scale %d.%n"
                        .formatted(plan.rounds(), plan.run().toSeconds(), plan.scale()))
                .append(footprint.map(Footprint::markdown).orElse(""))
                .toString();
    }

    /** A statement that reads a million rows runs once or twice a second. */
    private static String rate(double tps) {
        return String.format(Locale.ROOT, tps < 100 ? "%.2f" : "%.0f", tps);
    }

    private static String ofUnmasked(PeerKind kind, Sample sample, Map<PeerKind, Sample> peers) {
        return kind.unmasked().map(other -> ratio(sample, peers.get(other))).orElse("");
    }

    private static String ratio(Sample sample, @Nullable Sample to) {
        return to == null ? "" : String.format(Locale.ROOT, "%.2f", sample.tps() / to.tps());
    }
}
