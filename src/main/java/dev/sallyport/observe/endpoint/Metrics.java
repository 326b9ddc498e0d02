package dev.sallyport.observe.endpoint;

import dev.sallyport.audit.Outcome;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.export.Exporter;
import dev.sallyport.observe.DatabaseCounts;
import dev.sallyport.observe.EffectClass;
import dev.sallyport.observe.LoginFailure;
import dev.sallyport.observe.Ruling;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * All metrics of a gate, as text in Prometheus' format. The values of labels are a name from the configuration, a
 * version, or a word of an enum: nothing that a client says, nor how many clients there are, makes more of them.
 */
public final class Metrics {

    /** The media type of the text. */
    static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Observed gate;
    private final PrometheusRegistry registry = new PrometheusRegistry();

    public Metrics(Observed gate) {
        this.gate = gate;
        about();
        clients();
        statements();
        work();
        traces();
        journal();
        exports();
        policies();
        machine();
    }

    /** As they are now. Thread-safe. */
    String text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.ALLOW_UTF8);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** As they are now. Thread-safe. */
    public MetricSnapshots snapshots() {
        return registry.scrape();
    }

    private void about() {
        Info.builder()
                .name("sallyport_build_info")
                .help("The version of the program.")
                .labelNames("version")
                .register(registry)
                .setLabelValues(gate.version());
    }

    private void clients() {
        gauge(
                "sallyport_connections_open",
                "Clients that are connected, logged in or not.",
                () -> gate.door().connections().get());
        gauge(
                "sallyport_connections_limit",
                "How many clients may be connected.",
                () -> gate.door().limit());
        counter(
                "sallyport_connections_turned_away",
                "Connections closed at once because of the limit.",
                () -> gate.door().counts().turnedAway());
        CounterWithCallback.builder()
                .name("sallyport_login_failures")
                .help("Log-ins that did not lead to a session.")
                .labelNames("reason")
                .callback(to -> {
                    for (LoginFailure why : LoginFailure.values()) {
                        to.call((double) gate.door().counts().loginFailures(why), why.label());
                    }
                })
                .register(registry);
        gaugeByDatabase("sallyport_sessions_open", "Sessions that are open.", DatabaseCounts::sessionsOpen);
        counterByDatabase("sallyport_sessions_opened", "Sessions that were opened.", DatabaseCounts::sessionsOpened);
    }

    private void statements() {
        CounterWithCallback.builder()
                .name("sallyport_statements")
                .help("Statements that were recorded, by what was decided and what they do most.")
                .labelNames("database", "decision", "effect")
                .callback(to -> gate.databases().forEach((name, database) -> {
                    for (Ruling ruling : Ruling.values()) {
                        for (EffectClass effect : EffectClass.values()) {
                            to.call(
                                    (double) database.counts().statements(ruling, effect),
                                    name,
                                    ruling.label(),
                                    effect.label());
                        }
                    }
                }))
                .register(registry);
        CounterWithCallback.builder()
                .name("sallyport_statement_outcomes")
                .help("Statements that ran, by how they ended.")
                .labelNames("database", "outcome")
                .callback(to -> gate.databases().forEach((name, database) -> {
                    for (Outcome.Status status : Outcome.Status.values()) {
                        to.call((double) database.counts().outcomes(status), name, status.label());
                    }
                }))
                .register(registry);
        registry.register(new DurationHistogram(
                "sallyport_statement_duration_seconds",
                "From being forwarded to the end of the answer, by what was decided.",
                gate.databases()));
    }

    private void work() {
        counterByDatabase("sallyport_rows_sent", "Result rows sent to clients.", DatabaseCounts::rows);
        counterByDatabase("sallyport_sent_bytes", "Bytes of results sent to clients.", DatabaseCounts::bytes);
        counterByDatabase(
                "sallyport_masked_columns",
                "Columns that came masked, for each statement that read them.",
                DatabaseCounts::maskedColumns);
        counterByDatabase("sallyport_plan_hits", "Texts that had been judged before.", DatabaseCounts::plansFound);
        counterByDatabase("sallyport_plan_misses", "Texts that had to be judged.", DatabaseCounts::textsJudged);
        GaugeWithCallback.builder()
                .name("sallyport_catalog_age_seconds")
                .help("How long ago the structure of the database was read; missing until it was.")
                .labelNames("database")
                .callback(to -> gate.databases()
                        .forEach((name, database) ->
                                database.catalogAge().get().ifPresent(age -> to.call(seconds(age), name))))
                .register(registry);
    }

    private void traces() {
        CounterWithCallback.builder()
                .name("sallyport_trace_spans")
                .help("Spans of statements, by whether the collector took them.")
                .labelNames("result")
                .callback(to -> {
                    to.call((double) gate.spans().exported(), "ok");
                    to.call((double) gate.spans().failed(), "failed");
                    to.call((double) gate.spans().dropped(), "dropped");
                })
                .register(registry);
    }

    private void journal() {
        counter(
                "sallyport_journal_records",
                "Records taken since the start.",
                () -> gate.journal().records());
        counter(
                "sallyport_journal_bytes",
                "Bytes of the records taken since the start.",
                () -> gate.journal().bytes());
        gauge(
                "sallyport_journal_failed",
                "1 when the journal cannot be written: then nothing runs.",
                () -> flag(gate.journalFails()));
        GaugeWithCallback.builder()
                .name("sallyport_log_entries")
                .help("Entries under the newest checkpoint of the log; missing while the log is not open.")
                .callback(to -> gate.log().latest().map(Checkpoint::size).ifPresent(size -> to.call((double) size)))
                .register(registry);
        gauge(
                "sallyport_log_lag_seconds",
                "How long ago the log last had all that the journal had then. About a second when all is well.",
                () -> seconds(gate.log().lag()));
        gauge(
                "sallyport_log_troubled",
                "1 when the log does not go on; records stay in the journal until it does.",
                () -> flag(gate.log().troubled()));
    }

    private void exports() {
        GaugeWithCallback.builder()
                .name("sallyport_export_behind_entries")
                .help("Entries of the log that a destination does not have yet; missing while the log is not open.")
                .labelNames("destination")
                .callback(to -> gate.log()
                        .latest()
                        .map(Checkpoint::size)
                        .ifPresent(size -> gate.exports()
                                .forEach((name, exporter) ->
                                        to.call((double) Math.max(0, size - exporter.reached()), name))))
                .register(registry);
        counterByDestination(
                "sallyport_export_events", "Events that a destination has acknowledged.", Exporter::events);
        counterByDestination(
                "sallyport_export_failures", "Attempts to go on with a destination that failed.", Exporter::failures);
    }

    private void policies() {
        CounterWithCallback.builder()
                .name("sallyport_policy_reloads")
                .help(
                        "Changes of the policy files that were taken up (ok), or not because something is wrong (rejected).")
                .labelNames("result")
                .callback(to -> {
                    to.call((double) gate.policies().replacements(), "ok");
                    to.call((double) gate.policies().rejections(), "rejected");
                })
                .register(registry);
        registry.register(() -> InfoSnapshot.builder()
                .name("sallyport_policy")
                .help("The version of the policies in force, a hash of what is in them.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", gate.policies().version()))
                        .build())
                .build());
    }

    private void machine() {
        JvmMemoryMetrics.builder().register(registry);
        JvmBufferPoolMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        JvmRuntimeInfoMetric.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(to -> to.call(value.getAsDouble()))
                .register(registry);
    }

    private void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(to -> to.call((double) value.getAsLong()))
                .register(registry);
    }

    private void gaugeByDatabase(String name, String help, ToLongFunction<DatabaseCounts> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("database")
                .callback(to -> gate.databases()
                        .forEach((one, database) -> to.call((double) value.applyAsLong(database.counts()), one)))
                .register(registry);
    }

    private void counterByDatabase(String name, String help, ToLongFunction<DatabaseCounts> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("database")
                .callback(to -> gate.databases()
                        .forEach((one, database) -> to.call((double) value.applyAsLong(database.counts()), one)))
                .register(registry);
    }

    private void counterByDestination(String name, String help, ToLongFunction<Exporter> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("destination")
                .callback(to ->
                        gate.exports().forEach((one, exporter) -> to.call((double) value.applyAsLong(exporter), one)))
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }

    private static double flag(boolean on) {
        return on ? 1 : 0;
    }
}
