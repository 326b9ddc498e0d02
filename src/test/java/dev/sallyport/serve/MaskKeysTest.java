package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.statement.MaskKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** Keys of hashes: whose they are, and that nobody who sees hashes sees them. */
@DisplayName("Keys of masks")
class MaskKeysTest {

    private static final String SECRET = "a secret that two policies share, long enough";

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        Files.writeString(folder.resolve("shared.key"), SECRET + "\n");
        shop = new GovernedShop(
                folder,
                """
                create table people (id int primary key, mail text, phone text, code text, tax text, ref uuid, raw bytea,
                    note varchar(40), name text);
                insert into people values (1, 'ada@example.com', 'ada@example.com', 'ada@example.com', 'ada@example.com',
                    '0f7c6f0e-2d1f-4a57-9d5c-9d2f0a9b1c11', 'ada@example.com', null, 'Ada');
                create table orders (id int primary key, total int);
                insert into orders values (1, 10);
                create table written (id int, what text);
                """,
                """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [all]
                    on: ["*"]
                  - mask: {columns: [public.people.mail, public.people.ref, public.people.raw, public.people.note]}
                    with: hash
                ---
                policy: support
                rules:
                  - mask: {columns: [public.people.phone]}
                    with: hash
                    when: "'analysts' in principal.groups"
                ---
                policy: billing
                rules:
                  - mask: {columns: [public.people.code]}
                    with: hash
                    when: "'analysts' in principal.groups"
                ---
                policy: other
                rules:
                  - mask: {columns: [public.people.tax, public.people.mail]}
                    with: hash
                    when: "'analysts' in principal.groups"
                """,
                "mask-keys:\n  support: {file: shared.key}\n  billing: {command: [cat, '" + folder.resolve("shared.key")
                        + "']}\n");
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    private static MaskKeys keys() throws IOException {
        byte[] shared = SECRET.getBytes(StandardCharsets.UTF_8);
        return new MaskKeys(
                Files.readAllBytes(folder.resolve("data/mask.key")), Map.of("support", shared, "billing", shared));
    }

