package dev.sallyport.wire.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.FailingDisk;
import dev.sallyport.audit.Journal;
import dev.sallyport.catalog.Catalog;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import dev.sallyport.wire.postgres.RawSession.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A session whose gate's disk breaks")
@Timeout(120)
class FailedDiskSessionTest {

    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    @TempDir
    Path folder;

    private final FailingDisk disk = new FailingDisk();

    private GateFixture start() throws IOException {
        return new GateFixture(
                folder,
                RelayTest::analyze,
                (text, _, _, _, _) -> {
                    throw new AssertionError("nothing is governed here: " + text.length());
                },
                new PostgresMasks(MaskKeys.known(), new PostgresAnalyzer(1)),
                new RelayTest.OnlyForbidden(),
                _ -> Catalog.empty("shop"),
                Journal.Durability.GROUP,
                disk);
    }

    private static RawSession open(GateFixture gate) throws IOException {
        return RawSession.open(gate.port(), GateFixture.USER, GateFixture.PASSWORD, "shop");
    }

    private static Frame error(List<Frame> frames) {
        return frames.stream().filter(frame -> frame.type() == 'E').findFirst().orElseThrow();
    }

    private static void untilTroubled(GateFixture gate, boolean troubled) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> gate.journal().trouble().isPresent() == troubled);
    }

    @Test
    @DisplayName(
            "ends when the end of its statement cannot be recorded, which is recorded later; one that waits goes on")
    void underWay() throws Exception {
        // Every second session is on the same event loop, and so are those of its lane.
        try (GateFixture gate = start();
                RawSession busy = open(gate);
                RawSession _ = open(gate);
                RawSession idle = open(gate)) {
            try (Connection direct = gate.postgres().getPostgresDatabase().getConnection();
                    Statement lock = direct.createStatement()) {
                lock.execute("select pg_advisory_lock(1)");
                busy.query("select pg_advisory_lock(1)");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> records(gate, "q.intent").size() == 1);
                disk.broken(true);
                // What is refused leaves a record, and no end that is to be recorded.
                assertThat(idle.query("forbidden").answer()).isEqualTo("EZI");
                untilTroubled(gate, true);
                lock.execute("select pg_advisory_unlock(1)");
            }
            Frame end = error(busy.until('E'));
            assertThat(end.field('S')).isEqualTo("FATAL");
            assertThat(end.field('C')).isEqualTo("58030");
            assertThat(end.field('M')).contains("how a statement ended cannot be recorded");
            assertThat(busy.ends()).isTrue();

            denied(idle);
            assertThatThrownBy(() -> open(gate)).isInstanceOf(IOException.class).hasMessageContaining("58030");
            disk.broken(false);
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> idle.query("select 1").answer(), "TDCZI"::equals);
            untilTroubled(gate, false);
            open(gate).close();
            String intent = id(records(gate, "q.intent").getFirst());
            assertThat(records(gate, "q.outcome"))
                    .filteredOn(record -> record.contains("\"ref\":\"" + intent + "\""))
                    .singleElement()
                    .asString()
                    .contains("\"st\":\"ok\"");
            assertThat(records(gate, "log.gap")).isNotEmpty().allMatch(gap -> gap.contains("\"why\":\"disk failed\""));
            assertThat(disk.askedAgain()).isFalse();
        }
    }

    /** Simply, extended, in a pipeline. */
    private static void denied(RawSession idle) throws IOException {
        List<Frame> simple = idle.query("select 1").until('Z');
        assertThat(error(simple).field('S')).isEqualTo("ERROR");
        assertThat(error(simple).field('C')).isEqualTo("58030");
        assertThat(error(simple).field('M')).contains("the audit journal cannot be written");
        assertThat(error(simple).field('H')).contains("administrator");
        idle.parse("", "select 1").bind("", "").execute("", 0).sync();
        assertThat(idle.answer()).isEqualTo("12EZI");
        idle.parse("", "select 1").bind("", "").execute("", 0).bind("", "").execute("", 0);
        idle.sync().parse("", "select 1").sync();
        assertThat(idle.answer()).isEqualTo("12EZI");
        assertThat(idle.answer()).isEqualTo("1ZI");
    }

    private static List<String> records(GateFixture gate, String kind) throws IOException {
        return gate.records().stream()
                .filter(record -> record.contains("\"k\":\"" + kind + "\""))
                .toList();
    }

    private static String id(String record) {
        Matcher found = ID.matcher(record);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    @DisplayName("fails its transaction with what is denied in it, and goes on when the disk does")
    void inTransaction() throws IOException, SQLException {
        try (GateFixture gate = start();
                RawSession session = open(gate);
                RawSession _ = open(gate);
                RawSession other = open(gate)) {
            session.query("create table kept (n int)").until('Z');
            session.query("begin").until('Z');
            session.query("insert into kept values (1)").until('Z');
            disk.broken(true);
            assertThat(other.query("forbidden").answer()).isEqualTo("EZI");
            untilTroubled(gate, true);
            List<Frame> denied = session.query("insert into kept values (2)").until('Z');
            assertThat(error(denied).field('C')).isEqualTo("58030");
            assertThat(denied.getLast().text()).isEqualTo("E");
            disk.broken(false);
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> session.query("rollback").answer(), "CZI"::equals);
            session.query("select count(*) from kept");
            assertThat(session.until('Z').get(1).text()).endsWith("0");
        }
    }
}
