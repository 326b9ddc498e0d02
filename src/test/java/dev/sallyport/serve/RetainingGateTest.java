package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.LogWriter;
import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A gate")
class RetainingGateTest {

    @TempDir
    private Path folder = Path.of(".");

    private Config config() throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/all.yaml"), "policy: all\nrules:\n  - allow: [all]\n");
        Path file = Files.writeString(folder.resolve("sallyport.yaml"), """
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  shop:
                    environment: test
                    jurisdiction: eu
                    upstream: {host: localhost, port: 1, user: nobody, tls: disable}
                audit:
                  retention:
                    - {jurisdiction: eu, keep: 40d}
                """);
        return ((ConfigResult.Loaded) Config.load(file)).config();
    }

    /** What a run of that time has left. */
    private static void ranAt(Instant time, Config config) throws IOException {
        Path journal = config.data().resolve("journal");
        try (Journal written = Journal.open(
                journal, "gate-1", 1, 2 << 20, Journal.Durability.PROCESS, Clock.fixed(time, ZoneOffset.UTC))) {
            GateTrail trail = new GateTrail(written.lane(0));
            trail.loginFailed("hunter2", "shop", "eu", "192.0.2.9", "none", "unknown");
            trail.stopped(List.of());
        }
        try (LogWriter writer = AuditLog.open(config, journal, Cosigner.NONE)) {
            assertThat(writer.advance()).isPositive();
        }
    }

    @Test
    @DisplayName("destroys what is sealed, and was kept as long as its configuration says, and nothing else")
    void retains() throws IOException {
        Config config = config();
        Instant before = Instant.now().minus(Duration.ofDays(50));
        Instant lately = Instant.now().minus(Duration.ofDays(30));
        ranAt(before, config);
        ranAt(lately, config);
        Path sealed = config.data().resolve("sealed/in-eu");
        Path old = sealed.resolve(LocalDate.ofInstant(before, ZoneOffset.UTC) + ".jsonl");
        Path recent = sealed.resolve(LocalDate.ofInstant(lately, ZoneOffset.UTC) + ".jsonl");
        assertThat(List.of(old, recent)).allMatch(Files::exists);
        try (RunningGate _ = new RunningGate(config, "test")) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.notExists(old));
        }
        assertThat(recent).exists();
        Verification found = new LogVerifier(
                        new LogFolder(AuditLog.folder(config)),
                        AuditLog.signing(config).stream()
                                .map(SigningKey::verifier)
                                .toList(),
                        Optional.of(AuditLog.sealed(config)))
                .run(List.of());
        assertThat(found.findings()).isEmpty();
        assertThat(found.sealed()).isEqualTo(2);
    }
}
