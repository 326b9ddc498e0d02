package dev.sallyport.wire.postgres;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A session whose records have to survive the machine")
@Timeout(120)
class DurableSessionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Enough for a statement that was sent to have run. */
    private static final Duration A_WHILE = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private final FailingDisk disk = new FailingDisk();
    private GateFixture gate;

    @BeforeEach
    void start() throws IOException, SQLException {
        gate = new GateFixture(
                folder,
                RelayTest::analyze,
                (text, _, _, _, _) -> {
                    throw new AssertionError("nothing is governed here: " + text.length());
                },
                new PostgresMasks(MaskKeys.known(), new PostgresAnalyzer(1)),
                new RelayTest.OnlyForbidden(),
                _ -> Catalog.empty("shop"),
                Journal.Durability.MACHINE,
                disk);
        try (Connection direct = gate.postgres().getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement()) {
            statement.execute("create table marks (n int)");
        }
    }

    @AfterEach
    void stop() throws IOException {
        disk.release();
        gate.close();
    }

    private RawSession open() throws IOException {
        return RawSession.open(gate.port(), GateFixture.USER, GateFixture.PASSWORD, "shop");
    }

    private long marks() throws SQLException {
        try (Connection direct = gate.postgres().getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from marks")) {
            count.next();
            return count.getLong(1);
        }
    }

    private void untilIntents(int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> gate.records().stream()
                                .filter(record -> record.contains("\"k\":\"q.intent\""))
                                .count()
                        == count);
    }

    private void nothingRuns() {
        Awaitility.await().during(A_WHILE).atMost(PATIENCE).until(() -> marks() == 0);
    }

    private void parsed(RawSession session) throws IOException {
        session.parse("one", "insert into marks values (1)").sync();
        assertThat(session.answer()).isEqualTo("1ZI");
    }

    @Test
    @DisplayName("sends nothing before they do, and everything in order then")
    void waits() throws Exception {
        try (RawSession simple = open();
                RawSession pipelined = open()) {
            parsed(pipelined);
            disk.hold();
            simple.query("insert into marks values (2)");
            pipelined
                    .bind("", "one")
                    .execute("", 0)
                    .bind("", "one")
                    .execute("", 0)
                    .sync();
            pipelined.query("select n from marks order by n limit 1");
            untilIntents(3);
            nothingRuns();
            disk.release();
            assertThat(simple.answer()).isEqualTo("CZI");
            assertThat(pipelined.answer()).isEqualTo("2C2CZI");
            List<Frame> read = pipelined.until('Z');
            assertThat(read.get(1).text()).endsWith("1");
            assertThat(marks()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("sends what came before its client went away, once they do")
    void goesAway() throws Exception {
        try (RawSession session = open()) {
            disk.hold();
            session.query("insert into marks values (1)").send('X').flush();
            untilIntents(1);
            nothingRuns();
        }
        disk.release();
        Awaitility.await().atMost(PATIENCE).until(() -> marks() == 1);
    }

    @Test
    @DisplayName("sends nothing when the disk fails them, and ends")
    void fails() throws Exception {
        try (RawSession session = open()) {
            parsed(session);
            disk.hold();
            session.bind("", "one").execute("", 0).sync();
            untilIntents(1);
            disk.broken(true);
            disk.release();
            Frame end = session.receive();
            assertThat(end.field('C')).isEqualTo("58030");
            assertThat(end.field('S')).isEqualTo("FATAL");
            assertThat(session.ends()).isTrue();
            nothingRuns();
            disk.broken(false);
        }
    }

    @Test
    @DisplayName("shares what is forced with all others")
    void shares() throws Exception {
        int count = 20;
        List<RawSession> sessions = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            sessions.add(open());
        }
        // Once each, so that their plans are known.
        for (RawSession session : sessions) {
            parsed(session);
        }
        disk.hold();
        int before = disk.forces();
        for (RawSession session : sessions) {
            session.bind("", "one").execute("", 0).sync();
        }
        untilIntents(count);
        disk.release();
        for (RawSession session : sessions) {
            assertThat(session.answer()).isEqualTo("2CZI");
        }
        // Their intents, and as they come their outcomes; there are two lanes.
        assertThat(disk.forces() - before).isLessThan(count);
        for (RawSession session : sessions) {
            session.close();
        }
    }
}