    private static String hmac(String policy, String value) throws IOException, GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(keys().key(policy), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @DisplayName("belong to policies, and are shared where policies name the same secret")
    void perPolicy() throws Exception {
        try (Connection analyst = shop.connect("ada", "simple")) {
            List<String> row =
                    List.of(GovernedShop.rows(analyst, "select mail, phone, code, tax, ref, note from people")
                            .getFirst()
                            .split(" "));
            String mail = "ada@example.com";
            // Two policies hash the column; the one whose name sorts first gives the key.
            assertThat(row.get(0)).isEqualTo(hmac("analysts", mail));
            assertThat(row.get(1)).isEqualTo(hmac("support", mail)).isEqualTo(row.get(2));
            assertThat(row.get(3)).isEqualTo(hmac("other", mail));
            assertThat(row.get(4)).doesNotContain("0f7c6f0e-2d1f");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain select mail from people",
                "explain (verbose, costs off) select count(*) from people where mail = 'x'",
                "explain (verbose) select mail, phone, code, tax, ref from people order by mail",
                "explain (format json) declare c cursor for select note from people"
            })
    @DisplayName("are not those that a plan shows")
    void explained(String sql) throws Exception {
        try (Connection analyst = shop.connect("ada", "extended")) {
            String plan = String.join("\n", GovernedShop.rows(analyst, sql));
            for (String policy : List.of("analysts", "support", "billing", "other")) {
                for (int pad : new int[] {0x36, 0x5c}) {
                    byte[] key = keys().key(policy);
                    for (int at = 0; at < key.length; at++) {
                        key[at] ^= (byte) pad;
                    }
                    assertThat(plan).isNotEmpty().doesNotContain(HexFormat.of().formatHex(key));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain analyze select mail from people",
                "prepare p as select mail from people; explain execute p",
                "prepare p as select mail from people; execute p; select statement from pg_prepared_statements",
                "prepare p as select mail from people; select statement from pg_prepared_statement()",
                "begin; declare c cursor for select mail from people; fetch c; select statement from pg_cursors",
                "begin; declare c cursor for select mail from people; select * from pg_cursor()",
                "select current_query(), mail from people",
                "select a.query, p.mail from pg_stat_activity a, people p",
                "select * from pg_stat_get_activity(null), people",
                "select pg_stat_get_backend_activity(1), mail from people",
                "select * from pg_backend_memory_contexts, people",
                "create temp view v as select mail from people; select pg_get_viewdef('v'::regclass)",
                "create temp table scratch (n int); create view implied as select mail, n from people, scratch;"
                        + " select * from implied; select pg_get_viewdef('implied'::regclass)",
                "set client_min_messages = debug5; set debug_print_parse = on; set debug_print_rewritten = on;"
                        + " set debug_print_plan = on; select mail from people",
                "set client_min_messages = log; set log_statement = 'all'; select mail from people",
                "set client_min_messages = log; set log_min_duration_statement = 0; select mail from people",
                "set client_min_messages = log; set log_min_duration_sample = 0; set log_statement_sample_rate = 1;"
                        + " select mail from people",
                "set client_min_messages = log; set log_parser_stats = on; set log_executor_stats = on;"
                        + " set log_planner_stats = on; select mail from people",
                "load 'auto_explain'; set auto_explain.log_min_duration = 0; set client_min_messages = log;"
                        + " select mail from people",
                "select set_config('client_min_messages', 'log', false), set_config('debug_print_plan', 'on', false);"
                        + " select mail from people",
                "select query_to_xml('select current_query()', true, true, ''), mail from people",
                "do $$ begin raise '%', current_query(); end $$",
                "create function own_query() returns text language sql as 'select current_query()'",
                "create materialized view kept as select mail from people; select pg_get_viewdef('kept'::regclass)",
                "create rule r as on insert to orders do also insert into written select id, mail from people",
                "select mail::int from people",
                "select mail::json from people",
                "select mail::date from people",
                "select 1 / (case when mail like '%' then 0 else 1 end) from people",
                "select xmlparse(document mail) from people",
                "select no_such(mail) from people",
                "select id from people where mail = 1",
                "select id from people where mail ~ '('",
                "select mail::regclass from people",
                "select cast(mail as nosuch) from people",
                "select mail from people group by id, name",
                "select mail, count(*) from people",
                "select sum(mail) from people",
                "select (mail).x from people",
                "select mail from people union select 1",
                "insert into orders select id, mail::int from people",
                "copy (select mail::int from people) to stdout",
                "set debug_print_plan = on; set client_min_messages = log; begin;"
                        + " declare c cursor for select mail from people; fetch c; commit"
            })
    @DisplayName("are in nothing that a session gets")
    void secret(String script) throws Exception {
        for (String mode : new String[] {"simple", "extended"}) {
            String got = String.join("\n", everything(mode, script.split(";")));
            for (String policy : new String[] {"analysts", "support", "other"}) {
                assertThat(got).doesNotContain(HexFormat.of().formatHex(keys().key(policy)));
            }
            // How a hash is made, and a plan's or a parse tree's own form.
            assertThat(got).doesNotContain("sha256", "decode(", "PLANNEDSTMT", "TARGETENTRY", "QUERY :", ":constvalue");
        }
    }

    /** All that comes of statements: rows, notices, and errors with all their fields. */
    private static List<String> everything(String mode, String[] statements) throws SQLException {
        List<String> got = new ArrayList<>();
        try (Connection analyst = shop.connect("ada", mode)) {
            for (String sql : statements) {
                if (sql.strip().startsWith("copy")) {
                    copied(analyst, sql, got);
                    continue;
                }
                try (Statement statement = analyst.createStatement()) {
                    try {
                        if (statement.execute(sql)) {
                            got.addAll(GovernedShop.read(statement.getResultSet()));
                        }
                    } catch (SQLException failed) {
                        told(failed, got);
                    }
                    for (SQLWarning notice = statement.getWarnings();
                            notice != null;
                            notice = notice.getNextWarning()) {
                        told(notice, got);
                    }
                }
            }
        }
        return got;
    }

    private static void copied(Connection analyst, String sql, List<String> got) throws SQLException {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            long _ = analyst.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
            got.add(out.toString(StandardCharsets.UTF_8));
        } catch (SQLException | IOException failed) {
            got.add(String.valueOf(failed.getMessage()));
        }
    }

    private static void told(SQLException said, List<String> got) {
        got.add(String.valueOf(said.getMessage()));
        if (said instanceof PSQLException error && error.getServerErrorMessage() != null) {
            fields(error.getServerErrorMessage(), got);
        }
        if (said instanceof PSQLWarning warning && warning.getServerErrorMessage() != null) {
            fields(warning.getServerErrorMessage(), got);
        }
    }

    private static void fields(ServerErrorMessage message, List<String> got) {
        got.add("detail " + message.getDetail() + " where " + message.getWhere() + " query "
                + message.getInternalQuery() + " hint " + message.getHint());
    }

    @Test
    @DisplayName("change with the secret, and must be long")
    void secrets(@TempDir Path other) throws Exception {
        byte[] own = new byte[32];
        byte[] first = "0123456789012345678901234567890123456789".getBytes(StandardCharsets.UTF_8);
        byte[] second = "9876543210987654321098765432109876543210".getBytes(StandardCharsets.UTF_8);
        assertThat(new MaskKeys(own, Map.of("p", first)).key("p"))
                .isEqualTo(new MaskKeys(own, Map.of("q", first)).key("q"))
                .isNotEqualTo(new MaskKeys(own, Map.of("p", second)).key("p"))
                .isNotEqualTo(new MaskKeys(own, Map.of()).key("p"));
        assertThat(new MaskKeys(own, Map.of()).key("p")).isNotEqualTo(new MaskKeys(own, Map.of()).key("q"));
        Path file = ServedFolder.write(other, 1);
        Files.writeString(other.resolve("short.key"), "too short");
        Files.writeString(
                file, Files.readString(file) + "mask-keys: {all: {file: short.key}, p: {env: NO_SUCH_KEY}}\n");
        Config config = ((ConfigResult.Loaded) Config.load(file)).config();
        assertThatThrownBy(() -> new RunningGate(config, "test").close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the mask key of policy 'all': the secret has 9 bytes; it must have at least 32")
                .hasMessageContaining("the mask key of policy 'p': environment variable NO_SUCH_KEY is not set")
                .hasMessageNotContaining("too short");
    }
}
