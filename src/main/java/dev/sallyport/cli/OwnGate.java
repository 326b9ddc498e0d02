package dev.sallyport.cli;

import dev.sallyport.client.PostgresClient;
import dev.sallyport.client.Transport;
import dev.sallyport.config.Config;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.serve.RunningGate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A gate of a command's own: as the configuration says, but on a free port of this machine, with a data folder that is
 * thrown away, and with a password for one identity that nobody else knows.
 */
final class OwnGate implements AutoCloseable {

    private static final int PASSWORD_BYTES = 24;

    private final Config config;
    private final ScratchFolder folder;
    private final RunningGate gate;
    private final String identity;
    private final String password;

    private OwnGate(Config config, ScratchFolder folder, String identity, String password) throws IOException {
        this.config = config;
        this.folder = folder;
        this.gate = new RunningGate(config, Version.NUMBER);
        this.identity = identity;
        this.password = password;
    }

    static OwnGate start(Config configured, Path policies, String identity, SecureRandom random) throws IOException {
        byte[] secret = new byte[PASSWORD_BYTES];
        random.nextBytes(secret);
        String password = Base64.getEncoder().encodeToString(secret);
        ScratchFolder folder = ScratchFolder.make();
        try {
            Map<String, Config.Identity> identities = new HashMap<>(configured.identities());
            identities.put(
                    identity,
                    withPassword(
                            Objects.requireNonNull(configured.identities().get(identity)),
                            ScramVerifier.of(password.toCharArray(), random)));
            Config own = new Config(
                    configured.node(),
                    folder.path(),
                    new Config.PostgresListener(
                            "127.0.0.1", 0, new Config.ListenerTls(true, Optional.empty(), Optional.empty()), false),
                    configured.databases(),
                    identities,
                    policies,
                    configured.maskKeys(),
                    configured.audit(),
                    // What it tries is nobody's business but of who runs it.
                    Map.of(),
                    configured.limits(),
                    configured.logs(),
                    Optional.empty());
            return new OwnGate(own, folder, identity, password);
        } catch (IOException failed) {
            folder.close();
            throw failed;
        }
    }

    private static Config.Identity withPassword(Config.Identity identity, ScramVerifier verifier) {
        return new Config.Identity(
                identity.principal(),
                Optional.of(verifier),
                identity.certificateSubject(),
                identity.purposes(),
                identity.actsFor(),
                identity.task(),
                identity.databases());
    }

    /** What it runs with: its folder holds the key of its hashes. */
    Config config() {
        return config;
    }

    PostgresClient connect(Map<String, String> parameters, Duration silence, int buffer) throws IOException {
        Transport transport =
                new Transport("localhost", gate.port(), Transport.Tls.VERIFY_FULL, config.selfSigned(), silence);
        return PostgresClient.open(transport, identity, password, parameters, buffer);
    }

    @Override
    public void close() throws IOException {
        gate.close();
        folder.close();
    }
}
