package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.selftest.Corpus;
import dev.sallyport.statement.MaskKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A server with the corpus's databases, and a gate in front of two of them: {@code shop}, its {@code twin} that differs
 * only in what is hidden, and {@code masked}, which holds only what may be seen. All have the same OIDs.
 */
final class CorpusFixture implements AutoCloseable {

    static final String PASSWORD = "open-sesame";
    static final List<String> DATABASES = List.of("shop", "twin", "masked");

    private static final Pattern EITHER = Pattern.compile("<<(.*?)\\|(.*?)>>");

    /** Rows of all tables and what there is of definitions, but for temporary ones. */
    private static final String DIGEST = """
            select md5(string_agg(part, '|' order by part)) from (
                select c.oid::regclass || ':' || coalesce((xpath('/row/h/text()', query_to_xml(
                    format('select md5(string_agg(t::text, ''|'' order by t::text)) as h from only %s t', c.oid::regclass),
                    false, true, '')))[1]::text, '') || ':' || c.relowner || coalesce(c.relacl::text, '') as part
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'm') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
                union all
                select 'class ' || n.nspname || '.' || c.relname || c.relkind::text || c.relowner || c.relrowsecurity
                    || coalesce(c.relacl::text, '') || coalesce(c.reloptions::text, '')
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname not like 'pg\\_t%' and n.nspname <> 'information_schema'
                union all
                select 'column ' || a.attrelid || a.attname || a.attnum || a.atttypid || a.attnotnull || a.attisdropped
                from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'public'
                union all select 'constraint ' || conname || conrelid from pg_constraint
                union all select 'trigger ' || tgname || tgrelid || tgenabled::text from pg_trigger
                union all select 'rule ' || rulename || ev_class from pg_rewrite where oid >= 16384 and rulename <> '_RETURN'
                union all select 'view ' || c.oid || md5(pg_get_viewdef(c.oid)) from pg_class c where relkind = 'v' and c.oid >= 16384
                union all select 'policy ' || polname from pg_policy
                union all select 'proc ' || oid || proname || proowner || md5(prosrc) || coalesce(proacl::text, '')
                    from pg_proc where oid >= 16384
                union all select 'type ' || t.typname || t.typnamespace from pg_type t join pg_namespace n on n.oid = t.typnamespace
                    where n.nspname not like 'pg\\_t%'
                union all select 'operator ' || oid from pg_operator where oid >= 16384
                union all select 'cast ' || oid from pg_cast where oid >= 16384
                union all select 'schema ' || nspname || coalesce(nspacl::text, '') || nspowner from pg_namespace
                    where nspname not like 'pg\\_t%'
                union all select 'extension ' || extname from pg_extension
                union all select 'language ' || lanname from pg_language
                union all select 'event trigger ' || evtname from pg_event_trigger
                union all select 'collation ' || collname from pg_collation where oid >= 16384
                union all select 'publication ' || pubname from pg_publication
                union all select 'server ' || srvname from pg_foreign_server
                union all select 'role ' || rolname || rolsuper || rolcanlogin || coalesce(rolpassword, '') from pg_authid
                union all select 'setting ' || setdatabase || setrole || setconfig::text from pg_db_role_setting
                    where setrole <> 0
                union all select 'large object ' || loid || md5(data) from pg_largeobject
                union all select 'comment ' || objoid || description from pg_description where objoid >= 16384
                union all select 'statistics ' || stxname from pg_statistic_ext
                union all select 'database ' || datname from pg_database where datname not in ('shop', 'twin', 'masked')
                union all select 'sequence ' || sequencename || coalesce(last_value::text, '') from pg_sequences
                union all select 'slot ' || slot_name from pg_replication_slots
            ) parts""";

    private final EmbeddedPostgres postgres;
    private final RunningGate gate;
    private final Map<String, String> pristine = new HashMap<>();
    private final Map<String, String> unchangedAt = new HashMap<>();
    private final Map<String, CorpusSession> watchers = new HashMap<>();
    private CorpusSession bystander;

