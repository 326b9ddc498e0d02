package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogKeys;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.TrustPolicy;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.witness.StateFolder;
import dev.sallyport.audit.witness.Witness;
import dev.sallyport.audit.witness.WitnessServer;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A gate whose log has a witness")
class WitnessedGateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of(".");

    private Path data() {
        return folder.resolve("data");
    }

    private Optional<SignedNote> checkpoint() throws IOException {
        Optional<String> note = new LogFolder(data().resolve("log")).checkpoint();
        try {
            return note.isEmpty() ? Optional.empty() : Optional.of(SignedNote.parse(note.get()));
        } catch (MalformedNote damaged) {
            throw new IOException(damaged);
        }
    }

    private static boolean witnessed(TrustPolicy policy, Optional<SignedNote> note) {
        return note.isPresent()
                && policy.judge(note.get()) instanceof TrustPolicy.Judgement.Signed signed
                && signed.quorum();
    }

    private void run(Config config, int statements) throws IOException, SQLException {
        try (RunningGate gate = new RunningGate(config, "test");
                Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:%d/shop".formatted(gate.port()),
                        ServedFolder.USER,
                        ServedFolder.PASSWORD);
                Statement statement = connection.createStatement()) {
            for (int number = 0; number < statements; number++) {
                statement.execute("select " + number);
            }
        }
    }

    /** Has the configuration name the witnesses. */
    private static void name(Path file) throws IOException {
        Files.writeString(
                file, Files.readString(file).replace("segment: 4MiB", "segment: 4MiB, witnesses: witnesses.policy"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path place = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(file, place);
                }
            }
        }
    }

    @Test
    @DisplayName("has its checkpoints cosigned, and no other history of them")
    void cosigned() throws IOException, SQLException, MalformedNote {
        SigningKey key = LogKeys.key(data().resolve("log.key"), "sallyport/gate-1", VerifierKey.Type.NOTE);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                StateFolder state = StateFolder.open(folder.resolve("witness"))) {
            SigningKey own = state.makeKey("example.com/witness");
            Witness witness = new Witness(own, List.of(key.verifier()), state, Clock.systemUTC());
            try (WitnessServer server = WitnessServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), witness)) {
                Path file = ServedFolder.write(folder, postgres.getPort());
                Path policyFile = Files.writeString(
                        folder.resolve("witnesses.policy"),
                        "log %s\nwitness one %s http://127.0.0.1:%d\nquorum one\n"
                                .formatted(key.verifier(), own.verifier(), server.port()));
                name(file);
                TrustPolicy policy = Witnesses.policy(policyFile);
                Config config = ((ConfigResult.Loaded) Config.load(file)).config();
                run(config, 5);
                assertThat(witnessed(policy, checkpoint())).isTrue();
                copy(data(), folder.resolve("backup"));
                run(config, 300);
                assertThat(witnessed(policy, checkpoint())).isTrue();

                Files.move(data(), folder.resolve("right"));
                Files.move(folder.resolve("backup"), data());
                run(config, 1);
                Awaitility.await().atMost(PATIENCE).until(() -> checkpoint().isPresent());
                assertThat(witnessed(policy, checkpoint()))
                        .as("history after a backup")
                        .isFalse();
            }
        }
    }

    @Test
    @DisplayName("does not start with a policy file that is wrong")
    void wrong() throws IOException {
        Path file = ServedFolder.write(folder, 1);
        Files.writeString(folder.resolve("witnesses.policy"), "witness one nonsense\n");
        name(file);
        Config config = ((ConfigResult.Loaded) Config.load(file)).config();
        assertThatThrownBy(() -> new RunningGate(config, "test").close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("witnesses.policy: line 1");
    }
}
