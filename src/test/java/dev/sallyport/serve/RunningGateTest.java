package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.JournalReader;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.wire.postgres.RawSession;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

@DisplayName("A running gate")
class RunningGateTest {

    private static final String SECRET = "grace@example.org";
    private static final String PASSWORD = "open sesame";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static RunningGate gate;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.builder().start();
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement()) {
            statement.execute("create table customers (id int primary key, email text unique, region varchar(10))");
            statement.execute(
                    "insert into customers values (1, '" + SECRET + "', 'eu'), (2, 'alan@example.org', 'us')");
            statement.execute("create table orders (id int primary key, customer_id int, total numeric)");
            statement.execute("insert into orders values (1, 1, 10), (2, 2, 20)");
            statement.execute("create view mails as select email from customers");
            statement.execute(
                    "create function peek() returns text language sql as 'select email from customers limit 1'");
            statement.execute("create view stats as select most_common_vals::text, histogram_bounds::text from pg_stats"
                    + " where tablename = 'customers'");
            statement.execute("create view raw_stats as select stavalues1::text, stavalues2::text from pg_statistic"
                    + " where starelid = 'customers'::regclass");
            statement.execute("analyze customers");
            statement.execute("create table parts (id int, email text) partition by list (id)");
            statement.execute("create table parts_1 partition of parts for values in (1)");
            statement.execute("insert into parts values (1, '" + SECRET + "')");
        }
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/policy.yaml"), """
                policy: administrators
                applies: "'dba' in principal.groups"
                rules:
                  - allow: [all]
                    on: ["*"]
                """);
        Files.writeString(folder.resolve("policies/analysts.yaml"), """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read, copy-out, insert, update, delete]
                    on: ["public.*"]
                  - allow: [create, insert, read, drop, update, delete]
                    on: ["pg_temp.*"]
                  - mask: {tags: [pii]}
                    with: redact
                  - name: real-where
                    deny: [delete, update]
                    when: statement.where in ['absent', 'always-true']
                    message: UPDATE and DELETE need a WHERE that looks at the row.
                """);
        Files.writeString(folder.resolve("policies/classification.yaml"), """
                classification: shop
                columns:
                  public.customers.email: [pii.email]
                  public.parts.email: [pii.email]
                """);
        String verifier =
                ScramVerifier.of(PASSWORD.toCharArray(), new SecureRandom()).format();
        Files.writeString(folder.resolve("password"), "postgres\n");
        Files.setPosixFilePermissions(
                folder.resolve("password"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Path file = folder.resolve("sallyport.yaml");
        Files.writeString(file, """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  shop:
                    environment: test
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, password-file: password, tls: disable}
                identities:
                  ada: {kind: human, groups: [analysts], verifier: '%s'}
                  dan: {kind: human, groups: [dba], verifier: '%s'}
                  bot: {kind: agent, groups: [dba], acts-for: [ada], verifier: '%s'}
                  nil: {kind: human, verifier: '%s'}
                """.formatted(postgres.getPort(), verifier, verifier, verifier, verifier));
        ConfigResult result = Config.load(file);
        assertThat(result).as(result.toString()).isInstanceOf(ConfigResult.Loaded.class);
        gate = new RunningGate(((ConfigResult.Loaded) result).config(), "test");
    }

    @AfterAll
    static void stop() throws IOException {
        gate.close();
        postgres.close();
    }

    private static Connection connect(String user, String mode) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/shop?user=%s&password=%s&preferQueryMode=%s&prepareThreshold=1"
                        .formatted(gate.port(), user, PASSWORD.replace(" ", "%20"), mode));
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    @Test
    @DisplayName("shows a DBA everything and an analyst masks")
    void masks() throws SQLException {
        try (Connection dba = connect("dan", "extended");
                Connection analyst = connect("ada", "extended")) {
            assertThat(rows(dba, "select email from customers order by id")).contains(SECRET);
            assertThat(rows(analyst, "select email from customers order by id")).containsExactly("***", "***");
            assertThat(rows(analyst, "select region from customers order by id"))
                    .containsExactly("eu", "us");
        }
    }

    @Test
    @DisplayName("gives an agent no more than the person it acts for")
    void delegation() throws SQLException {
        try (Connection agent = connect("bot", "simple")) {
            assertThat(rows(agent, "select email from customers")).containsOnly("***");
        }
    }

    @Test
    @DisplayName("lets nobody in to whom no policy applies")
    void admission() {
        assertThatThrownBy(() -> connect("nil", "simple")).hasMessageContaining("no policy applies");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select email from customers",
                "select c from customers c",
                "select c.* from customers c",
                "select reverse(email) from customers",
                "select email || '' from only customers",
                "select row_to_json(customers)::text from customers",
                "select string_agg(email, ',') from customers",
                "select max(email) from customers",
                "select (select email from customers where id = 1)",
                "select x from (select email as x from customers) q",
                "with c as (select * from customers) select email from c",
                "select email from customers union all select 'x'",
                "select c.email from orders o join customers c on c.id = o.customer_id",
                "select c.email from orders o, lateral (select * from customers k where k.id = o.customer_id) c",
                "select email from customers where email like 'grace%' or true",
                "select email::int from customers",
                "select 1 from customers where email::int = 3",
                "select email from mails",
                "select peek()",
                "select email from parts",
                "select email from parts_1",
                "table customers",
                "select query_to_xml('select email from customers', true, true, '')::text",
                "select table_to_xml('customers', true, true, '')::text",
                "select most_common_vals::text from pg_stats where tablename = 'customers'",
                "select * from stats",
                "select * from raw_stats",
                "select current_query() from customers",
                "explain (verbose) select email from customers",
                "update customers set region = email where id = 1 returning region",
                "update customers set region = 'eu' where email like 'grace%' returning 'hit'",
                "delete from customers where email = 'x' returning email",
                "insert into orders select id, id, length(email) from customers where false returning 'x'",
                "update customers set region = 'way too long for it' where id = 1 returning id",
                "update customers set id = 2 where id = 1 returning id",
                "do $$ begin raise notice '%', (select email from customers limit 1); end $$",
                "create view v as select email from customers",
                "select email from customers tablesample system (100)",
                "set role postgres",
                "select lo_import('/etc/passwd')",
                "select U&\"\\0065mail\" from customers",
                "select \"email\" from \"public\".\"customers\"",
                "select public.customers.email from public.customers",
                "select email /* x */ from -- y\n customers",
                "select email from customers for update",
                "copy customers to stdout",
                "prepare leak as select email from customers; execute leak"
            })
    @DisplayName("gives a masked value by no way")
    void noWay(String sql) throws SQLException {
        for (String mode : List.of("simple", "extended")) {
            try (Connection analyst = connect("ada", mode);
                    Statement statement = analyst.createStatement()) {
                StringBuilder seen = new StringBuilder();
                try {
                    boolean more = statement.execute(sql);
                    while (more || statement.getUpdateCount() != -1) {
                        if (more) {
                            ResultSet result = statement.getResultSet();
                            while (result.next()) {
                                for (int at = 1; at <= result.getMetaData().getColumnCount(); at++) {
                                    seen.append(result.getString(at)).append('\n');
                                }
                            }
                        }
                        more = statement.getMoreResults();
                    }
                } catch (SQLException refused) {
                    seen.append(refused);
                }
                for (var warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                    seen.append(warning);
                }
                assertThat(seen.toString())
                        .as(mode + ": " + sql)
                        .doesNotContain("grace")
                        .doesNotContain("alan@");
                assertThat(seen.toString()).doesNotContain("hit");
                // The connection lives on, whatever became of the statement.
                assertThat(rows(analyst, "select 7")).containsExactly("7");
            }
        }
    }

    @Test
    @DisplayName("masks COPY of a query and cursors")
    void copyAndCursor() throws SQLException, IOException {
        try (Connection analyst = connect("ada", "extended")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            long _ = analyst.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (select email from customers) to stdout", out);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("***\n***\n");
            analyst.setAutoCommit(false);
            try (Statement statement = analyst.createStatement()) {
                statement.execute("declare k cursor for select email from customers");
                assertThat(rows(analyst, "fetch all from k")).containsOnly("***");
            }
            analyst.rollback();
        }
    }

    @Test
    @DisplayName("masks what is executed again and again by name")
    void prepared() throws SQLException {
        try (Connection analyst = connect("ada", "extendedForPrepared");
                PreparedStatement select = analyst.prepareStatement("select email from customers where id = ?")) {
            for (int round = 0; round < 10; round++) {
                select.setInt(1, 1);
                try (ResultSet result = select.executeQuery()) {
                    assertThat(result.next()).isTrue();
                    assertThat(result.getString(1)).isEqualTo("***");
                }
            }
        }
    }

    @Test
    @DisplayName("refuses by rule, and names it")
    void denies() throws SQLException {
        try (Connection analyst = connect("ada", "simple");
                Statement statement = analyst.createStatement()) {
            assertThatThrownBy(() -> statement.execute("delete from orders where 1 = 1"))
                    .hasMessageContaining("UPDATE and DELETE need a WHERE")
                    .hasMessageContaining("analysts/real-where");
            assertThatThrownBy(() -> statement.execute("drop table orders")).hasMessageContaining("drop");
            assertThatThrownBy(() -> statement.execute("selec 1")).hasMessageContaining("syntax error");
        }
    }

    @Test
    @DisplayName("takes up changed policies while it runs, for open sessions too")
    void reloads() throws SQLException, IOException {
        Path extra = folder.resolve("policies/extra.yaml");
        try (Connection dba = connect("dan", "simple")) {
            assertThat(rows(dba, "select total from orders where id = 1")).containsExactly("10");
            Files.writeString(extra, """
                    policy: freeze
                    rules:
                      - deny: [read]
                        on: [public.orders]
                        message: Orders are frozen.
                    """);
            Awaitility.await()
                    .untilAsserted(() -> assertThatThrownBy(() -> rows(dba, "select total from orders where id = 1"))
                            .hasMessageContaining("Orders are frozen."));
            Files.delete(extra);
            Awaitility.await()
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(rows(dba, "select total from orders where id = 1"))
                            .containsExactly("10"));
        } finally {
            Files.deleteIfExists(extra);
        }
    }

    @Test
    @DisplayName("keeps no literal in the journal")
    void journal() throws SQLException, IOException {
        try (Connection analyst = connect("ada", "simple")) {
            rows(analyst, "select 'very private literal', 987654321");
        }
        List<String> records = new JournalReader(folder.resolve("data/journal")).next();
        assertThat(records).isNotEmpty();
        assertThat(records).noneMatch(record -> record.contains("very private") || record.contains("987654321"));
        assertThat(records).noneMatch(record -> record.contains(SECRET));
    }

    @Test
    @DisplayName("goes on when a batch fails that the search path was asked in")
    void batchFailsAroundPath() throws IOException {
        try (RawSession session = RawSession.open(gate.port(), "dan", PASSWORD, "shop")) {
            session.parse("", "select set_config('search_path', 'pg_catalog', false)::int")
                    .bind("", "")
                    .execute("", 0);
            session.parse("", "select 1").bind("", "").execute("", 0).sync();
            assertThat(session.answer()).isEqualTo("12EZI");
            assertThat(session.query("select 1").answer()).isEqualTo("TDCZI");
        }
    }

    @Test
    @DisplayName("ends a transaction that failed after it had moved the search path")
    void failedAfterPath() throws IOException {
        try (RawSession session = RawSession.open(gate.port(), "dan", PASSWORD, "shop")) {
            session.query("begin; set local search_path = pg_catalog").until('Z');
            // PostgreSQL 18 also reports that the search path has changed back.
            session.parse("", "select 1/0").bind("", "").execute("", 0).sync();
            assertThat(session.answer().replace("S", "")).isEqualTo("1EZE");
            session.parse("", "rollback").bind("", "").execute("", 0);
            session.parse("", "select count(*) from customers").bind("", "").execute("", 0);
            assertThat(session.sync().answer().replace("S", "")).isEqualTo("12C12DCZI");
        }
    }
}
