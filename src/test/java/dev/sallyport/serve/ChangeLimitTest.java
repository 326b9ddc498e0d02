package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

@DisplayName("A limit of changed rows")
class ChangeLimitTest {

    private static final String STATE = "select (select string_agg(concat(id, note), ',' order by id) from things),"
            + " (select count(*) from parts), (select count(*) from logged)";

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table things (id int primary key, note text);
                insert into things select i, 'n' from generate_series(1, 10) i;
                create table parts (id int, thing int references things on delete cascade);
                insert into parts select i, 1 from generate_series(1, 5) i;
                insert into parts values (6, 2), (7, 2);
                create table logged (what text);
                create table spread (id int, region text) partition by list (region);
                create table spread_a partition of spread for values in ('a');
                create table spread_b partition of spread for values in ('b');
                insert into spread select i, 'a' from generate_series(1, 9) i;
                create function clear() returns bigint language sql as
                    'with gone as (delete from things returning 1) select count(*) from gone';
                create table far (id int, region text) partition by list (region);
                create table far_a partition of far for values in ('a');
                create foreign data wrapper nowhere;
                create server away foreign data wrapper nowhere;
                create foreign table far_b partition of far for values in ('b') server away;
                create view far_away as select id, region from far;
                create procedure clear_and_commit() language plpgsql as 'begin delete from things; commit; end';
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [all]
                    on: ["*"]
                  - name: few
                    limit: {changed: 3}
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            update things set note = 'x'                                                  | would have changed 10 (things 10)
            update things set note = 'x' where id < 5                                     | would have changed 4 (things 4)
            delete from things where id = 1                                               | would have changed 6 (parts 5, things 1)
            insert into logged select 'a' from generate_series(1, 4)                      | would have changed 4 (logged 4)
            with g as (delete from parts returning *) insert into logged select 'x' from g | would have changed 14 (logged 7, parts 7)
            update spread set region = 'b'                                                | would have changed 18 (spread_a 9, spread_b 9)
            select clear()                                                                | would have changed 17 (things 10, parts 7)
            explain analyze delete from things                                            | would have changed 17 (things 10, parts 7)
            delete from things t using things s where s.id = t.id                         | would have changed 17 (things 10, parts 7)
            update things set note = 'y' where id < 6 returning id                        | would have changed 5 (things 5)
            """)
    @DisplayName("lets nothing of a statement last that changes more, and says how many")
    void more(String sql, String expected) throws SQLException {
        for (String mode : List.of("simple", "extended")) {
            try (Connection analyst = shop.connect("ada", mode);
                    Connection direct = shop.direct()) {
                List<String> before = GovernedShop.rows(direct, STATE);
                assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                        .as(mode)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                over -> assertThat(over.getSQLState()).isEqualTo("53400"))
                        .hasMessageContaining("a statement may change at most 3 rows, by analysts/few")
                        .hasMessageContaining(expected);
                assertThat(GovernedShop.rows(analyst, STATE)).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            update things set note = 'z' where id < 4                                     | 3
            update things set note = 'z' where id < 4 returning id                        | 1, 2, 3
            delete from things where id = 2                                               | 1
            insert into logged values ('a'), ('b'); insert into logged values ('c'); select 'after' | after
            create temp table mine as select * from things; update mine set note = 'm'    | 10
            select count(*) from things                                                   | 10
            set local statement_timeout = 10000; update things set note = 'z' where id = 1           | 1
            """)
    @DisplayName("lets pass what changes no more, with its own result")
    void fewer(String sql, String expected) throws SQLException {
        for (String mode : List.of("simple", "extended")) {
            try (Connection analyst = shop.connect("ada", mode)) {
                analyst.setAutoCommit(false);
                assertThat(String.join(", ", GovernedShop.rows(analyst, sql)))
                        .as(mode)
                        .isEqualTo(expected);
                analyst.rollback();
            }
        }
    }

    @Test
    @DisplayName("counts each statement for itself in a transaction, and undoes no more than PostgreSQL does")
    void transactions() throws SQLException {
        for (String mode : List.of("simple", "extended")) {
            try (Connection analyst = shop.connect("ada", mode)) {
                analyst.setAutoCommit(false);
                for (int at = 0; at < 4; at++) {
                    assertThat(GovernedShop.rows(analyst, "update things set note = note where id < 4"))
                            .containsExactly("3");
                }
                var kept = analyst.setSavepoint();
                assertThatThrownBy(() -> GovernedShop.rows(analyst, "update things set note = 'x'"))
                        .hasMessageContaining("would have changed 10 (things 10)");
                analyst.rollback(kept);
                assertThat(GovernedShop.rows(analyst, "select count(*) from things where note = 'x'"))
                        .containsExactly("0");
                analyst.rollback();
            }
        }
    }

    @Test
    @DisplayName("holds in pipelines, whose later statements do not run")
    void pipelines() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended");
                PreparedStatement update = analyst.prepareStatement("update things set note = ? where id <= ?")) {
            List<String> before = GovernedShop.rows(analyst, STATE);
            for (int most : new int[] {1, 8, 2}) {
                update.setString(1, "p");
                update.setInt(2, most);
                update.addBatch();
            }
            assertThatThrownBy(update::executeBatch)
                    .isInstanceOf(BatchUpdateException.class)
                    .hasMessageContaining("would have changed 8");
            assertThat(GovernedShop.rows(analyst, STATE)).isEqualTo(before);
            update.setInt(2, 3);
            assertThat(update.executeUpdate()).isEqualTo(3);
            assertThat(GovernedShop.rows(analyst, "update things set note = 'n' where id <= 3"))
                    .containsExactly("3");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "truncate things",
                "do $$ begin delete from things; end $$",
                "call clear_and_commit()",
                "prepare p as delete from things",
                "set sallyport.changed = '{}'",
                "set local sallyport.changed = '{}'",
                "select set_config('SALLYPORT.changed', '{}', false)",
                "delete from things where set_config('sally' || 'port.changed', '{}', true) = ''",
                "set track_counts = off; delete from things",
                "insert into far values (1, 'b')",
                "update far_b set id = 2",
                "insert into far_away values (1, 'b')",
                "select clear(), set_config('sallyport.changed', '{}', true)",
                "update pg_settings set setting = '{}' where name = 'sallyport.changed'"
            })
    @DisplayName("refuses what it cannot count")
    void uncountable(String sql) throws SQLException {
        for (String mode : List.of("simple", "extended")) {
            try (Connection analyst = shop.connect("ada", mode)) {
                List<String> before = GovernedShop.rows(analyst, STATE);
                assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                        .as(mode)
                        .isInstanceOf(SQLException.class);
                assertThat(GovernedShop.rows(analyst, STATE)).isEqualTo(before);
            }
        }
    }

    @Test
    @DisplayName("is not got around by EXECUTE of what the protocol prepared")
    void preparedByProtocol() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended");
                PreparedStatement delete = analyst.prepareStatement("delete from things where id <= ?")) {
            delete.setInt(1, 0);
            assertThat(delete.executeUpdate()).isZero();
            assertThat(delete.executeUpdate()).isZero();
            List<String> before = GovernedShop.rows(analyst, STATE);
            String name = GovernedShop.rows(
                            analyst, "select name from pg_prepared_statements where statement like 'delete%'")
                    .getFirst();
            assertThatThrownBy(() -> GovernedShop.rows(analyst, "execute \"" + name + "\" (10)"))
                    .hasMessageContaining("EXECUTE cannot run a statement that changes some");
            assertThat(GovernedShop.rows(analyst, STATE)).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("counts what MERGE changes, where the server has it")
    void merge() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            assumeTrue(analyst.getMetaData().getDatabaseMajorVersion() >= 15);
            assertThatThrownBy(() -> GovernedShop.rows(
                            analyst, "merge into things t using things s on s.id = t.id when matched then delete"))
                    .hasMessageContaining("would have changed 17 (things 10, parts 7)");
        }
    }

    @Test
    @DisplayName("counts rows that COPY brings in")
    void copy() throws SQLException, IOException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            var copies = analyst.unwrap(PGConnection.class).getCopyAPI();
            assertThatThrownBy(() -> copies.copyIn("copy logged from stdin", new StringReader("a\nb\nc\nd\n")))
                    .hasMessageContaining("would have changed 4 (logged 4)");
            analyst.setAutoCommit(false);
            assertThat(copies.copyIn("copy logged from stdin", new StringReader("a\nb\n")))
                    .isEqualTo(2);
            analyst.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"insert into far values (1, 'b')", "insert into far_away values (1, 'b')", "delete from far"})
    @DisplayName("says that foreign tables among what is written cannot be counted")
    void foreign(String sql) throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            assertThatThrownBy(() -> GovernedShop.rows(analyst, sql)).hasMessageContaining("foreign tables");
        }
    }
}
