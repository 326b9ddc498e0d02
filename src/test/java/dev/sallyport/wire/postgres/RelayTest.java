package dev.sallyport.wire.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.identity.Session;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Limits;
import dev.sallyport.policy.Policies;
import dev.sallyport.policy.Residency;
import dev.sallyport.policy.Rights;
import dev.sallyport.policy.RuleId;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.Masking;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.Result;
import dev.sallyport.statement.Span;
import dev.sallyport.statement.WhereClause;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import dev.sallyport.yaml.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

@DisplayName("A relay")
class RelayTest {

    @TempDir
    static Path folder;

    private static GateFixture gate;

    @BeforeAll
    static void start() throws IOException {
        gate = new GateFixture(
                folder,
                RelayTest::analyze,
                (text, _, _, _, _) -> {
                    throw new AssertionError("nothing is governed here: " + text.length());
                },
                new PostgresMasks(MaskKeys.known(), new PostgresAnalyzer(1)),
                new OnlyForbidden(),
                _ -> Catalog.empty("shop"));
    }

    @AfterAll
    static void stop() throws IOException {
        gate.close();
    }

    /** Knows a statement by its first word: these tests are about the wire. */
    static Analyzer.Result analyze(String text, Names names) {
        if (text.isBlank()) {
            return new Analyzer.Result.Statements(List.of());
        }
        String word = text.strip().split("\\W+", 2)[0].toUpperCase(java.util.Locale.ROOT);
        Effect effect = text.contains("forbidden") ? Effect.DROP : Effect.READ;
        return new Analyzer.Result.Statements(List.of(new Analysis(
                word,
                new Span(0, text.length()),
                Set.of(effect),
                List.of(),
                List.of(),
                WhereClause.NOT_APPLICABLE,
                List.of(),
                Optional.empty(),
                List.of(),
                Set.of(),
                false,
                List.of(),
                Optional.empty(),
                word,
                "0000000000000000",
                false,
                false,
                Set.of(),
                Result.UNKNOWN,
                false)));
    }

    /** Denies what has the effect {@code drop}, limits nothing else but rows. */
    static final class OnlyForbidden implements Policies, Rights {
        @Override
        public String version() {
            return "a".repeat(64);
        }

        @Override
        public Rights rights(Session session, Database database, Catalog catalog) {
            return this;
        }

        @Override
        public boolean admitted() {
            return true;
        }

        @Override
        public Map<RelationName, Map<String, MaskedColumn>> masks() {
            return Map.of();
        }

        @Override
        public boolean governs(String database) {
            return false;
        }

        @Override
        public Set<String> questions(Catalog catalog, Masking masking) {
            return Set.of();
        }

        @Override
        public List<Problem> misfits(Catalog catalog, Masking masking) {
            return List.of();
        }

        @Override
        public Set<String> tags(RelationUse use) {
            return Set.of();
        }

        @Override
        public Residency residency() {
            return Residency.UNWATCHED;
        }

        @Override
        public Map<RelationName, List<RowFilter>> rows() {
            return Map.of();
        }

