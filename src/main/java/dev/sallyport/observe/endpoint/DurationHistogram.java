package dev.sallyport.observe.endpoint;

import dev.sallyport.observe.Durations;
import dev.sallyport.observe.Ruling;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;

/** How long statements took, by database and decision. */
final class DurationHistogram implements Collector {

    private final String name;
    private final String help;
    private final Map<String, Observed.Database> databases;

    DurationHistogram(String name, String help, Map<String, Observed.Database> databases) {
        this.name = name;
        this.help = help;
        this.databases = databases;
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder histogram =
                HistogramSnapshot.builder().name(name).help(help);
        databases.forEach((database, observed) -> {
            histogram.dataPoint(point(database, Ruling.ALLOW, observed));
            histogram.dataPoint(point(database, Ruling.MASK, observed));
        });
        return histogram.build();
    }

    private static HistogramDataPointSnapshot point(String database, Ruling ruling, Observed.Database observed) {
        Durations durations = observed.counts().durations(ruling);
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        durations.counts().forEach(bucket -> buckets.bucket(bucket.seconds(), bucket.count()));
        return HistogramDataPointSnapshot.builder()
                .labels(Labels.of("database", database, "decision", ruling.label()))
                .classicHistogramBuckets(buckets.build())
                .sum(durations.seconds())
                .build();
    }
}
