package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Journal;
import dev.sallyport.audit.Particulars;
import dev.sallyport.audit.Served;
import dev.sallyport.audit.StatementPart;
import dev.sallyport.audit.Trail;
import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogKeys;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.log.LogWriter;
import dev.sallyport.audit.log.PrivateLeaves;
import dev.sallyport.audit.log.Said;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.identity.Session;
import dev.sallyport.serve.AuditLog;
import dev.sallyport.serve.RunningGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What statements said")
class AuditStatementsTest {

    private static final List<String> BY =
            List.of("--case", "DSR-2", "--reason", "request", "--by", "carol", "--by", "dan");

    @TempDir
    private Path folder = Path.of(".");

    private CommandRun run(String... arguments) {
        Deque<String> typed = new ArrayDeque<>(List.of("carol's", "dan's"));
        Surroundings surroundings = new Surroundings(
                () -> {
                    throw new IllegalStateException("no dialect is needed");
                },
                _ -> typed.remove().toCharArray(),
                new SecureRandom());
        List<String> all = new ArrayList<>(List.of(
                "audit",
                arguments[0],
                "--config",
                folder.resolve("sallyport.yaml").toString()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return CommandRun.of(Sallyport.commandLine(surroundings), all.toArray(String[]::new));
    }

    private CommandRun ordered(String command, String... what) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(what));
        arguments.addAll(BY);
        return run(arguments.toArray(String[]::new));
    }

    private CommandRun erase(List<String> records) {
        return ordered(
                "erase",
                records.stream()
                        .flatMap(record -> Stream.of("--record", record))
                        .toArray(String[]::new));
    }

    private static String verifier(String password) {
        return ScramVerifier.of(password.toCharArray(), new SecureRandom()).format();
    }

    private Config config() throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/all.yaml"), "policy: all\nrules:\n  - allow: [all]\n");
        Path file = Files.writeString(
                folder.resolve("sallyport.yaml"), """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  shop:
                    environment: test
                    upstream: {host: localhost, port: 1, user: nobody, tls: disable}
                identities:
                  carol: {kind: human, verifier: '%s'}
                  dan: {kind: human, verifier: '%s'}
                audit: {erasers: [carol, dan]}
                """.formatted(verifier("carol's"), verifier("dan's")));
        return ((ConfigResult.Loaded) Config.load(file)).config();
    }

    /** What a run has left in which ada sent three statements. */
    @BeforeEach
    void said() throws IOException {
        Config config = config();
        Path data = config.data();
        Session session = new Session(
                "0198f1a2-7c3d-7000-8a1b-2c3d4e5f6071",
                new Delegation(List.of(new Principal("ada", Principal.Kind.HUMAN, Set.of(), Map.of()))),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "192.0.2.1",
                "psql",
                "scram-sha-256",
                true,
                Instant.now());
        try (Journal journal = Journal.open(
                data.resolve("journal"), "gate-1", 1, 2 << 20, Journal.Durability.PROCESS, Clock.systemUTC())) {
            Trail trail = new Trail(journal.lane(0), session, new Served("postgresql", "", "app"));
            trail.opened("0".repeat(64));
            for (int count = 0; count < 3; count++) {
                trail.denied(StatementPart.unread("0".repeat(64), "42601", 12), Particulars.NONE);
            }
            trail.closed("client left");
        }
        Deque<byte[]> particulars = new ArrayDeque<>(List.of(
                Said.bytes("", List.of()),
                Said.bytes("select 'first'", List.of(Optional.of("it's"), Optional.empty())),
                Said.bytes("select '\u001b[31mred\u202e\u009b'", List.of()),
                Said.bytes("select 'third'", List.of()),
                Said.bytes("", List.of())));
        try (LogWriter writer = new LogWriter(
                AuditLog.folder(config),
                data.resolve("log.state"),
                data.resolve("journal"),
                List.of(LogKeys.key(AuditLog.key(config), config.audit().origin(), VerifierKey.Type.NOTE)),
                new Said(
                        new PrivateLeaves(
                                AuditLog.origin(config),
                                KeyTable.open(AuditLog.units(config), new SecureRandom()),
                                AuditLog.sealed(config),
                                AuditLog.holds(config),
                                data.resolve("log.state/erase"),
                                Said.OPEN),
                        particulars::remove),
                Cosigner.NONE)) {
            assertThat(writer.advance()).isEqualTo(5);
        }
    }

    private List<String> records() throws IOException {
        return new LogReader(new LogFolder(folder.resolve("data/log")), 0)
                .read().stream()
                        .map(LogEntry::record)
                        .filter(record -> record.path("k").asString().equals("q.deny"))
                        .map(record -> record.path("id").asString())
                        .toList();
    }

    @Test
    @DisplayName("is shown with its parameters, and steers no terminal")
    void shown() throws IOException {
        assertThat(run("show", records().getFirst()).out())
                .contains("\"txt\" : \"select 'first'\"")
                .containsPattern("\"par\" : \\[ \"it's\", null \\]");
        assertThat(run("show", "2").out())
                .contains("select '\\u001B[31mred\\u202e\\u009b'")
                .doesNotContain("\u001b", "\u202e", "\u009b");
        assertThat(run("reindex").code()).isZero();
        CommandRun session = run("session", "0198f1a2*", "--statements");
        assertThat(session.err()).isEmpty();
        assertThat(session.out())
                .contains(
                        "select 'first'  ($1 = 'it''s', $2 = NULL)", "select '\\u001b[31mred\\u202e", "select 'third'")
                .doesNotContain("\u001b", "\u202e");
        assertThat(run("session", "0198f1a2*").out()).doesNotContain("first");
        assertThat(run("session", "0198f1a2*", "--statements", "--json").out())
                .contains("\"stmt\":{\"par\":[\"it's\",null],\"txt\":\"select 'first'\"}");
    }

    @Test
    @DisplayName("is erased by single records when two who may order it, unless under hold, and the log verifies")
    void erased() throws IOException {
        List<String> records = records();
        assertThat(ordered("erase").err()).contains("(--person=ID | --record=RECORD");
        assertThat(erase(List.of("0")).err()).contains("nothing that a statement said is sealed of record");
        assertThat(erase(List.of("nonsense")).err()).contains("the log has no record nonsense");
        try (RunningGate _ = new RunningGate(config(), "test")) {
            assertThat(ordered("hold", "--person", "ada").code()).isZero();
            CommandRun held = erase(List.of(records.get(0)));
            assertThat(held.code()).isEqualTo(1);
            assertThat(held.err()).contains("record " + records.get(0) + " is under hold for case DSR-2 (request)");
            assertThat(ordered("release", "--person", "ada").code()).isZero();

            CommandRun ran = erase(List.of(records.get(0), records.get(1)));
            assertThat(ran.err()).isEmpty();
            assertThat(ran.code()).isZero();
            assertThat(ran.out().lines())
                    .containsExactly(
                            "erased: nobody can tell any more what record " + records.get(0) + " said",
                            "erased: nobody can tell any more what record " + records.get(1) + " said");
            assertThat(run("show", records.get(0)).out()).contains("\"stmt\" : \"erased\"");
            assertThat(run("show", records.get(2)).out()).contains("select 'third'");
            assertThat(erase(List.of(records.get(1))).err())
                    .contains("nobody can tell any more what record " + records.get(1) + " said");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> run("verify").out().contains("The log is what was written"));
        }
    }
}
