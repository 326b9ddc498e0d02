package dev.sallyport.observe.otlp;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where traces and metrics are sent.
 *
 * @param endpoint what {@code /v1/traces} and {@code /v1/metrics} are put behind (OTLP specification, "OTLP/HTTP Request")
 * @param headers what requests carry, by name; asked again and again, and may block
 * @param authorities certificates in PEM that its own is checked against; the platform's own without them
 * @param interval how often metrics are sent
 * @param gate the gate's name and version
 * @param servers the database servers, by the names that clients connect to
 */
public record Collector(
        URI endpoint,
        Headers headers,
        Optional<byte[]> authorities,
        Duration interval,
        Gate gate,
        Map<String, Server> servers) {

    public Collector {
        servers = Map.copyOf(servers);
    }

    /** Has what requests carry. */
    @FunctionalInterface
    public interface Headers {

        /** @throws IOException when it cannot be had; the message is for people, and has nothing of it */
        Map<String, String> get() throws IOException;
    }

    /** Who sends. */
    public record Gate(String node, String version) {}

    /** Where a database is. */
    public record Server(String host, int port) {}

    String path(String signal) {
        return endpoint.toString().replaceFirst("/+$", "") + "/v1/" + signal;
    }
}
