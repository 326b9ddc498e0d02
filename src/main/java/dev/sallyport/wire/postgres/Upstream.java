package dev.sallyport.wire.postgres;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the gate reaches a database.
 *
 * @param password asked for at each log-in, so that it may change; may block; empty when there is none
 */
public record Upstream(
        String host,
        int port,
        String database,
        String user,
        Supplier<Optional<String>> password,
        Tls tls,
        Optional<Path> authorities,
        Optional<Path> certificate,
        Optional<Path> key) {

    /** How much of TLS is demanded. */
    public enum Tls {
        VERIFY_FULL,
        VERIFY_CA,
        REQUIRE,
        DISABLE
    }
}
