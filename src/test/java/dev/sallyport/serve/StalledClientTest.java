package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.wire.postgres.RawSession;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gate with little memory in front of those who read or write slowly. */
@DisplayName("A gate with 256 MiB of heap and 64 MiB beside it")
class StalledClientTest {

    private static final long ROWS = 1 << 20;
    private static final int ROW_BYTES = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static GateProcess gate;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        gate = GateProcess.start(
                ServedFolder.write(folder, postgres.getPort()),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError");
    }

    @AfterAll
    static void stop() throws IOException {
        gate.close();
        postgres.close();
    }

    private static RawSession open() throws IOException {
        return RawSession.open(gate.port(), ServedFolder.USER, ServedFolder.PASSWORD, "shop");
    }

    private static String single(String sql) throws SQLException {
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static void awaitState(String event, String query) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> single("select coalesce(wait_event, '') from pg_stat_activity where query like '" + query
                                + "' and pid <> pg_backend_pid()")
                        .equals(event));
    }

    @Test
    @DisplayName("holds a gigabyte back from a client that does not read, and then gives all of it")
    void result() throws IOException {
        try (RawSession slow = open();
                RawSession other = open()) {
            slow.query("select repeat('x', %d) from generate_series(1, %d)".formatted(ROW_BYTES, ROWS));
            awaitState("ClientWrite", "select repeat(%");
            assertThat(other.query("select 1").answer()).isEqualTo("TDCZI");
            long rows = 0;
            for (RawSession.Frame frame = slow.receive(); frame.type() != 'Z'; frame = slow.receive()) {
                rows += frame.type() == 'D' && frame.body().length == 6 + ROW_BYTES ? 1 : 0;
            }
            assertThat(rows).isEqualTo(ROWS);
            assertThat(gate.alive()).isTrue();
        }
    }

    @Test
    @DisplayName("holds a client back whose COPY the database does not take, and then takes all of it")
    void copy() throws Exception {
        int lines = 200_000;
        byte[] line = new byte[ROW_BYTES];
        Arrays.fill(line, (byte) 'y');
        line[ROW_BYTES - 1] = '\n';
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement()) {
            statement.execute("create table taken (line text)");
            statement.execute("create function hold() returns trigger language plpgsql as"
                    + " 'begin perform pg_advisory_xact_lock(7); return new; end'");
            statement.execute("create trigger hold before insert on taken for each row execute function hold()");
        }
        AtomicLong sent = new AtomicLong();
        try (RawSession slow = open();
                Connection holder = postgres.getPostgresDatabase().getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(7)");
            slow.query("copy taken from stdin");
            assertThat(slow.receive().type()).isEqualTo('G');
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    for (int at = 0; at < lines; at++) {
                        slow.send('d', line);
                        sent.incrementAndGet();
                    }
                    slow.send('c').flush();
                } catch (IOException failed) {
                    sent.set(-1);
                }
            });
            awaitState("advisory", "copy taken%");
            AtomicLong last = new AtomicLong(-1);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(300))
                    .atMost(PATIENCE)
                    .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
            assertThat(sent.get()).as("held back").isLessThan(lines / 2);
            statement.execute("select pg_advisory_unlock(7)");
            sender.join();
            assertThat(slow.answer()).isEqualTo("CZI");
            assertThat(single("select count(*) from taken")).isEqualTo(Integer.toString(lines));
            assertThat(gate.alive()).isTrue();
        }
    }
}
