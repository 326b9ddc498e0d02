package dev.sallyport.observe.otlp;

import dev.sallyport.observe.endpoint.Metrics;
import dev.sallyport.observe.traces.Spans;
import dev.sallyport.observe.traces.StatementSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans and metrics to a collector, on a thread of its own: nobody waits for it. What the collector does not take is
 * counted and gone; that it takes nothing is logged once, and once that it does again.
 */
public final class OtlpExport implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpExport.class);
    private static final Duration SPAN_PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HEADERS_KEPT = Duration.ofMinutes(1);
    private static final int BATCH = 512;

    private final Spans spans;
    private final Metrics metrics;
    private final Collector.Headers headers;
    private final SpanWriter spanWriter;
    private final MetricWriter metricWriter;
    private final OtlpHttpSpanExporter spanExporter;
    private final OtlpHttpMetricExporter metricExporter;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("otlp").daemon().factory());

    /** What requests carry, and since when, if that is known; for the thread. */
    private volatile Map<String, String> carried = Map.of();

    private Optional<Instant> fetched = Optional.empty();

    /** Whether the last request did not arrive; for the thread. */
    private boolean troubled;

    private OtlpExport(Collector to, Spans spans, Metrics metrics) {
        this.spans = spans;
        this.metrics = metrics;
        this.headers = to.headers();
        Resource gate = Resource.getDefault().toBuilder()
                .put(AttributeKey.stringKey("service.name"), "sallyport")
                .put(AttributeKey.stringKey("service.version"), to.gate().version())
                .put(AttributeKey.stringKey("service.instance.id"), to.gate().node())
                .build();
        spanWriter = new SpanWriter(gate, to.servers());
        metricWriter = new MetricWriter(gate, Instant.now());
        OtlpHttpSpanExporterBuilder ofSpans = OtlpHttpSpanExporter.builder()
                .setEndpoint(to.path("traces"))
                .setTimeout(PATIENCE)
                .setRetryPolicy(null)
                .setCompression("gzip")
                .setHeaders(() -> carried);
        OtlpHttpMetricExporterBuilder ofMetrics = OtlpHttpMetricExporter.builder()
                .setEndpoint(to.path("metrics"))
                .setTimeout(PATIENCE)
                .setRetryPolicy(null)
                .setCompression("gzip")
                .setHeaders(() -> carried);
        to.authorities().ifPresent(ofSpans::setTrustedCertificates);
        to.authorities().ifPresent(ofMetrics::setTrustedCertificates);
        spanExporter = ofSpans.build();
        metricExporter = ofMetrics.build();
    }

    /** Begins to send. */
    public static OtlpExport start(Collector to, Spans spans, Metrics metrics) {
        OtlpExport export = new OtlpExport(to, spans, metrics);
        export.thread.scheduleWithFixedDelay(
                () -> export.guarded(export::sendSpans),
                SPAN_PAUSE.toMillis(),
                SPAN_PAUSE.toMillis(),
                TimeUnit.MILLISECONDS);
        export.thread.scheduleAtFixedRate(
                () -> export.guarded(export::sendMetrics),
                to.interval().toMillis(),
                to.interval().toMillis(),
                TimeUnit.MILLISECONDS);
        return export;
    }

    private interface Sending {
        void send() throws IOException;
    }

    /** Whatever goes wrong, the next round comes: a schedule ends with the first exception. */
    private void guarded(Sending round) {
        try {
            round.send();
        } catch (IOException failed) {
            told(false, String.valueOf(failed.getMessage()));
        } catch (RuntimeException fault) {
            LOG.atError().addKeyValue("event", "otlp.fault").setCause(fault).log("a fault of the program");
        }
    }

    /** A secret may come from a command, which is not run for each request. */
    private void fetchHeaders() throws IOException {
        Instant now = Instant.now();
        boolean young = fetched.filter(last -> last.isAfter(now.minus(HEADERS_KEPT)) && !troubled)
                .isPresent();
        if (!young) {
            carried = headers.get();
            fetched = Optional.of(now);
        }
    }

    private void sendSpans() throws IOException {
        List<StatementSpan> taken = spans.take(BATCH);
        while (!taken.isEmpty()) {
            boolean arrived = false;
            try {
                fetchHeaders();
                arrived = arrived(spanExporter.export(spanWriter.written(taken)));
            } finally {
                spans.sent(taken.size(), arrived);
            }
            told(arrived, "the collector takes no spans");
            taken = arrived ? spans.take(BATCH) : List.of();
        }
    }

    private void sendMetrics() throws IOException {
        fetchHeaders();
        told(
                arrived(metricExporter.export(metricWriter.written(metrics.snapshots(), Instant.now()))),
                "the collector takes no metrics");
    }

    private static boolean arrived(CompletableResultCode sending) {
        return sending.join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).isSuccess();
    }

    private void told(boolean well, String trouble) {
        if (well && troubled) {
            LOG.atInfo().addKeyValue("event", "otlp.well").log("the collector takes traces and metrics again");
        } else if (!well && !troubled) {
            LOG.atWarn().addKeyValue("event", "otlp.failed").log("traces and metrics are lost: {}", trouble);
        }
        troubled = !well;
    }

    /** Sends what still waits, and the metrics for the last time, unless the collector takes nothing. */
    @Override
    public void close() {
        thread.execute(() -> {
            if (!troubled) {
                guarded(this::sendSpans);
                guarded(this::sendMetrics);
            }
        });
        thread.close();
        spanWriter.close();
        var _ = spanExporter.shutdown();
        var _ = metricExporter.shutdown();
    }
}
