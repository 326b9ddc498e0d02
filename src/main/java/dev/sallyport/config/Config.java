package dev.sallyport.config;

import dev.sallyport.catalog.Database;
import dev.sallyport.http.ListenAddress;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.logs.LineForm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a gate, checked. Paths are absolute or relative to where the file is, already resolved.
 *
 * @param node names this gate in records; unique among the gates that share a log
 * @param data where the gate keeps its own files
 * @param databases by the name that clients connect to; at least one
 * @param identities by id
 * @param policies the folder of the policy files
 * @param maskKeys the secrets that hashes of policies are made with, by the policy's name
 * @param exports where the records go too, by name
 * @param logs what the lines are written as that the process logs
 * @param observe what the gate tells of itself; nothing if absent
 */
public record Config(
        String node,
        Path data,
        PostgresListener postgres,
        Map<String, Protected> databases,
        Map<String, Identity> identities,
        Path policies,
        Map<String, Secret> maskKeys,
        Audit audit,
        Map<String, Export> exports,
        Limits limits,
        LineForm logs,
        Optional<Observe> observe) {

    public Config {
        databases = Map.copyOf(databases);
        identities = Map.copyOf(identities);
        maskKeys = Map.copyOf(maskKeys);
        exports = Map.copyOf(exports);
    }

    /** Where the gate keeps the certificate that it makes itself. */
    public Path tlsFolder() {
        return data.resolve("tls");
    }

    /** The certificate that the gate has made itself, unless it has another or has not started yet. */
    public Optional<Path> selfSigned() {
        return postgres.tls().identity().isPresent()
                ? Optional.empty()
                : Optional.of(tlsFolder().resolve("gate.crt")).filter(Files::isReadable);
    }

    /** Where PostgreSQL clients connect. */
    public record PostgresListener(String address, int port, ListenerTls tls, boolean cleartextPasswords) {}

    /**
     * TLS towards clients.
     *
     * @param require whether a client without TLS is refused
     * @param identity with which the gate proves who it is; without it, it makes a self-signed certificate
     * @param clientAuthorities PEM file of the authorities whose client certificates are accepted
     */
    public record ListenerTls(boolean require, Optional<KeyPair> identity, Optional<Path> clientAuthorities) {}

    /** PEM files. */
    public record KeyPair(Path certificate, Path key) {}

    /** A database behind the gate. */
    public record Protected(Database database, Upstream upstream, Duration catalogRefresh, boolean verifyPlans) {}

    /**
     * How the gate reaches a database.
     *
     * @param database its name on the server
     * @param password absent where the server asks for none
     * @param authorities PEM file of the authorities that the server's certificate is checked against; the platform's
     *     own without it
     * @param identity the certificate that the gate shows to the server
     */
    public record Upstream(
            String host,
            int port,
            String database,
            String user,
            Optional<Secret> password,
            UpstreamTls tls,
            Optional<Path> authorities,
            Optional<KeyPair> identity) {}

    /** How much of TLS is demanded of a database server; PostgreSQL's {@code sslmode}s that are no guesswork. */
    public enum UpstreamTls {
        /** Certificate and host name are checked. */
        VERIFY_FULL,
        /** The certificate is checked, for any host name. */
        VERIFY_CA,
        /** Encrypted, to whoever answers. */
        REQUIRE,
        /** In the clear. */
        DISABLE
    }

    /**
     * Who may log in.
     *
     * @param certificateSubject the common name of the client certificate that proves the identity
     * @param purposes the purposes a session may declare; the first is taken when it declares none
     * @param actsFor ids of the principals on whose behalf this one acts, nearest first, each once
     * @param databases the databases the identity may connect to; empty means all that policy allows
     */
    public record Identity(
            Principal principal,
            Optional<ScramVerifier> verifier,
            Optional<String> certificateSubject,
            List<String> purposes,
            List<String> actsFor,
            Optional<String> task,
            Set<String> databases) {
        public Identity {
            purposes = List.copyOf(purposes);
            actsFor = List.copyOf(actsFor);
            databases = Set.copyOf(databases);
        }
    }

    /**
     * The journal and the log.
     *
     * @param segmentBytes the size of one file of the journal
     * @param journalKeep how long files of the journal are kept whose records are in the log
     * @param origin the log's name, for everybody who checks it
     * @param witnesses the policy file that names who cosigns the log
     * @param witnessAuthorities PEM file of the authorities that the certificates of witnesses are checked against; the
     *     platform's own without it
     * @param literals whether what statements say beside their normalised text is recorded, encrypted
     * @param index whether the gate keeps an index of the log for searches
     * @param erasers ids of the identities of whom two together may order a person to be erased, or that not to be
     * @param retention how long what is sealed is kept; for ever where no rule is
     */
    public record Audit(
            Durability durability,
            long segmentBytes,
            Duration journalKeep,
            String origin,
            Optional<Path> witnesses,
            Optional<Path> witnessAuthorities,
            boolean literals,
            boolean index,
            Set<String> erasers,
            List<Keep> retention) {

        public Audit {
            erasers = Set.copyOf(erasers);
            retention = List.copyOf(retention);
        }
    }

    /**
     * How long what is sealed is kept.
     *
     * @param jurisdiction of the database that it is about; empty for all that no other rule is for
     */
    public record Keep(Optional<String> jurisdiction, Duration time) {}

    /** What a record survives before its statement runs. */
    public enum Durability {
        /** The death of the process. */
        PROCESS,
        /** The death of the machine, but for the last few milliseconds. */
        GROUP,
        /** The death of the machine. */
        MACHINE
    }

    /**
     * What one gate takes on.
     *
     * @param loginTime from the first byte to the end of the log-in
     * @param maxMessageBytes the largest message of a protocol
     * @param planCache how many plans are kept
     */
    public record Limits(int connections, Duration loginTime, long maxMessageBytes, int planCache) {}

    /**
     * What the gate tells of itself.
     *
     * @param listen where
     * @param statements how many statements are told apart in the statistics of their use; with 0 nothing is counted
     * @param otlp who is sent traces and metrics
     */
    public record Observe(ListenAddress listen, int statements, Optional<Otlp> otlp) {}

    /**
     * A collector of OpenTelemetry's protocol.
     *
     * @param endpoint what {@code /v1/traces} and {@code /v1/metrics} are put behind
     * @param header a secret {@code name: value} that requests carry
     * @param authorities PEM file of the authorities that its certificate is checked against; the platform's own without it
     * @param sample of the statements that belong to no trace yet, how many are traced, 0 to 1
     * @param interval how often metrics are sent
     */
    public record Otlp(
            URI endpoint, Optional<Secret> header, Optional<Path> authorities, double sample, Duration interval) {}

    /**
     * Reads a file.
     *
     * @throws IOException when the file cannot be read; the message names it
     */
    public static ConfigResult load(Path file) throws IOException {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        return ConfigReader.read(file.toString(), folder, Files.readString(file));
    }
}
