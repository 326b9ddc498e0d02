package dev.sallyport.statement.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.GovernedRelation;
import dev.sallyport.statement.RelationUse.Standing;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a server has, and what this project has looked at. */
@DisplayName("The manifest of system objects")
class ManifestTest {

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Set<String> names(String sql) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Test
    @DisplayName("classifies every function of the server")
    void functions() throws SQLException {
        Set<String> unknown = names("select proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace");
        unknown.removeAll(first("functions.txt"));
        assertThat(unknown).as("to be added to functions.txt").isEmpty();
    }

    @Test
    @DisplayName("knows every function of the information schema")
    void informationSchema() throws SQLException {
        assertThat(names("select proname from pg_proc where pronamespace = 'information_schema'::regnamespace"))
                .isSubsetOf(Functions.INFORMATION_FUNCTIONS);
    }

    @Test
    @DisplayName("classifies every relation of the server's schemas, and knows which it does not have yet")
    void relations() throws SQLException {
        Set<String> there = names("""
                select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('pg_catalog', 'information_schema') and c.relkind in ('r', 'v', 'm', 'p', 'f')
                """);
        int version =
                Integer.parseInt(names("show server_version_num").iterator().next()) / 10_000;
        SystemRelations relations = new SystemRelations();
        Set<String> known = first("relations.txt");
        assertThat(there).as("to be added to relations.txt").isSubsetOf(known);
        assertThat(known)
                .filteredOn(name -> relations.knows(qualified(name), version))
                .as("of version %d, as relations.txt has it", version)
                .containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    @DisplayName("knows every column of what is shown in part, in its order and of its type")
    void partlyShown() throws SQLException {
        int version = version();
        for (String relation : partly()) {
            RelationName name = new RelationName("pg_catalog", relation);
            GovernedRelation shown = new PartlyShown().of(name, version, false).orElseThrow();
            String columns = shown.columns().stream()
                    .map(column -> column.expression() + " AS " + RelationName.quote(column.name()))
                    .collect(Collectors.joining(", "));
            String types = "select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)"
                    + " from pg_attribute where attnum > 0 and attrelid = '%s'::regclass";
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create temporary view " + relation + " as select " + columns + " from " + name);
                assertThat(one(statement, types.formatted("pg_temp." + relation)))
                        .as("columns of %s, as partly.txt has them", relation)
                        .isEqualTo(one(statement, types.formatted("pg_catalog." + relation)));
            }
        }
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static int version() throws SQLException {
        return Integer.parseInt(names("show server_version_num").iterator().next()) / 10_000;
    }

    private static Set<String> partly() {
        return Manifest.read("partly.txt", "\\|").stream()
                .flatMap(line -> Stream.of(line.getFirst().split(",", -1)))
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("shows in part what it says it does")
    void partlyStanding() {
        Set<String> disclosing = Manifest.read("relations.txt").stream()
                .filter(words -> words.get(1).equals("partly"))
                .map(words -> words.getFirst().substring("pg_catalog.".length()))
                .collect(Collectors.toSet());
        assertThat(partly()).containsAll(disclosing);
        assertThat(partly()).filteredOn(name -> !disclosing.contains(name)).allSatisfy(name -> {
            assertThat(new SystemRelations().standing(new RelationName("pg_catalog", name)))
                    .isEqualTo(Standing.SYSTEM);
            assertThat(new PartlyShown().of(new RelationName("pg_catalog", name), 18, true))
                    .as("counters to those who see all rows")
                    .isEmpty();
        });
        for (String name : disclosing) {
            assertThat(new PartlyShown().of(new RelationName("pg_catalog", name), 18, true))
                    .isPresent();
        }
        assertThat(new PartlyShown().of(new RelationName("public", "pg_stat_activity"), 18, false))
                .isEmpty();
    }

    private static RelationName qualified(String name) {
        int dot = name.indexOf('.');
        return new RelationName(name.substring(0, dot), name.substring(dot + 1));
    }

    @Test
    @DisplayName("takes what it does not have for the worst")
    void unknown() {
        assertThat(new SystemFunctions().category("pg_function_of_the_future")).isEmpty();
        assertThat(new SystemRelations().standing(new RelationName("pg_catalog", "pg_stat_future")))
                .isEqualTo(Standing.SYSTEM_DISCLOSING);
    }

    private static Set<String> first(String manifest) {
        return Manifest.read(manifest).stream().map(List::getFirst).collect(Collectors.toSet());
    }
}
