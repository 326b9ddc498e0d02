package dev.sallyport.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is read from a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogReaderTest {

    private static final String SCHEMA = """
            CREATE SCHEMA hr;
            CREATE DOMAIN email AS varchar(80) CHECK (VALUE LIKE '%@%');
            CREATE DOMAIN work_email AS email;
            CREATE TYPE mood AS ENUM ('fine', 'tired');
            CREATE TABLE customers (
                id bigint PRIMARY KEY, gone int, mail work_email, note text, paid numeric(10,2), born date,
                active boolean, key uuid, raw bytea, extra jsonb, feeling mood, tags text[], wait interval);
            ALTER TABLE customers DROP COLUMN gone;
            CREATE TABLE orders (id int, at date NOT NULL) PARTITION BY RANGE (at);
            CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            CREATE TABLE "Odd.Name" ("a b" int);
            CREATE TABLE computed (
                one int, two int, three int GENERATED ALWAYS AS (one + 1) STORED, PRIMARY KEY (two, one) INCLUDE (three));
            CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE);
            CREATE FUNCTION shout(text) RETURNS text LANGUAGE sql AS 'SELECT upper($1)';
            CREATE FUNCTION hr.secret() RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE OPERATOR !!! (RIGHTARG = text, FUNCTION = shout);
            CREATE VIEW people AS SELECT id, note FROM customers;
            CREATE VIEW loud AS SELECT shout(note) AS note FROM people;
            CREATE VIEW operated AS SELECT !!! note AS note FROM customers;
            CREATE VIEW statistics AS SELECT tablename FROM pg_stats;
            CREATE VIEW roles AS SELECT rolname FROM pg_authid WHERE rolname IN (SELECT usename FROM pg_user);
            CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM orders;
            CREATE SEQUENCE hr.numbers;
            CREATE TEMPORARY TABLE scratch (a int);
            """;

    private EmbeddedPostgres server;

    @BeforeAll
    void start() throws IOException, SQLException {
        server = EmbeddedPostgres.builder().start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
        }
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    private ConnectionSettings settings(ConnectionSettings.Tls tls) {
        return new ConnectionSettings(
                "localhost",
                server.getPort(),
                "postgres",
                "postgres",
                Optional.of(() -> "postgres"),
                tls,
                Optional.empty(),
                Optional.empty());
    }

    private String setting(String name) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private CatalogReader reader() {
        return new CatalogReader("shop", settings(ConnectionSettings.Tls.DISABLE));
    }

    private static Relation relation(Catalog catalog, String schema, String name) {
        return catalog.relation(new RelationName(schema, name)).orElseThrow();
    }

    @Test
    void relations_of_every_kind_outside_the_system_schemas_are_read() throws SQLException {
        Catalog catalog = reader().load(7);
        assertThat(catalog.version()).isEqualTo(7);
        assertThat(catalog.database()).isEqualTo("shop");
        assertThat(catalog.serverVersion()).isEqualTo(Integer.parseInt(setting("server_version_num")));
        assertThat(catalog.relations().stream()
                        .collect(Collectors.toMap(r -> r.name().toString(), Relation::kind)))
                .containsOnly(
                        Map.entry("public.customers", RelationKind.TABLE),
                        Map.entry("public.orders", RelationKind.PARTITIONED_TABLE),
                        Map.entry("public.orders_2026", RelationKind.TABLE),
                        Map.entry("public.Odd.Name", RelationKind.TABLE),
                        Map.entry("public.computed", RelationKind.TABLE),
                        Map.entry("public.deferred", RelationKind.TABLE),
                        Map.entry("public.people", RelationKind.VIEW),
                        Map.entry("public.loud", RelationKind.VIEW),
                        Map.entry("public.operated", RelationKind.VIEW),
                        Map.entry("public.statistics", RelationKind.VIEW),
                        Map.entry("public.roles", RelationKind.VIEW),
                        Map.entry("public.totals", RelationKind.MATERIALIZED_VIEW),
                        Map.entry("hr.numbers", RelationKind.SEQUENCE));
    }

    @Test
    void columns_have_their_number_base_type_and_family() {
        assertThat(relation(reader().load(1), "public", "customers").columns())
                .containsExactly(
                        column("id", 1, "bigint", ColumnType.Family.INTEGER),
                        column("mail", 3, "character varying(80)", ColumnType.Family.TEXT),
                        column("note", 4, "text", ColumnType.Family.TEXT),
                        column("paid", 5, "numeric(10,2)", ColumnType.Family.NUMERIC),
                        column("born", 6, "date", ColumnType.Family.TEMPORAL),
                        column("active", 7, "boolean", ColumnType.Family.BOOLEAN),
                        column("key", 8, "uuid", ColumnType.Family.UUID),
                        column("raw", 9, "bytea", ColumnType.Family.BYTES),
                        column("extra", 10, "jsonb", ColumnType.Family.JSON),
                        column("feeling", 11, "public.mood", ColumnType.Family.OTHER),
                        column("tags", 12, "text[]", ColumnType.Family.OTHER),
                        column("wait", 13, "interval", ColumnType.Family.OTHER));
    }

    private static Column column(String name, int number, String sql, ColumnType.Family family) {
        return new Column(name, number, new ColumnType(sql, family));
    }

    @Test
    void partitions_know_their_parent() {
        Catalog catalog = reader().load(1);
        assertThat(relation(catalog, "public", "orders_2026").parents())
                .containsExactly(new RelationName("public", "orders"));
        assertThat(catalog.descendants(new RelationName("public", "orders")))
                .containsExactly(new RelationName("public", "orders_2026"));
    }

    @Test
    void views_know_what_they_read_and_whether_they_run_code() {
        Catalog catalog = reader().load(1);
        assertThat(catalog.readsThrough(new RelationName("public", "loud")))
                .containsExactlyInAnyOrder(
                        new RelationName("public", "people"), new RelationName("public", "customers"));
        assertThat(relation(catalog, "public", "statistics").dependsOn())
                .containsExactly(new RelationName("pg_catalog", "pg_stats"));
        assertThat(relation(catalog, "public", "roles").dependsOn())
                .containsExactlyInAnyOrder(
                        new RelationName("pg_catalog", "pg_authid"), new RelationName("pg_catalog", "pg_user"));
        assertThat(relation(catalog, "public", "totals").dependsOn())
                .containsExactly(new RelationName("public", "orders"));
        assertThat(relation(catalog, "public", "people").callsUserCode()).isFalse();
        assertThat(relation(catalog, "public", "loud").callsUserCode()).isTrue();
        assertThat(relation(catalog, "public", "operated").callsUserCode()).isTrue();
    }

    @Test
    void keys_and_what_columns_are_computed_from_are_read() {
        Catalog catalog = reader().load(1);
        Relation computed = relation(catalog, "public", "computed");
        assertThat(computed.primaryKey()).containsExactlyInAnyOrder("one", "two");
        assertThat(computed.columns())
                .extracting(Column::generatedFrom)
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of(Set.of("one")));
        assertThat(relation(catalog, "public", "deferred").primaryKey()).isEmpty();
    }

    @Test
    void functions_and_operators_of_users_are_read() {
        Catalog catalog = reader().load(1);
        assertThat(catalog.functions())
                .isEqualTo(Set.of(new RelationName("public", "shout"), new RelationName("hr", "secret")));
        assertThat(catalog.operators()).isEqualTo(Set.of("!!!"));
    }

    @Test
    void a_snapshot_in_a_file_is_the_same_catalog(@TempDir Path folder) throws IOException {
        Catalog catalog = reader().load(3);
        Path file = folder.resolve("catalog.json");
        CatalogSnapshot.save(catalog, file);
        Catalog loaded = CatalogSnapshot.load(file);
        assertThat(loaded.sameContent(catalog)).isTrue();
        assertThat(loaded.version()).isEqualTo(3);
        Path again = folder.resolve("again.json");
        CatalogSnapshot.save(loaded, again);
        assertThat(again).hasSameTextualContentAs(file);
    }

    @Test
    void a_file_that_is_no_snapshot_is_refused_with_its_place(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{\n  \"format\": 1, \"databse\": 2}\n");
        assertThatThrownBy(() -> CatalogSnapshot.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ":2:")
                .hasMessageContaining("'database'");
        Files.writeString(file, "{\"format\": 1}");
        assertThatThrownBy(() -> CatalogSnapshot.load(file)).hasMessageContaining("not a catalog");
    }

    @Test
    void definitions_are_read_when_they_are_wanted_and_never_waited_for() throws SQLException {
        RelationName people = new RelationName("public", "people");
        ViewDefinition read =
                reader().load(1).relation(people).orElseThrow().view().orElseThrow();
        assertThat(read.query())
                .contains("note")
                .contains("FROM public.customers")
                .doesNotContain(";");
        assertThat(read.obstacle()).isEmpty();
        assertThat(read.reads()).containsExactly(new RelationName("public", "customers"));
        CatalogReader without = new CatalogReader("shop", settings(ConnectionSettings.Tls.DISABLE), () -> false);
        assertThat(without.load(1).relation(people).orElseThrow().view().orElseThrow())
                .satisfies(view -> assertThat(view.query()).isEmpty())
                .satisfies(view -> assertThat(view.obstacle()).isPresent())
                .satisfies(view -> assertThat(view.reads()).hasSize(1));
        try (Connection other = server.getPostgresDatabase().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("ALTER VIEW people ALTER COLUMN note SET DEFAULT 'x'");
            Catalog catalog = reader().load(2);
            assertThat(catalog.relation(people)
                            .orElseThrow()
                            .view()
                            .orElseThrow()
                            .obstacle())
                    .hasValueSatisfying(why -> assertThat(why).contains("try again"));
            assertThat(catalog.relation(new RelationName("public", "statistics"))
                            .orElseThrow()
                            .view()
                            .orElseThrow()
                            .obstacle())
                    .isEmpty();
            other.rollback();
        }
    }

    @Test
    void the_server_can_be_probed() throws SQLException {
        CatalogReader.Server probed = reader().probe();
        assertThat(probed.version()).isEqualTo(setting("server_version"));
        assertThat(probed.tls()).isEmpty();
    }

    @Test
    void a_database_that_cannot_be_reached_is_named_with_the_reason() {
        ConnectionSettings settings = settings(ConnectionSettings.Tls.VERIFY_FULL);
        assertThatThrownBy(() -> new CatalogReader("shop", settings).probe())
                .isInstanceOf(CatalogLoader.CatalogUnavailable.class)
                .hasMessageStartingWith("database shop at localhost:" + server.getPort() + ": ")
                .hasMessageContaining("SSL");
        ConnectionSettings silent = new ConnectionSettings(
                "localhost",
                server.getPort(),
                "postgres",
                "postgres",
                Optional.of(() -> {
                    throw new IOException("secret file x is empty");
                }),
                ConnectionSettings.Tls.DISABLE,
                Optional.empty(),
                Optional.empty());
        assertThatThrownBy(() -> new CatalogReader("shop", silent).load(1))
                .hasMessage("database shop: secret file x is empty");
    }

    @Test
    void tls_settings_are_the_drivers() {
        ConnectionSettings platform = settings(ConnectionSettings.Tls.VERIFY_FULL);
        assertThat(platform.properties())
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        ConnectionSettings own = new ConnectionSettings(
                "::1",
                5432,
                "d",
                "u",
                Optional.empty(),
                ConnectionSettings.Tls.VERIFY_CA,
                Optional.of(Path.of("/ca.pem")),
                Optional.of(new ConnectionSettings.Identity(Path.of("/c.pem"), Path.of("/k.pem"))));
        assertThat(own.url()).isEqualTo("jdbc:postgresql://[::1]:5432/");
        assertThat(own.properties())
                .containsEntry("sslrootcert", "/ca.pem")
                .containsEntry("sslcert", "/c.pem")
                .containsEntry("sslkey", "/k.pem")
                .doesNotContainKey("sslfactory")
                .doesNotContainKey("password");
        assertThat(List.of(own.properties().getProperty("PGDBNAME"))).containsExactly("d");
    }
}
