package dev.sallyport.observe.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of {@code /metrics} as OpenTelemetry has them, under the same names ("Prometheus and OpenMetrics Compatibility"
 * of its specification): counters are sums since the start, an info is a gauge of 1.
 */
final class MetricWriter {

    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("dev.sallyport");
    private static final long NANOS = 1_000_000_000L;

    private final Resource gate;
    private final long start;

    /** @param start since when counters count */
    MetricWriter(Resource gate, Instant start) {
        this.gate = gate;
        this.start = nanos(start);
    }

    List<MetricData> written(Iterable<MetricSnapshot> snapshots, Instant now) {
        List<MetricData> written = new ArrayList<>();
        for (MetricSnapshot snapshot : snapshots) {
            written(snapshot, nanos(now)).ifPresent(written::add);
        }
        return written;
    }

    private Optional<MetricData> written(MetricSnapshot snapshot, long now) {
        String name = snapshot.getMetadata().getPrometheusName();
        String help = Optional.ofNullable(snapshot.getMetadata().getHelp()).orElse("");
        return switch (snapshot) {
            case CounterSnapshot counter -> {
                List<DoublePointData> points = counter.getDataPoints().stream()
                        .map(point -> point(point.getLabels(), point.getValue(), now))
                        .toList();
                yield Optional.of(ImmutableMetricData.createDoubleSum(
                        gate,
                        SCOPE,
                        name + "_total",
                        help,
                        "",
                        SumData.createDoubleSumData(true, AggregationTemporality.CUMULATIVE, points)));
            }
            case GaugeSnapshot gauge ->
                Optional.of(gauge(
                        name,
                        help,
                        gauge.getDataPoints().stream()
                                .map(point -> point(point.getLabels(), point.getValue(), now))
                                .toList()));
            case InfoSnapshot info ->
                Optional.of(gauge(
                        name + "_info",
                        help,
                        info.getDataPoints().stream()
                                .map(point -> point(point.getLabels(), 1, now))
                                .toList()));
            case HistogramSnapshot histogram ->
                Optional.of(ImmutableMetricData.createDoubleHistogram(
                        gate,
                        SCOPE,
                        name,
                        help,
                        "",
                        HistogramData.create(
                                AggregationTemporality.CUMULATIVE,
                                histogram.getDataPoints().stream()
                                        .filter(HistogramSnapshot.HistogramDataPointSnapshot::hasClassicHistogramData)
                                        .map(point -> point(point, now))
                                        .toList())));
            // The library has more kinds; the gate's metrics are of none of them.
            default -> Optional.empty();
        };
    }

    private MetricData gauge(String name, String help, List<DoublePointData> points) {
        return ImmutableMetricData.createDoubleGauge(
                gate, SCOPE, name, help, "", GaugeData.createDoubleGaugeData(points));
    }

    private DoublePointData point(Labels labels, double value, long now) {
        return DoublePointData.create(start, now, attributes(labels), value, List.of());
    }

    private HistogramPointData point(HistogramSnapshot.HistogramDataPointSnapshot point, long now) {
        ClassicHistogramBuckets buckets = point.getClassicBuckets();
        List<Double> bounds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int at = 0; at < buckets.size(); at++) {
            counts.add(buckets.getCount(at));
            if (!Double.isInfinite(buckets.getUpperBound(at))) {
                bounds.add(buckets.getUpperBound(at));
            }
        }
        return HistogramPointData.create(
                start, now, attributes(point.getLabels()), point.getSum(), false, 0, false, 0, bounds, counts);
    }

    private static Attributes attributes(Labels labels) {
        AttributesBuilder attributes = Attributes.builder();
        labels.forEach(label -> attributes.put(label.getName(), label.getValue()));
        return attributes.build();
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS + instant.getNano();
    }
}
