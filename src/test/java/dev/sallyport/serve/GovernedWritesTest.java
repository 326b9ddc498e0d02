package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
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

@DisplayName("Writes of a session with masks and filters")
class GovernedWritesTest {

    private static final List<String> MODES = List.of("simple", "extended");

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table people (
                    id int primary key, region text default 'eu', secret text default 'classified',
                    note varchar(20), derived text generated always as (lower(secret)) stored);
                insert into people (id, region, secret, note) values
                    (1, 'eu', 'Swordfish', 'one'), (2, 'us', 'Marlin', 'two'), (3, 'eu', 'Pike', 'three');
                create table places (id int primary key, name text, person int);
                insert into places values (1, 'here', 1), (2, 'there', 3);
                create table stamped (id int, region text);
                create function moved() returns trigger language plpgsql as $$
                begin if new.id = 13 then new.region := 'us'; end if; return new; end $$;
                create trigger stamps before insert on stamped for each row execute function moved();
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read, insert, update, delete, create, drop, copy-in, copy-out]
                    on: ["public.*", "pg_temp.*"]
                  - rows: [public.people, public.stamped]
                    where: region = ${principal.region}
                  - mask: {columns: [public.people.secret]}
                    with: redact
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            insert into people (id) values (10) returning id, secret                     | 10 ***
            insert into people (id) values (10) returning *                              | 10 eu *** null ***
            insert into people as p (id) values (10) returning p.*, p.secret::text as s  | 10 eu *** null *** ***
            insert into people (id, note) values (10, 'n') returning concat(note, secret), id      | n*** 10
            insert into people (id) values (10) returning public.people.secret           | ***
            insert into people (id) select 10 returning (select upper(secret)), id        | *** 10
            insert into people (id) values (10)                                          | 1
            insert into people (id) values (1) on conflict (id) do update set note = concat(excluded.note, 'x') where people.id = 1 returning id, secret | 1 ***
            insert into people (id) values (2) on conflict (id) do update set note = 'taken' returning id, note, secret | null
            insert into people (id) values (2) on conflict do nothing                    | 0
            update people set note = 'changed' where id = 1 returning *                  | 1 eu *** changed ***
            update people set note = 'changed' returning id                              | 1, 3
            update people set region = region where id = 3 returning secret, note        | *** three
            update people set region = 'eu'                                              | 2
            update people p set note = l.name from places l where l.person = p.id returning p.secret, l.name | *** here, *** there
            update people p set note = l.name from places l where l.person = p.id and l.id = 1 returning *   | 1 eu *** here *** 1 here 1
            delete from people where id = 1 returning id, length(secret)                 | 1 3
            delete from people using places l where l.person = people.id returning *     | 1 eu *** one *** 1 here 1, 3 eu *** three *** 2 there 3
            with w as (insert into people (id) values (11) returning *) select id, secret, derived from w | 11 *** ***
            with w as (insert into people (id) values (11)) select 5                     | 5
            with w as (update people set note = 'w' returning secret) select secret from w                | ***, ***
            """)
    @DisplayName("give masked columns masked, and make and touch only rows that are theirs")
    void returning(String sql, String expected) throws SQLException {
        for (String mode : MODES) {
            try (Connection analyst = shop.connect("ada", mode)) {
                analyst.setAutoCommit(false);
                String rows = String.join(", ", GovernedShop.rows(analyst, sql));
                assertThat(rows.isEmpty() ? "null" : rows).as(mode).isEqualTo(expected);
                analyst.rollback();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into people (id, region) values (20, 'us')",
                "insert into people (id, region) values (20, null)",
                "insert into people (id, region) values (20, 'us') returning id",
                "insert into people (id, region) values (20, 'us') returning secret, id",
                "insert into people (id, region) values (20, 'us') returning *",
                "insert into people (id, region) select 20 + n, case n when 2 then 'us' else 'eu' end from generate_series(1, 2) n",
                "with w as (insert into people (id, region) values (20, 'us')) select 1",
                "with w as (insert into people (id, region) values (20, 'us') returning 1, id) select 1",
                "insert into people (id) values (1) on conflict (id) do update set region = 'us'",
                "update people set region = 'us' where id = 1",
                "update people set region = 'us' where id = 1 returning id",
                "insert into stamped values (13, 'eu')",
                "insert into stamped values (13, 'eu') returning region"
            })
    @DisplayName("fail for rows that would be outside, and leave nothing of them")
    void outside(String sql) throws SQLException {
        for (String mode : MODES) {
            try (Connection analyst = shop.connect("ada", mode);
                    Connection direct = shop.direct()) {
                List<String> before = GovernedShop.rows(direct, "select id, region from people order by id");
                assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                        .as(mode)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"))
                        .hasMessageContaining("is not among the rows that this session sees, by analysts/rows-2");
                assertThat(GovernedShop.rows(analyst, "select 1")).containsExactly("1");
                assertThat(GovernedShop.rows(direct, "select id, region from people order by id"))
                        .isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into people (id) values (30) returning 1",
                "insert into people (id, secret) values (30, 'x')",
                "update people set note = secret where id = 1",
                "update people set note = 'x' where secret = 'Swordfish'",
                "insert into people (id) values (1) on conflict (id) do update set note = people.secret returning note",
                "delete from people where length(secret) = 9 returning id",
                "insert into people (id) values (30) returning people",
                "insert into people (id) values (30) returning row_to_json(people), id",
                "prepare p as insert into people (id) values (30)",
                "merge into people p using places l on l.person = p.id when not matched then insert (id) values (9)"
            })
    @DisplayName("are refused where masked columns would be read or new rows could not be looked at")
    void refused(String sql) throws SQLException {
        for (String mode : MODES) {
            try (Connection analyst = shop.connect("ada", mode)) {
                assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                        .as(mode)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
                assertThat(GovernedShop.rows(analyst, "select 1")).containsExactly("1");
            }
        }
    }

    @Test
    @DisplayName("without RETURNING have no result, however they are sent")
    void hidden() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            analyst.setAutoCommit(false);
            try (PreparedStatement insert =
                    analyst.prepareStatement("insert into people (id, region) values (?, ?), (?, 'eu')")) {
                assertThat(insert.getMetaData()).isNull();
                insert.setMaxRows(1);
                insert.setInt(1, 41);
                insert.setString(2, "eu");
                insert.setInt(3, 42);
                assertThat(insert.execute()).isFalse();
                assertThat(insert.getUpdateCount()).isEqualTo(2);
                insert.setInt(1, 43);
                insert.setInt(3, 44);
                insert.addBatch();
                insert.setInt(1, 45);
                insert.setInt(3, 46);
                insert.addBatch();
                assertThat(insert.executeBatch()).containsExactly(2, 2);
            }
            assertThat(
                            GovernedShop.rows(
                                    analyst,
                                    "insert into people (id) values (47); update people set region = 'eu' where id > 40; select 'last'"))
                    .containsExactly("last");
            analyst.rollback();
        }
    }

    @Test
    @DisplayName("by COPY are looked at row by row")
    void copyIn() throws SQLException, IOException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            analyst.setAutoCommit(false);
            var copies = analyst.unwrap(PGConnection.class).getCopyAPI();
            assertThat(copies.copyIn("copy people (id, region) from stdin", new StringReader("50\teu\n51\teu\n")))
                    .isEqualTo(2);
            assertThat(copies.copyIn(
                            "copy people (id, region) from stdin with (format csv) where id <> 53",
                            new StringReader("52,eu\n53,us\n")))
                    .isEqualTo(1);
            assertThatThrownBy(() ->
                            copies.copyIn("copy people (id, region) from stdin", new StringReader("54\teu\n55\tus\n")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("new row of public.people is not among the rows that this session sees");
            analyst.rollback();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select p.id, p.note, p.secret, count(*) from people p left join places l on l.person = p.id group by p.id order by 1 | 1 one *** 1, 3 three *** 1
            select p.*, count(l.*) from people p left join places l on l.person = p.id group by p.id order by 1                  | 1 eu *** one *** 1, 3 eu *** three *** 1
            select id as k, note from people group by k having max(note) <> '' order by note                                     | 1 one, 3 three
            select id, upper(note) from people group by id order by region, 1                                                    | 1 ONE, 3 THREE
            select count(*) from people tablesample bernoulli (100)                                                              | 2
            select p.secret from people as p tablesample system (100) repeatable (5) join places l on l.person = p.id            | ***, ***
            select count(*) from only people tablesample bernoulli (100.0) where id > 1                                          | 1
            """)
    @DisplayName("stand beside reads that group by the primary key or sample")
    void groupsAndSamples(String sql, String expected) throws SQLException {
        for (String mode : MODES) {
            try (Connection analyst = shop.connect("ada", mode)) {
                assertThat(String.join(", ", GovernedShop.rows(analyst, sql)))
                        .as(mode)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    @DisplayName("may define views, which are governed when they are read")
    void views() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended");
                Connection admin = shop.connect("dan", "extended")) {
            assertThat(GovernedShop.rows(analyst, "create view public.mine as select id, secret from people"))
                    .containsExactly("0");
            assertThat(GovernedShop.rows(analyst, "select * from mine order by id"))
                    .containsExactly("1 ***", "3 ***");
            assertThat(GovernedShop.rows(admin, "select * from mine order by id"))
                    .containsExactly("1 Swordfish", "2 Marlin", "3 Pike");
            assertThat(GovernedShop.rows(
                            analyst,
                            "create temp view own as select id, secret from people; select * from own order by 1"))
                    .containsExactly("1 ***", "3 ***");
            assertThat(GovernedShop.rows(analyst, "drop view mine")).containsExactly("0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"select ctid from people", "select p.tableoid from people p", "select xmin, id from people"})
    @DisplayName("system columns are refused with a clear word")
    void systemColumns(String sql) throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            assertThatThrownBy(() -> GovernedShop.rows(analyst, sql)).hasMessageContaining("its system column");
        }
    }
}
