package dev.sallyport.wire.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import dev.sallyport.wire.postgres.RawSession.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Message by message, with a client that keeps to no rules. */
@DisplayName("The protocol")
@Timeout(60)
class ProtocolTest {

    @TempDir
    static Path folder;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Semaphore judging = new Semaphore(0);

    private static GateFixture gate;

    @BeforeAll
    static void start() throws IOException {
        gate = new GateFixture(
                folder,
                ProtocolTest::analyze,
                (_, _, _, _, _) -> {
                    throw new AssertionError("nothing is governed here");
                },
                new PostgresMasks(MaskKeys.known(), new PostgresAnalyzer(1)),
                new RelayTest.OnlyForbidden(),
                _ -> Catalog.empty("shop"));
    }

    /** Judging a text with "slowly" in it takes until the test says so. */
    private static Analyzer.Result analyze(String text, Names names) {
        if (text.contains("slowly")) {
            judging.acquireUninterruptibly();
        }
        return RelayTest.analyze(text, names);
    }

    @AfterAll
    static void stop() throws IOException {
        gate.close();
    }

    private static RawSession open() throws IOException {
        return RawSession.open(gate.port(), GateFixture.USER, GateFixture.PASSWORD, "shop");
    }

    @Test
    @DisplayName("3.2 is spoken, with a long cancel key, to clients and to the database")
    void newest() throws IOException {
        try (RawSession session = RawSession.open(
                gate.port(),
                Protocol.VERSION_3_2,
                GateFixture.USER,
                GateFixture.PASSWORD,
                Map.of("database", "shop"))) {
            assertThat(session.greeting()).noneMatch(frame -> frame.type() == 'v');
            Frame key = session.greeting().stream()
                    .filter(frame -> frame.type() == 'K')
                    .findFirst()
                    .orElseThrow();
            assertThat(key.body()).hasSize(4 + 32);
            assertThat(session.query("select 1").answer()).isEqualTo("TDCZI");
        }
    }

    @Test
    @DisplayName("newer minor versions and options are negotiated away")
    void negotiates() throws IOException {
        try (RawSession session = RawSession.open(
                gate.port(),
                3 << 16 | 9999,
                GateFixture.USER,
                GateFixture.PASSWORD,
                Map.of("database", "shop", "_pq_.test_protocol_negotiation", ""))) {
            Frame answer = session.greeting().getFirst();
            assertThat(answer.type()).isEqualTo('v');
            ByteBuffer body = ByteBuffer.wrap(answer.body());
            assertThat(body.getInt()).isEqualTo(Protocol.VERSION_3_2);
            assertThat(body.getInt()).isEqualTo(1);
            assertThat(answer.text()).endsWith("_pq_.test_protocol_negotiation|");
        }
    }

