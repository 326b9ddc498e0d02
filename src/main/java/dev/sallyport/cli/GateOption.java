package dev.sallyport.cli;

import dev.sallyport.client.Transport;
import dev.sallyport.config.Config;
import dev.sallyport.yaml.Suggestion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that say where the gate is, for commands that are its clients. */
final class GateOption {

    private static final int DEFAULT_PORT = 6432;
    private static final String LOCAL = "localhost";
    private static final Set<String> LOCAL_ADDRESSES = Set.of("0.0.0.0", "::", "127.0.0.1", "::1");
    private static final Set<String> SSL_MODES = Set.of("disable", "require", "verify-ca", "verify-full");

    @Option(names = "--host", paramLabel = "HOST", description = "The gate's host (default: from the configuration).")
    private Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "The gate's port (default: from the configuration).")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--sslmode",
            paramLabel = "MODE",
            defaultValue = "verify-full",
            description = "verify-full, verify-ca, require or disable (default: ${DEFAULT-VALUE}).")
    private String sslmode = "verify-full";

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file that the gate's certificate is checked against (default: the certificate that the"
                    + " gate made itself, if it did).")
    private Optional<Path> authorities = Optional.empty();

    /** Ends the command when an option is wrong. */
    void check() {
        if (!SSL_MODES.contains(sslmode)) {
            throw CommandFailure.usage(
                    "there is no sslmode '" + sslmode + "'" + Suggestion.text(sslmode, SSL_MODES),
                    "Take one that is no guesswork: verify-full, verify-ca, require or disable.");
        }
    }

    /** Whether the options alone say where the gate is. */
    boolean named() {
        return host.isPresent();
    }

    /** By the options alone. */
    GateAddress address(String database, String user) {
        return new GateAddress(
                host.orElse(LOCAL), port.orElse(DEFAULT_PORT), database, user, sslmode, absolute(authorities));
    }

    /** By the configuration, where the options do not say otherwise. */
    GateAddress address(Config config, String database, String user) {
        if (named()) {
            return address(database, user);
        }
        Config.PostgresListener listener = config.postgres();
        return new GateAddress(
                LOCAL_ADDRESSES.contains(listener.address()) ? LOCAL : listener.address(),
                port.orElseGet(() -> fixed(listener.port())),
                database,
                user,
                sslmode,
                absolute(authorities.or(config::selfSigned)));
    }

    /** The same for a client of this program. */
    Transport transport(Config config, Duration silence) {
        check();
        GateAddress address = address(config, "", "");
        Transport.Tls tls = switch (sslmode) {
            case "disable" -> Transport.Tls.DISABLE;
            case "require" -> Transport.Tls.REQUIRE;
            case "verify-ca" -> Transport.Tls.VERIFY_CA;
            default -> Transport.Tls.VERIFY_FULL;
        };
        return new Transport(address.host(), address.port(), tls, address.authorities(), silence);
    }

    private static int fixed(int configured) {
        if (configured == 0) {
            throw CommandFailure.usage(
                    "the configuration lets the gate take any free port",
                    "Give --port with the one that it printed when it started.");
        }
        return configured;
    }

    private static Optional<Path> absolute(Optional<Path> file) {
        return file.map(Path::toAbsolutePath).map(Path::normalize);
    }
}
