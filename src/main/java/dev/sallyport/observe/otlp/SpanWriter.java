package dev.sallyport.observe.otlp;

import dev.sallyport.observe.otlp.Collector.Server;
import dev.sallyport.observe.traces.StatementFacts;
import dev.sallyport.observe.traces.StatementSpan;
import dev.sallyport.observe.traces.TraceParent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes spans of statements (OpenTelemetry's semantic conventions, "Database client calls"; what is the gate's own begins
 * with {@code sallyport}). For one thread.
 */
final class SpanWriter {

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
    private static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("db.namespace");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("db.operation.name");
    private static final AttributeKey<String> COLLECTION = AttributeKey.stringKey("db.collection.name");
    private static final AttributeKey<String> SUMMARY = AttributeKey.stringKey("db.query.summary");
    private static final AttributeKey<String> TEXT = AttributeKey.stringKey("db.query.text");
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("db.response.status_code");
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("db.response.returned_rows");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("sallyport.decision");
    private static final AttributeKey<List<String>> RULES = AttributeKey.stringArrayKey("sallyport.rules");
    private static final AttributeKey<String> POLICY = AttributeKey.stringKey("sallyport.policy.version");
    private static final AttributeKey<Long> MASKED = AttributeKey.longKey("sallyport.masked_columns");
    private static final AttributeKey<String> RECORD = AttributeKey.stringKey("sallyport.record.id");

    private final Map<String, Server> servers;
    private final List<SpanData> ended = new ArrayList<>();
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    SpanWriter(Resource gate, Map<String, Server> servers) {
        this.servers = servers;
        provider = SdkTracerProvider.builder()
                .setResource(gate)
                .setSampler(Sampler.alwaysOn())
                .addSpanProcessor(new Kept(ended))
                .build();
        tracer = provider.get("dev.sallyport");
    }

    /** Keeps what has ended for whoever writes spans. */
    private record Kept(List<SpanData> ended) implements SpanProcessor {

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    List<SpanData> written(List<StatementSpan> statements) {
        ended.clear();
        statements.forEach(this::write);
        return List.copyOf(ended);
    }

    private void write(StatementSpan statement) {
        StatementFacts facts = statement.facts();
        Instant start = statement.end().minusNanos(statement.micros() * 1_000);
        Span span = tracer.spanBuilder(facts.operation().isEmpty() ? statement.database() : facts.summary())
                .setSpanKind(SpanKind.SERVER)
                .setParent(statement.parent().map(SpanWriter::context).orElse(Context.root()))
                .setStartTimestamp(start)
                .startSpan();
        span.setAllAttributes(attributes(statement));
        if (!statement.code().isEmpty() || !statement.status().equals("ok")) {
            span.setStatus(StatusCode.ERROR, statement.status());
        }
        span.end(statement.end());
    }

    private static Context context(TraceParent parent) {
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        parent.trace(),
                        parent.span(),
                        parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                        TraceState.getDefault())));
    }

    private Attributes attributes(StatementSpan statement) {
        StatementFacts facts = statement.facts();
        AttributesBuilder attributes = Attributes.builder()
                .put(SYSTEM, "postgresql")
                .put(NAMESPACE, statement.database())
                .put(DECISION, facts.decision())
                .put(POLICY, facts.policyVersion())
                .put(RULES, facts.rules())
                .put(MASKED, (long) facts.maskedColumns())
                .put(RECORD, statement.record());
        if (!facts.operation().isEmpty()) {
            attributes
                    .put(OPERATION, facts.operation())
                    .put(SUMMARY, facts.summary())
                    .put(TEXT, facts.text());
        }
        if (facts.relations().size() == 1) {
            attributes.put(COLLECTION, facts.relations().getFirst());
        }
        Server server = servers.get(statement.database());
        if (server != null) {
            attributes.put(SERVER, server.host()).put(PORT, (long) server.port());
        }
        if (statement.code().isEmpty()) {
            attributes.put(ROWS, statement.rows());
        } else {
            attributes.put(STATUS, statement.code()).put(ERROR, statement.code());
        }
        return attributes.build();
    }

    /** Gives back what it holds. */
    void close() {
        CompletableResultCode stopping = provider.shutdown();
        var _ = stopping.isSuccess();
    }
}