    CorpusFixture(Path folder) throws IOException, SQLException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("autovacuum", "off")
                .start();
        others();
        execute("postgres", "create database empty");
        execute("empty", Corpus.resource("fixture/schema.sql"));
        String data = Corpus.resource("fixture/data.sql");
        for (String database : DATABASES) {
            String name = "new_" + database;
            execute("postgres", "create database " + name + " template empty");
            execute(name, EITHER.matcher(data).replaceAll(database.equals("twin") ? "$2" : "$1"));
        }
        // The gate makes its key of hashes at its first start.
        gate = gate(folder);
        byte[] key = new MaskKeys(Files.readAllBytes(folder.resolve("data/mask.key")), Map.of()).key("tried");
        execute(
                "new_masked",
                Corpus.resource("fixture/masked.sql")
                        .replace("{inner}", padded(key, 0x36))
                        .replace("{outer}", padded(key, 0x5c)));
        for (String database : DATABASES) {
            restore(database);
            pristine.put(database, digest(database));
        }
    }

    /** What is of others in the same server: a session that does something, settings of a role, a subscription. */
    private void others() throws IOException, SQLException {
        execute("postgres", "create role colleague");
        execute("postgres", "alter role colleague set work_mem = '481516'");
        execute("postgres", """
                create subscription far connection 'host=localhost password=qzfar' publication p
                with (connect = false, enabled = false, create_slot = false, slot_name = none)""");
        bystander = direct("postgres");
        assertThat(bystander.send("set application_name = 'qzactivity'").error())
                .isEmpty();
        assertThat(bystander
                        .send("select 'qzactivity', pg_advisory_lock(481516)")
                        .error())
                .isEmpty();
    }

    private RunningGate gate(Path folder) throws IOException, SQLException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/tried.yaml"), Corpus.resource("fixture/policies.yaml"));
        String verifier =
                ScramVerifier.of(PASSWORD.toCharArray(), new SecureRandom()).format();
        String upstream =
                "{environment: test, upstream: {host: localhost, port: %d, database: %s, user: postgres, tls: disable}}";
        Path file = Files.writeString(folder.resolve("sallyport.yaml"), """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  shop: %s
                  twin: %s
                identities:
                  ada: {kind: human, groups: [analysts, careful], attributes: {region: eu}, verifier: '%s'}
                  bob: {kind: human, groups: [analysts], attributes: {region: eu}, verifier: '%s'}
                """.formatted(
                        upstream.formatted(postgres.getPort(), "shop"),
                        upstream.formatted(postgres.getPort(), "twin"),
                        verifier,
                        verifier));
        execute("postgres", "create database shop template new_shop");
        execute("postgres", "create database twin template new_twin");
        ConfigResult result = Config.load(file);
        assertThat(result).as(result.toString()).isInstanceOf(ConfigResult.Loaded.class);
        return new RunningGate(((ConfigResult.Loaded) result).config(), "test");
    }

    /** As HMAC begins (RFC 2104, section 2). */
    private static String padded(byte[] key, int pad) {
        byte[] block = Arrays.copyOf(key, 64);
        for (int at = 0; at < block.length; at++) {
            block[at] ^= (byte) pad;
        }
        return HexFormat.of().formatHex(block);
    }

    /** Text of the hidden values of some columns, for finding their digests. */
    List<String> hidden() throws SQLException {
        List<String> hidden = new ArrayList<>();
        try (Connection direct = postgres.getDatabase("postgres", "shop").getConnection();
                Statement statement = direct.createStatement();
                ResultSet values = statement.executeQuery("""
                        select ssn from customers union select notes from customers union select pin from staff
                        union select secret from vault union select salary::text from customers""")) {
            while (values.next()) {
                hidden.add(values.getString(1));
            }
        }
        return hidden;
    }

    int serverVersion() throws SQLException {
        try (Connection direct = postgres.getPostgresDatabase().getConnection()) {
            return direct.getMetaData().getDatabaseMajorVersion();
        }
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection direct = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = direct.createStatement()) {
            statement.execute(sql);
        }
    }

    CorpusSession direct(String database) throws IOException {
        return new CorpusSession(postgres.getPort(), "postgres", "-", database);
    }

    CorpusSession through(String user, String database) throws IOException {
        return new CorpusSession(gate.port(), user, PASSWORD, database);
    }

    /** pgjdbc's own connection to the shop, through the gate or not; in a database of the same name. */
    Connection driver(boolean gated, String mode) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/shop?user=%s&password=%s&preferQueryMode=%s"
                .formatted(gated ? gate.port() : postgres.getPort(), gated ? "ada" : "postgres", PASSWORD, mode));
    }

    /** Whether anything that is stored differs from what there was at the start. */
    boolean changed(String database) throws IOException {
        // Nothing is stored without a record in the write-ahead log, and a look at its end is cheap.
        String end = watcher(database)
                .send("select pg_current_wal_insert_lsn()")
                .shownRows(true)
                .getFirst();
        if (end.equals(unchangedAt.get(database))) {
            return false;
        }
        boolean changed = !digest(database).equals(pristine.get(database));
        if (!changed) {
            unchangedAt.put(database, end);
        }
        return changed;
    }

    /** Whether a session sees anything stored that differs, committed or not. */
    boolean changed(String database, CorpusSession session) throws IOException {
        CorpusAnswer answer = session.send(DIGEST);
        return answer.error().isEmpty() && !answer.shownRows(true).getFirst().equals(pristine.get(database));
    }

    private CorpusSession watcher(String database) throws IOException {
        CorpusSession watcher = watchers.get(database);
        if (watcher == null) {
            watcher = direct(database);
            watchers.put(database, watcher);
        }
        return watcher;
    }

    private String digest(String database) throws IOException {
        CorpusAnswer answer = watcher(database).send(DIGEST);
        assertThat(answer.diagnostics()).isEmpty();
        return answer.shownRows(true).getFirst();
    }

    /** Puts a database back as it was; ends its connections. */
    void restore(String database) throws IOException, SQLException {
        unchangedAt.remove(database);
        CorpusSession watcher = watchers.remove(database);
        if (watcher != null) {
            watcher.close();
        }
        execute("postgres", "drop database if exists " + database + " with (force)");
        execute("postgres", "create database " + database + " template new_" + database);
    }

    @Override
    public void close() throws IOException {
        for (CorpusSession watcher : watchers.values()) {
            watcher.close();
        }
        bystander.close();
        gate.close();
        postgres.close();
    }
}