    @Test
    @DisplayName("replication is refused, and so is a version that is not 3")
    void refusedAtStart() throws IOException {
        for (int version : List.of(2 << 16, 4 << 16)) {
            try (RawSession session = RawSession.connect(gate.port())) {
                session.startup(version, Map.of("user", GateFixture.USER));
                assertThat(session.receive().field('C')).isEqualTo("0A000");
                assertThat(session.ends()).isTrue();
            }
        }
        try (RawSession session = RawSession.connect(gate.port())) {
            session.startup(Protocol.VERSION_3_0, Map.of("user", GateFixture.USER, "replication", "database"));
            assertThat(session.receive().field('M')).contains("replication");
            assertThat(session.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("GSS encryption is answered with N, and start-up goes on in the clear")
    void gss() throws IOException {
        try (RawSession session = RawSession.connect(gate.port())) {
            session.bytes(ByteBuffer.allocate(8)
                            .putInt(8)
                            .putInt(Protocol.GSS_REQUEST)
                            .array())
                    .flush();
            assertThat(session.socket().getInputStream().read()).isEqualTo('N');
        }
    }

    @Test
    @DisplayName("a pipeline with an error in the middle goes on after its Sync")
    void pipeline() throws IOException {
        try (RawSession session = open()) {
            session.parse("", "select 1").bind("", "").execute("", 0).send('S');
            session.parse("", "select 1/0").bind("", "").execute("", 0);
            session.parse("", "select 2").bind("", "").execute("", 0).send('S');
            session.parse("", "select 3").bind("", "").execute("", 0).sync();
            assertThat(session.answer()).isEqualTo("12DCZI");
            assertThat(session.answer()).isEqualTo("1EZI").as("planning folds the constant");
            assertThat(session.answer()).isEqualTo("12DCZI");
        }
    }

    @Test
    @DisplayName("a refusal in the middle of a pipeline takes its turn")
    void refusalInPipeline() throws IOException {
        try (RawSession session = open()) {
            session.parse("", "select 1").bind("", "").execute("", 0).send('S');
            session.parse("", "select 'forbidden'").bind("", "").execute("", 0).send('S');
            session.parse("", "select 3").bind("", "").execute("", 0).sync();
            assertThat(session.answer()).isEqualTo("12DCZI");
            List<Frame> refused = session.until('Z');
            assertThat(refused).hasSize(2);
            assertThat(refused.getFirst().field('M')).contains("drop is denied");
            assertThat(session.answer()).isEqualTo("12DCZI");
        }
    }

    @Test
    @DisplayName("a portal gives its rows in parts")
    void portals() throws IOException {
        try (RawSession session = open()) {
            session.query("begin").answer();
            session.parse("", "select * from generate_series(1, 5)").bind("p", "");
            session.execute("p", 2).execute("p", 2).execute("p", 2).sync();
            assertThat(session.answer()).isEqualTo("12DDsDDsDCZT");
            session.send('C', new byte[] {'P'}, RawSession.string("p"))
                    .execute("p", 1)
                    .sync();
            List<Frame> after = session.until('Z');
            assertThat(after).anyMatch(frame -> frame.field('C').equals("34000"));
        }
    }

    @Test
    @DisplayName("a statement is described, flushed and used again under its name")
    void describes() throws IOException {
        try (RawSession session = open()) {
            session.parse("s", "select $1::int").send('D', new byte[] {'S'}, RawSession.string("s"));
            session.send('H').flush();
            assertThat(session.until('T')).extracting(Frame::type).containsExactly('1', 't', 'T');
            session.sync();
            assertThat(session.answer()).isEqualTo("ZI");
            session.parse("s", "select 2").sync();
            assertThat(session.until('Z')).anyMatch(frame -> frame.field('C').equals("42P05"));
        }
    }

    @Test
    @DisplayName("the function call message is refused and the connection goes on")
    void functionCall() throws IOException {
        try (RawSession session = open()) {
            session.send('F', RawSession.int32(1598), new byte[6]).flush();
            List<Frame> answer = session.until('Z');
            assertThat(answer.getFirst().field('C')).isEqualTo("0A000");
            assertThat(session.query("select 1").answer()).isEqualTo("TDCZI");
        }
    }

    @Test
    @DisplayName("notifications come to an idle client")
    void notifies() throws IOException, SQLException {
        try (RawSession session = open();
                Connection other = gate.connect();
                var statement = other.createStatement()) {
            assertThat(session.query("listen news").answer()).isEqualTo("CZI");
            statement.execute("notify news, 'hello'");
            Frame news = session.receive();
            assertThat(news.type()).isEqualTo('A');
            assertThat(news.text()).endsWith("news|hello|");
        }
    }

    @Test
    @DisplayName("a changed parameter is told")
    void parameter() throws IOException {
        try (RawSession session = open()) {
            session.query("set application_name = 'x'");
            assertThat(session.until('Z')).anyMatch(frame -> frame.toString().equals("S:application_name|x|"));
        }
    }

    @Test
    @DisplayName("COPY ends by the client's word, and by its failure")
    void copies() throws IOException {
        try (RawSession session = open()) {
            session.query("create temporary table c (a int)").answer();
            session.query("copy c from stdin");
            assertThat(session.receive().type()).isEqualTo('G');
            session.send('d', "1\n".getBytes(StandardCharsets.US_ASCII))
                    .send('S')
                    .send('H');
            session.send('c').flush();
            assertThat(session.answer()).isEqualTo("CZI");
            session.query("copy c from stdin");
            assertThat(session.receive().type()).isEqualTo('G');
            session.send('f', RawSession.string("enough")).flush();
            List<Frame> failed = session.until('Z');
            assertThat(failed.getFirst().field('C')).isEqualTo("57014");
            session.send('d', "9\n".getBytes(StandardCharsets.US_ASCII)).send('c');
            assertThat(session.query("table c").answer()).isEqualTo("TDCZI");
        }
    }

    @Test
    @DisplayName("several statements in a text answer one by one, and stop at an error")
    void several() throws IOException {
        try (RawSession session = open()) {
            assertThat(session.query("select 1; select 2").answer()).isEqualTo("TDCTDCZI");
            assertThat(session.query("").answer()).isEqualTo("IZI");
            assertThat(session.query("begin").answer()).isEqualTo("CZT");
            assertThat(session.query("select x").answer()).isEqualTo("EZE");
            assertThat(session.query("rollback").answer()).isEqualTo("CZI");
        }
    }

    @Test
    @DisplayName("only the session's own key cancels")
    void cancelKeys() throws IOException {
        try (RawSession session = open()) {
            Frame key = session.greeting().stream()
                    .filter(frame -> frame.type() == 'K')
                    .findFirst()
                    .orElseThrow();
            session.query("select pg_sleep(0.7)");
            byte[] wrong = key.body().clone();
            wrong[7] ^= 1;
            cancel(wrong);
            assertThat(session.answer()).isEqualTo("TDCZI");
            session.query("select pg_sleep(30)");
            Awaitility.await().atMost(PATIENCE).until(ProtocolTest::sleeping); // an earlier request cancels nothing
            cancel(key.body());
            assertThat(session.until('Z')).anyMatch(frame -> frame.field('C').equals("57014"));
        }
    }

    @Test
    @DisplayName("what was judged for a message that an error skips is for no other message")
    void verdictOfSkipped() throws IOException {
        for (String next : List.of("forbidden", "select 1")) {
            try (RawSession session = open()) {
                session.parse("", "select 1/0").bind("", "").execute("", 0);
                session.parse("", next.equals("forbidden") ? "select 'slowly'" : "forbidden slowly");
                session.bind("", "").execute("", 0).sync().flush();
                assertThat(session.until('E').getLast().field('C')).isEqualTo("22012");
                judging.release();
                assertThat(session.answer()).isEqualTo("ZI");
                String expected = next.equals("forbidden") ? "EZI" : "TDCZI";
                assertThat(session.query(next).answer()).isEqualTo(expected);
                assertThat(session.parse("", next).sync().answer()).isEqualTo(next.equals("forbidden") ? "EZI" : "1ZI");
            }
        }
    }

    @Test
    @DisplayName("the process in the session's key is the database's, as in notifications and pg_backend_pid()")
    void process() throws SQLException {
        try (Connection connection = gate.connect();
                Statement statement = connection.createStatement()) {
            PGConnection told = connection.unwrap(PGConnection.class);
            statement.execute("listen told");
            statement.execute("notify told");
            assertThat(told.getNotifications(5_000))
                    .extracting(PGNotification::getPID)
                    .containsExactly(told.getBackendPID());
            try (ResultSet rows = statement.executeQuery("select pg_backend_pid()")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(told.getBackendPID());
            }
        }
    }

    private static boolean sleeping() throws SQLException {
        try (Connection direct = gate.postgres().getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement();
                ResultSet rows =
                        statement.executeQuery("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")) {
            return rows.next() && rows.getInt(1) > 0;
        }
    }

    private static void cancel(byte[] key) throws IOException {
        try (RawSession request = RawSession.connect(gate.port())) {
            ByteBuffer packet = ByteBuffer.allocate(8 + key.length).putInt(8 + key.length);
            request.bytes(packet.putInt(Protocol.CANCEL_REQUEST).put(key).array())
                    .flush();
            assertThat(request.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("messages that lie about their length end the session and nothing else")
    void lies() throws IOException, SQLException {
        for (byte[] bytes : List.of(
                message('Q', 3),
                message('Q', -1),
                message('E', Integer.MAX_VALUE),
                message('S', 1 << 20),
                message('\0', 4),
                "\u0016\u0003\u0001garbage".getBytes(StandardCharsets.ISO_8859_1))) {
            try (RawSession session = open()) {
                session.bytes(bytes).flush();
                Frame end = session.receive();
                assertThat(end.field('S')).isEqualTo("FATAL");
                assertThat(end.field('C')).isEqualTo("08P01");
                assertThat(session.ends()).isTrue();
            }
        }
        try (Connection connection = gate.connect()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    private static byte[] message(char type, int length) {
        return ByteBuffer.allocate(5).put((byte) type).putInt(length).array();
    }

    @Test
    @DisplayName("random messages never hang a session nor harm another")
    void random() throws IOException, SQLException {
        Random random = new Random(20261124);
        for (int round = 0; round < 120; round++) {
            try (RawSession session = open()) {
                session.socket().setSoTimeout(2_000);
                for (int count = random.nextInt(1, 12); count > 0; count--) {
                    session.bytes(anything(random));
                }
                session.send('c').send('S').query("select 1").send('X').flush();
                drain(session, round);
            } catch (SocketException broken) {
                // The gate had closed while we wrote: a proper end too.
            }
        }
        try (Connection connection = gate.connect()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    private static void drain(RawSession session, int round) throws IOException {
        List<Frame> got = new ArrayList<>();
        try {
            while (true) {
                got.add(session.receive());
            }
        } catch (EOFException | SocketException closed) {
            // as it should be
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("round " + round + " hangs after " + got, silent);
        }
    }

    private static byte[] anything(Random random) {
        String types = "QPBEDCHSdcfF";
        byte[][] bodies = {
            RawSession.string("select 1"),
            RawSession.string("begin"),
            RawSession.string("select 'forbidden'"),
            RawSession.string("copy (select 1) to stdout"),
            ByteBuffer.allocate(12)
                    .put(RawSession.string(""))
                    .put(RawSession.string("select 1"))
                    .array(),
            new byte[8],
            new byte[0],
            {'S', 0},
            {'P', 0},
            {0, 0, 0, 0, 0}
        };
        byte[] body = bodies[random.nextInt(bodies.length)].clone();
        if (body.length > 0 && random.nextInt(3) == 0) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) types.charAt(random.nextInt(types.length())))
                .putInt(4 + body.length)
                .put(body)
                .array();
    }
}
