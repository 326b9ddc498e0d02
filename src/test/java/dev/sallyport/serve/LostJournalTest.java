package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.audit.JournalReader;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.wire.postgres.RawSession;
import dev.sallyport.wire.postgres.RawSession.Frame;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A gate whose journal cannot be written")
@Timeout(180)
class LostJournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MORE_THAN_FITS = 20_000;

    /** Makes the records long. */
    private static final String PADDING = (", 1 as " + "x".repeat(60)).repeat(60);

    private static final String INSERT = "insert into marks select 1 where exists (select 1" + PADDING + ")";

    @TempDir
    Path folder;

    /** Something that happens to the gate's disk. */
    @FunctionalInterface
    private interface Event {
        void happen() throws IOException;
    }

    @Test
    @DisplayName("denies what it cannot record, lets nobody in, and goes on when the journal is back")
    void folderGone() throws Exception {
        Path journal = folder.resolve("data/journal");
        Path moved = folder.resolve("elsewhere");
        // What is mapped goes on; no segment can be made.
        survives("group", "58030", () -> Files.move(journal, moved), () -> Files.move(moved, journal));
    }

    @Test
    @DisplayName("on a file system that is full denies what it cannot record, and goes on when there is room")
    void full() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (Mount _ = Mount.of("-t", "tmpfs", "-o", "size=48m", "tmpfs", data.toString())) {
            Path filler = data.resolve("filler");
            survives("machine", "53100", () -> fill(filler), () -> Files.delete(filler));
        }
    }

    @Test
    @DisplayName("on a file system that is read-only denies what it cannot record, and goes on when it is not")
    void readOnly() throws Exception {
        String journal = Files.createDirectories(folder.resolve("data/journal")).toString();
        // One that has files open for writing cannot be made read-only: the same files are mounted over it.
        Deque<Mount> over = new ArrayDeque<>();
        Mount.of("--bind", journal, journal).close();
        try {
            survives(
                    "process",
                    "58030",
                    () -> {
                        over.add(Mount.of("--bind", journal, journal));
                        over.getLast().again("-o", "remount,bind,ro");
                    },
                    () -> over.removeLast().close());
        } finally {
            for (Mount left : over) {
                left.close();
            }
        }
    }

    /** A file system that is gone with the test. Needs the right to mount. */
    private record Mount(String place) implements AutoCloseable {

        static Mount of(String... arguments) throws IOException {
            assumeTrue(run(command("mount", arguments)), "not allowed to mount");
            return new Mount(arguments[arguments.length - 1]);
        }

        void again(String... options) throws IOException {
            List<String> command = command("mount", options);
            command.add(place);
            assertThat(run(command)).isTrue();
        }

        private static List<String> command(String program, String... arguments) {
            List<String> command = new ArrayList<>(List.of(program));
            command.addAll(List.of(arguments));
            return command;
        }

        private static boolean run(List<String> command) throws IOException {
            try {
                return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            // Lazily: a mapping lives until it is collected.
            assertThat(run(command("umount", "-l", place))).isTrue();
        }
    }

    private static void fill(Path filler) throws IOException {
        byte[] some = new byte[4096];
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            assertThat(filler).exists();
        }
    }

    private void survives(String durability, String code, Event loss, Event repair) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            Path file = ServedFolder.write(folder, postgres.getPort());
            Files.writeString(
                    file, Files.readString(file).replace("segment: 4MiB", "segment: 2MiB, durability: " + durability));
            Config config = ((ConfigResult.Loaded) Config.load(file)).config();
            long executed;
            try (RunningGate gate = new RunningGate(config, "test");
                    RawSession session = open(gate);
                    RawSession inTransaction = open(gate)) {
                session.query("create table marks (n int)").until('Z');
                inTransaction.query("begin").until('Z');
                loss.happen();
                assertThat(untilDenied(inTransaction, code).getLast().text()).isEqualTo("E");
                assertThat(untilDenied(session, code).getLast().text()).isEqualTo("I");
                denied(session, code);
                executed = executed(postgres);
                assertThatThrownBy(() -> open(gate))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(code)
                        .hasMessageContaining("the audit journal cannot be written");
                assertThat(executed(postgres)).isEqualTo(executed);

                repair.happen();
                untilAnswered(inTransaction, "rollback", "CZI");
                untilAnswered(session, INSERT, "CZI");
                open(gate).close();
                assertThat(executed(postgres)).isEqualTo(++executed);
                logIsWhole();
            }
            check(executed, code.equals("53100") ? "disk full" : "disk failed");
        }
    }

    private static RawSession open(RunningGate gate) throws IOException {
        return RawSession.open(gate.port(), ServedFolder.USER, ServedFolder.PASSWORD, "shop");
    }

    private static List<Frame> untilDenied(RawSession session, String code) throws IOException {
        for (int round = 0; round < MORE_THAN_FITS; round++) {
            List<Frame> answer = session.query(INSERT).until('Z');
            if (answer.getFirst().type() == 'E') {
                assertThat(answer.getFirst().field('C')).isEqualTo(code);
                assertThat(answer.getFirst().field('S')).isEqualTo("ERROR");
                assertThat(answer.getFirst().field('M')).contains("the audit journal cannot be written");
                assertThat(answer.getFirst().field('H')).contains("administrator");
                return answer;
            }
        }
        throw new AssertionError("nothing was denied");
    }

    /** Simply, extended, in a pipeline. */
    private static void denied(RawSession session, String code) throws IOException {
        assertThat(session.query(INSERT).until('Z').getFirst().field('C')).isEqualTo(code);
        session.parse("", INSERT).bind("", "").execute("", 0).sync();
        assertThat(session.answer()).isEqualTo("12EZI");
        session.parse("", INSERT).bind("", "").execute("", 0).bind("", "").execute("", 0);
        session.sync().parse("", INSERT).sync();
        assertThat(session.answer()).isEqualTo("12EZI");
        assertThat(session.answer()).isEqualTo("1ZI");
    }

    private static void untilAnswered(RawSession session, String query, String answer) {
        Awaitility.await()
                .pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> session.query(query).answer(), answer::equals);
    }

    private static long executed(EmbeddedPostgres postgres) throws SQLException {
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from marks")) {
            count.next();
            return count.getLong(1);
        }
    }

    private List<JsonNode> records() throws IOException {
        return new JournalReader(folder.resolve("data/journal"))
                .next().stream()
                        .map(record -> JsonMapper.shared().readTree(record))
                        .toList();
    }

    /** The log has all of it. */
    private void logIsWhole() throws IOException, MalformedNote {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> verified().entries() == records().size());
        assertThat(verified().findings()).isEmpty();
    }

    private Verification verified() throws IOException, MalformedNote {
        VerifierKey key = VerifierKey.parse(
                Files.readString(folder.resolve("data/log.key.pub")).strip());
        return new LogVerifier(new LogFolder(folder.resolve("data/log")), List.of(key), Optional.empty())
                .run(List.of());
    }

    private void check(long executed, String why) throws IOException {
        Map<Integer, Integer> next = new HashMap<>();
        Set<String> inserts = new HashSet<>();
        Set<String> outside = new HashSet<>();
        long done = 0;
        long gaps = 0;
        boolean stopped = false;
        String transaction = "";
        for (JsonNode record : records()) {
            int lane = record.get("lane").asInt();
            assertThat(record.get("nseq").asInt()).isEqualTo(next.merge(lane, 1, Integer::sum) - 1);
            switch (record.get("k").asString()) {
                case "q.intent" -> {
                    String id = record.get("id").asString();
                    inserts.add(id);
                    switch (record.get("st").get("op").asString()) {
                        case "BEGIN" -> transaction = record.get("ses").asString();
                        case "INSERT" -> {
                            if (!record.get("ses").asString().equals(transaction)) {
                                outside.add(id);
                            }
                        }
                        default -> {}
                    }
                }
                case "q.outcome" -> {
                    String intent = record.get("ref").asString();
                    assertThat(inserts.remove(intent)).isTrue();
                    boolean ok = record.get("res").get("st").asString().equals("ok");
                    done += ok && outside.contains(intent) ? 1 : 0;
                }
                case "log.gap" -> {
                    gaps++;
                    assertThat(record.get("res").get("why").asString()).isEqualTo(why);
                    assertThat(record.get("res").get("rows").asInt()).isPositive();
                }
                case "log.stop" -> stopped = true;
                default -> {}
            }
        }
        assertThat(inserts).as("statements without an outcome").isEmpty();
        assertThat(done).isEqualTo(executed);
        assertThat(gaps).isPositive();
        assertThat(stopped).isTrue();
    }
}
