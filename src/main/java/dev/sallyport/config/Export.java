package dev.sallyport.config;

import dev.sallyport.export.Format;
import dev.sallyport.export.Selection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A destination that the log's records go to.
 *
 * @param fromNow whether it begins with what comes, not with what the log has
 */
public record Export(Format format, Target target, Selection only, boolean fromNow) {

    /** Where that is. */
    public sealed interface Target {}

    /** A file that grows. */
    public record InFile(Path path) implements Target {}

    /** @param tls empty for TCP in the clear */
    public record Syslog(String host, int port, Optional<Security> tls) implements Target {}

    /**
     * @param headers with each request, by their names
     * @param signing signs what is sent
     */
    public record Webhook(URI address, Security tls, Map<String, Secret> headers, Optional<Secret> signing)
            implements Target {
        public Webhook {
            headers = Map.copyOf(headers);
        }
    }

    /** A collector of OpenTelemetry. */
    public record Otlp(URI address, Security tls, Map<String, Secret> headers) implements Target {
        public Otlp {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * TLS towards a receiver.
     *
     * @param authorities PEM file of those that the receiver's certificate is checked against; the platform's own without it
     * @param identity the certificate that is shown to it
     */
    public record Security(Optional<Path> authorities, Optional<Config.KeyPair> identity) {}
}
