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

    /** As a table in Markdown: for every combination and peer, throughput, latency, processor time, and ratios. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| script, mode, clients | peer | tx/s | of direct | of PgBouncer | latency µs | CPU µs/tx |\n");
        text.append("| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
        medians.forEach((cell, peers) -> peers.forEach((kind, sample) -> text.append("| ")
                .append(name(cell))
                .append(" | ")
                .append(kind.title())
                .append(String.format(Locale.ROOT, " | %.0f | ", sample.tps()))
                .append(ratio(sample, peers.get(PeerKind.DIRECT)))
                .append(" | ")
                .append(ratio(sample, peers.get(PeerKind.PGBOUNCER)))
                .append(String.format(Locale.ROOT, " | %.0f | ", sample.latencyMicros()))
                .append(kind == PeerKind.DIRECT ? "" : String.format(Locale.ROOT, "%.0f", sample.cpuMicros()))
                .append(" |\n")));
        return text.append("\nMedians of %d rounds of %d s each; scale %d.%n"
                        .formatted(plan.rounds(), plan.run().toSeconds(), plan.scale()))
                .append(footprint.map(Footprint::markdown).orElse(""))
                .toString();
    }

    private static String ratio(Sample sample, @Nullable Sample to) {
        return to == null ? "" : String.format(Locale.ROOT, "%.2f", sample.tps() / to.tps());
    }
}