        @Override
        public Decision decide(Analysis analysis) {
            List<RuleId> rules = List.of(new RuleId("test", "rule"));
            return analysis.effects().contains(Effect.DROP)
                    ? new Decision.Deny(rules, "drop is denied", Optional.of("Do not."))
                    : new Decision.Allow(
                            rules,
                            new Limits(
                                    OptionalLong.of(200_000),
                                    OptionalLong.empty(),
                                    Optional.empty(),
                                    OptionalLong.empty(),
                                    List.of()),
                            List.of(),
                            Set.of(),
                            List.of());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    @DisplayName("passes queries of every mode with their results")
    void passes(String mode) throws SQLException {
        try (Connection connection = gate.connect("preferQueryMode", mode, "prepareThreshold", "1")) {
            for (int round = 0; round < 8; round++) {
                try (PreparedStatement select = connection.prepareStatement("select ?::int + 1, 'x' || ?")) {
                    select.setInt(1, round);
                    select.setString(2, "é");
                    ResultSet rows = select.executeQuery();
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(round + 1);
                    assertThat(rows.getString(2)).isEqualTo("xé");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    @DisplayName("answers a refusal with its rule and a hint, and keeps the connection")
    void refuses(String mode) throws SQLException {
        try (Connection connection = gate.connect("preferQueryMode", mode);
                Statement statement = connection.createStatement()) {
            for (int round = 0; round < 3; round++) {
                assertThatThrownBy(() -> statement.execute("select 'forbidden'"))
                        .isInstanceOfSatisfying(PSQLException.class, refusal -> {
                            assertThat(refusal.getSQLState()).isEqualTo("42501");
                            assertThat(refusal.getServerErrorMessage().getDetail())
                                    .contains("test/rule");
                            assertThat(refusal.getServerErrorMessage().getHint())
                                    .isEqualTo("Do not.");
                        });
                assertThat(statement.execute("select 1")).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    @DisplayName("fails the transaction that a refusal is in, as the database would")
    void failsTransaction(String mode) throws SQLException {
        try (Connection connection = gate.connect("preferQueryMode", mode);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create temporary table t (a int) on commit drop");
            assertThatThrownBy(() -> statement.execute("select 'forbidden'")).hasMessageContaining("drop is denied");
            assertThatThrownBy(() -> statement.execute("select 1"))
                    .hasMessageContaining("current transaction is aborted");
            connection.rollback();
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    @DisplayName("undoes the whole batch when a message in it is refused")
    void undoesBatch() throws SQLException {
        try (Connection connection = gate.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create temporary table batch_t (a text)");
            statement.addBatch("insert into batch_t values ('one')");
            statement.addBatch("insert into batch_t values ('forbidden')");
            statement.addBatch("insert into batch_t values ('three')");
            assertThatThrownBy(statement::executeBatch).hasMessageContaining("drop is denied");
            ResultSet count = statement.executeQuery("select count(*) from batch_t");
            assertThat(count.next()).isTrue();
            assertThat(count.getInt(1)).isZero();
        }
    }

    @Test
    @DisplayName("passes COPY in and out")
    void copies() throws SQLException, IOException {
        try (Connection connection = gate.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create temporary table c (a int, b text)");
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            StringBuilder lines = new StringBuilder();
            for (int at = 0; at < 20_000; at++) {
                lines.append(at).append("\tvalue ").append(at).append('\n');
            }
            assertThat(copy.copyIn("copy c from stdin", new StringReader(lines.toString())))
                    .isEqualTo(20_000);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(copy.copyOut("copy c to stdout", out)).isEqualTo(20_000);
            assertThat(out.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo(lines.toString());
            assertThatThrownBy(() -> copy.copyIn("copy c from stdin", new StringReader("x\ty\n")))
                    .hasMessageContaining("invalid input syntax");
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    @DisplayName("cuts a result off at the limit with an error, and goes on")
    void limits() throws SQLException {
        try (Connection connection = gate.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("select * from generate_series(1, 50000000)"))
                    .hasMessageContaining("more than the 200000 rows");
            ResultSet rows = statement.executeQuery("select 7");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(7);
        }
    }

    @Test
    @DisplayName("lets a client cancel its own statement")
    void cancels() throws Exception {
        try (Connection connection = gate.connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
                    .hasMessageContaining("canceling statement due to user request");
            statement.setQueryTimeout(0);
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    @DisplayName("refuses a wrong password and an unknown user alike")
    void refusesLogin() {
        assertThatThrownBy(() -> gate.connect("password", "wrong"))
                .hasMessageContaining("password authentication failed for user \"ada\"");
        assertThatThrownBy(() -> gate.connect("user", "nobody"))
                .hasMessageContaining("password authentication failed for user \"nobody\"");
    }

    @Test
    @DisplayName("has TLS, with channel binding")
    void hasTls() throws SQLException {
        try (Connection connection = gate.connect("sslmode", "require", "channelBinding", "require");
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("select 1")).isTrue();
        }
        try (Connection connection = gate.connect("sslmode", "require", "sslNegotiation", "direct");
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    @DisplayName("keeps a large value whole")
    void largeValue() throws SQLException {
        try (Connection connection = gate.connect();
                PreparedStatement select = connection.prepareStatement("select length(?), repeat('x', 5000000)")) {
            select.setString(1, "y".repeat(3_000_000));
            ResultSet rows = select.executeQuery();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(3_000_000);
            assertThat(rows.getString(2)).hasSize(5_000_000);
        }
    }

    @Test
    @DisplayName("refuses a statement that is too long to be judged, and keeps the connection")
    void tooLong() throws SQLException {
        try (Connection connection = gate.connect("preferQueryMode", "simple");
                Statement statement = connection.createStatement()) {
            String text = "select '" + "z".repeat(2 << 20) + "'";
            assertThatThrownBy(() -> statement.execute(text)).hasMessageContaining("longer than");
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000003", "7fffffff0003000075", "00000008 00020000", "ffffffff", "16030100"})
    @DisplayName("survives first packets that cannot be")
    void hostileStart(String hex) throws IOException, SQLException {
        try (Socket socket = new Socket("127.0.0.1", gate.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            assertThat(in.readAllBytes()).hasSizeLessThan(1000);
        }
        try (Connection connection = gate.connect()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5800000004", "0000000712345678", "7fffffff00030000"})
    @DisplayName("closes without a word on a first packet whose length cannot be, as the database does")
    void lengthThatCannotBe(String hex) throws IOException {
        assertThat(said(gate.port(), hex)).isEmpty();
        assertThat(said(gate.postgres().getPort(), hex)).isEmpty();
    }

    private static byte[] said(int port, String hex) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
            return socket.getInputStream().readAllBytes();
        }
    }

    @Test
    @DisplayName("records every statement before it runs and every end")
    void records() throws SQLException, IOException {
        try (Connection connection = gate.connect("ApplicationName", "recorder", "assumeMinServerVersion", "12");
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("select 12345")).isTrue();
            assertThatThrownBy(() -> statement.execute("select 1/0")).hasMessageContaining("division");
            assertThatThrownBy(() -> statement.execute("select 'forbidden'")).hasMessageContaining("denied");
        }
        List<String> all = gate.records();
        String session = all.stream()
                .filter(record -> record.contains("\"recorder\"") && record.contains("\"ses.open\""))
                .map(record -> record.replaceAll(".*(\"ses\":\"[^\"]+\").*", "$1"))
                .findFirst()
                .orElseThrow();
        List<String> mine =
                all.stream().filter(record -> record.contains(session)).toList();
        assertThat(mine).anyMatch(record -> record.contains("\"ses.open\""));
        assertThat(mine).anyMatch(record -> record.contains("\"q.deny\""));
        assertThat(mine).anyMatch(record -> record.contains("\"code\":\"22012\""));
        long intents =
                mine.stream().filter(record -> record.contains("\"q.intent\"")).count();
        long outcomes =
                mine.stream().filter(record -> record.contains("\"q.outcome\"")).count();
        assertThat(intents).isEqualTo(outcomes).isGreaterThanOrEqualTo(2);
        assertThat(gate.records()).noneMatch(record -> record.contains("12345"));
    }
}
