package dev.sallyport.statement.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.RelationName;
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
