package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What the server tells of itself")
class GovernedServerTest {

    @TempDir
    static Path folder;

    private static GovernedShop shop;
    private static Connection bystander;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table people (id int primary key, region text, ssn text);
                insert into people values (1, 'eu', '1'), (2, 'us', '2');
                analyze people;
                create role colleague;
                alter role colleague set work_mem = '481516';
                create foreign data wrapper wrapper;
                create server far foreign data wrapper wrapper;
                create user mapping for postgres server far options (password 'secret');
                create view activity as select * from pg_stat_activity;
                create materialized view old_activity as select pid, application_name from pg_stat_activity;
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups && session.application != 'plain' && session.application != 'masks'"
                rules:
                  - allow: [read]
                  - rows: [public.people]
                    where: region = 'eu'
                ---
                policy: hashed
                applies: "'analysts' in principal.groups && session.application != 'plain'"
                rules:
                  - allow: [read]
                  - mask: {columns: [public.people.ssn]}
                    with: hash
                ---
                policy: without-masks
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read]
                """);
        bystander = shop.direct();
        assertThat(GovernedShop.rows(bystander, "select pg_advisory_lock(481516)"))
                .hasSize(1);
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        bystander.close();
        shop.close();
    }

    private static Connection ada(String application) throws SQLException {
        return shop.connect("ada", "simple&assumeMinServerVersion=13&ApplicationName=" + application);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select count(*), count(query), count(state) from pg_stat_activity                   | 1 0 1
            select pid = pg_backend_pid(), query is null from pg_stat_activity                  | t t
            select count(*), count(query) from activity                                         | 1 0
            select count(*) from pg_locks where pid <> pg_backend_pid()                         | 0
            select count(*) from pg_locks where locktype = 'advisory'                           | 0
            select count(*) from pg_db_role_setting                                             | 0
            select srvname, usename, umoptions from pg_user_mappings                            | far postgres null
            select count(*) from (select ssn from people) p, pg_stat_activity where query like '%sha256%' | 0
            """)
    @DisplayName("is about the session itself, and holds no statement texts")
    void ownOnly(String sql, String row) throws SQLException {
        for (String application : List.of("filters", "masks")) {
            try (Connection ada = ada(application)) {
                assertThat(GovernedShop.rows(ada, sql)).containsExactly(row);
            }
        }
    }

    @Test
    @DisplayName("counts rows only for those who see all of them")
    void counters() throws SQLException {
        String sql = "select relname, n_live_tup is null from pg_stat_user_tables where relname = 'people'";
        try (Connection filters = ada("filters");
                Connection masks = ada("masks")) {
            assertThat(GovernedShop.rows(filters, sql)).containsExactly("people t");
            assertThat(GovernedShop.rows(masks, sql)).containsExactly("people f");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            explain analyze select * from pg_stat_activity
            select * from old_activity
            select umoptions from pg_user_mapping
            select * from pg_stat_get_activity(null)
            select tableoid from pg_db_role_setting
            """)
    @DisplayName("is refused where it cannot be shown in part")
    void refused(String sql) throws SQLException {
        try (Connection ada = ada("filters")) {
            assertThatThrownBy(() -> GovernedShop.rows(ada, sql))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    @DisplayName("stays a matter of rules that name it for sessions without masks and filters")
    void withoutMasks() throws SQLException {
        try (Connection ada = ada("plain");
                Connection dan = shop.connect("dan", "simple")) {
            assertThatThrownBy(() -> GovernedShop.rows(ada, "select pid from pg_stat_activity"))
                    .hasMessageContaining("no rule allows read on pg_catalog.pg_stat_activity");
            assertThat(GovernedShop.rows(dan, "select count(query) > 1 from pg_stat_activity"))
                    .containsExactly("t");
        }
    }
}
