package dev.sallyport.serve;

import dev.sallyport.config.Config;
import dev.sallyport.config.Secret;
import dev.sallyport.observe.otlp.Collector;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The collector of a configured gate. */
public final class TraceCollector {

    private TraceCollector() {}

    /** What is wrong with the secret that its requests carry, for people. Fetches it. */
    public static Optional<String> problem(Config config) {
        try {
            headers(config.observe().flatMap(Config.Observe::otlp).flatMap(Config.Otlp::header));
            return Optional.empty();
        } catch (IOException unusable) {
            return Optional.of("the header for the collector of 'observe.otlp': " + unusable.getMessage());
        }
    }

    static Optional<Collector> of(Config config, String version) throws IOException {
        Optional<Config.Otlp> configured = config.observe().flatMap(Config.Observe::otlp);
        if (configured.isEmpty()) {
            return Optional.empty();
        }
        Config.Otlp otlp = configured.get();
        Optional<byte[]> authorities = otlp.authorities().isPresent()
                ? Optional.of(Files.readAllBytes(otlp.authorities().get()))
                : Optional.empty();
        Map<String, Collector.Server> servers = new HashMap<>();
        config.databases()
                .forEach((name, database) -> servers.put(
                        name,
                        new Collector.Server(
                                database.upstream().host(), database.upstream().port())));
        return Optional.of(new Collector(
                otlp.endpoint(),
                () -> headers(otlp.header()),
                authorities,
                otlp.interval(),
                new Collector.Gate(config.node(), version),
                servers));
    }

    private static Map<String, String> headers(Optional<Secret> header) throws IOException {
        if (header.isEmpty()) {
            return Map.of();
        }
        String line;
        try {
            line = header.get().reveal();
        } catch (Secret.Unavailable unavailable) {
            throw new IOException(unavailable.getMessage(), unavailable);
        }
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IOException("the secret is not of the form 'name: value'");
        }
        return Map.of(
                line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
}
