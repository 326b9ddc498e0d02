package dev.sallyport.serve;

import dev.sallyport.config.Config;
import dev.sallyport.observe.endpoint.Endpoint;
import dev.sallyport.observe.endpoint.Metrics;
import dev.sallyport.observe.endpoint.Observed;
import dev.sallyport.observe.otlp.Collector;
import dev.sallyport.observe.otlp.OtlpExport;
import dev.sallyport.observe.traces.Spans;
import java.io.IOException;
import java.util.Optional;

/** Tells of a configured gate: whoever asks, and a collector if there is one. */
final class Telling {

    private final Endpoint endpoint;
    private final Optional<OtlpExport> export;

    private Telling(Endpoint endpoint, Optional<OtlpExport> export) {
        this.endpoint = endpoint;
        this.export = export;
    }

    /** Where statements wait to be told of, if they are to be at all. */
    static Spans spans(Config config) {
        return config.observe()
                .flatMap(Config.Observe::otlp)
                .map(otlp -> Spans.sampled(otlp.sample()))
                .orElseGet(Spans::none);
    }

    static Telling start(Config config, Config.Observe observe, Observed gate) throws IOException {
        Optional<Collector> collector = TraceCollector.of(config, gate.version());
        Metrics metrics = new Metrics(gate);
        Endpoint endpoint = Endpoint.start(observe.listen(), gate, metrics);
        return new Telling(endpoint, collector.map(to -> OtlpExport.start(to, gate.spans(), metrics)));
    }

    /** Where it answers. */
    int port() {
        return endpoint.port();
    }

    void close() {
        endpoint.close();
        export.ifPresent(OtlpExport::close);
    }
}
