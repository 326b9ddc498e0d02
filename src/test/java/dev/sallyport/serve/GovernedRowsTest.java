package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.wire.postgres.RawSession;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Filters of rows")
class GovernedRowsTest {

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table customers (id int primary key, name text, region varchar(10), visits int, note text);
                insert into customers values
                    (1, 'Grace', 'eu', 3, 'a'), (2, 'Alan', 'us', 0, 'b'), (3, 'Edsger', 'eu', 5, 'c'), (4, 'Barbara', 'us', 7, 'd');
                create table orders (id int primary key, customer_id int references customers on delete cascade, total int);
                insert into orders values (1, 1, 10), (2, 2, 20), (3, 3, 30);
                create table events (id int, region text, what text) partition by list (region);
                create table events_eu partition of events for values in ('eu');
                create table events_us partition of events for values in ('us');
                insert into events values (1, 'eu', 'here'), (2, 'us', 'there');
                create view everybody as select id, name, region from customers;
                create view counted as select region, count(*) as n from customers group by region;
                create table words (id int, "where" int, "returning" int, region text);
                insert into words values (1, 5, 5, 'eu'), (2, 6, 6, 'us');
                create table plain (id int primary key);
                create table pointing (id int references plain, region text);
                create table ruled (id int);
                create rule tell as on insert to ruled do also select name, region from customers;
                create table wrong (id int, region text);
                create table broken (a int, b int);
                create table closing (a int);
                create table qualified (a int);
                create table reaching (id int);
                create table calling (id int);
                create table big (id int primary key, region text, x int);
                insert into big select i, case when i % 2 = 0 then 'eu' else 'us' end, i from generate_series(1, 20000) i;
                analyze;
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read, insert, update, delete, truncate, drop, lock, copy-in, copy-out]
                    on: ["public.*"]
                  - rows: [public.customers, public.events, public.big, public.pointing, public.words]
                    where: region = ${principal.region}
                  - rows: public.wrong
                    where: regoin = 'eu'
                  - rows: public.broken
                    where: a = = b
                  - rows: public.closing
                    where: a = 1) or (true
                  - rows: public.qualified
                    where: qualified.a = 1
                  - rows: public.reaching
                    where: id in (select id from orders)
                  - rows: public.calling
                    where: pg_read_file(id::text) = 'x'
                  - mask: {columns: [public.customers.note]}
                    with: redact
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select name from customers order by id                                       | Grace, Edsger
            select name, note from customers order by id                                 | Grace ***, Edsger ***
            table customers                                                              | 1 Grace eu 3 ***, 3 Edsger eu 5 ***
            select count(*) from customers                                               | 2
            select count(*) from customers where region = 'us'                           | 0
            select count(*) from customers where region = 'us' or true                   | 2
            select c.name, o.total from customers c join orders o on o.customer_id = c.id order by o.id | Grace 10, Edsger 30
            select o.id, c.name from orders o left join customers c on c.id = o.customer_id order by 1 | 1 Grace, 2 null, 3 Edsger
            select 10 / visits from customers order by id                                | 3, 2
            select name from customers where 10 / visits > 2                             | Grace
            select (select name from customers where id = 2)                             | null
            with c as (select * from customers) select count(*) from c                   | 2
            select name from customers union select 'x' order by 1                       | Edsger, Grace, x
            select name from everybody order by id                                       | Grace, Edsger
            select name from everybody where 10 / id > 4                                 | Grace
            select * from counted                                                        | eu 2
            select what from events                                                      | here
            select what from events_us                                                   | null
            select what from only events_eu                                              | here
            select max(name) from customers                                              | Grace
            select name from customers for update                                        | Grace, Edsger
            """)
    @DisplayName("hold wherever rows are read")
    void read(String sql, String expected) throws SQLException {
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection analyst = shop.connect("ada", mode)) {
                String rows = String.join(", ", GovernedShop.rows(analyst, sql));
                assertThat(rows.isEmpty() ? "null" : rows).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            update customers set visits = visits + 1                                     | 2
            update customers set visits = 9 where id = 2                                 | 0
            update customers set visits = 9 where id = 2 or true                         | 2
            update customers c set visits = 9 where 10 / c.visits >= 0                   | 2
            update public.customers as "C" set visits = 1 where "C".id > 0 returning id  | 1, 3
            delete from customers                                                        | 2
            delete from customers where id in (2, 4)                                     | 0
            delete from customers using orders o where o.customer_id = customers.id      | 2
            with gone as (delete from customers where id < 3 returning id) select id from gone | 1
            update events set what = 'x'                                                 | 1
            delete from big where id = 2 returning *                                     | 2 eu 2
            update words set id = words.where where words.where > 0 and words.returning > 0 | 1
            delete from words w where w.returning > 0                                     | 1
            delete from events_us                                                        | 0
            delete from customers where id in (select id from customers) -- all          | 2
            """)
    @DisplayName("hold wherever rows are written")
    void written(String sql, String expected) throws SQLException {
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection analyst = shop.connect("ada", mode)) {
                analyst.setAutoCommit(false);
                assertThat(String.join(", ", GovernedShop.rows(analyst, sql))).isEqualTo(expected);
                analyst.rollback();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into customers values (9, 'x', 'us', 0)",
                "update customers set region = 'us' where id = 1",
                "truncate events",
                "copy customers from stdin",
                "merge into customers c using orders o on o.customer_id = c.id when matched then delete",
                "explain analyze select * from customers",
                "explain (analyze, costs off) select * from everybody",
                "update everybody set name = 'x'",
                "merge into customers c using (select 2 as id) s on c.id = s.id when matched and c.name::regclass = 0 then do nothing",
                "truncate plain cascade",
                "drop table plain cascade",
                "insert into ruled values (1)",
                "set session_replication_role = replica",
                "select tup_returned from pg_stat_database",
                "table pg_stat_xact_user_functions",
                "select pg_stat_get_live_tuples('customers'::regclass)",
                "update pg_settings set setting = 'public' where name = 'search_path'",
                "select ctid from customers"
            })
    @DisplayName("refuse what they cannot hold in")
    void refused(String sql) throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            assertThatThrownBy(() -> GovernedShop.rows(analyst, sql)).isInstanceOf(SQLException.class);
            assertThat(GovernedShop.rows(analyst, "select 1")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select * from wrong    | there is no column regoin
            delete from wrong      | there is no column regoin
            select * from broken   | syntax error at or near
            select * from closing  | syntax error at or near
            select * from qualified | there is no column qualified.a
            select * from reaching | the relation's own columns only
            select * from calling  | function pg_catalog.pg_read_file can reach other data
            """)
    @DisplayName("that are wrong let nothing through, and say why")
    void wrong(String sql, String why) throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                    .hasMessageContaining("'s rows is wrong: ")
                    .hasMessageContaining(why);
        }
    }

    /** The planner is told that conditions cost nothing, so that it may take the statement's before the filter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select id from (select id, name, visits from customers) c where c < row(2, 5, 5)",
                "select id from customers where (array[true])[case when id = 2 then 5000000000 else 1 end]",
                "select id from customers where visits > case when id = 2 then '9' else '1' end::oid",
                "select id from customers c where (select true union all select true limit case when c.id = 2 then 2 else 1 end)",
                "select id from customers where exists (select 1 limit visits - 1)",
                "select name from customers where 10 / visits > 2",
                "update customers set note = 'x' where 10 / visits > 2 and false",
                "delete from customers where 1 / (id - 2) > 5"
            })
    @DisplayName("let no condition fail for a row that is not there")
    void fenced(String sql) throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            for (String cost :
                    new String[] {"cpu_operator_cost = 0", "cpu_tuple_cost = 0", "cpu_operator_cost = 1000"}) {
                GovernedShop.rows(analyst, "reset all");
                GovernedShop.rows(analyst, "set " + cost);
                analyst.setAutoCommit(false);
                try {
                    GovernedShop.rows(analyst, sql);
                } catch (SQLException refused) {
                    // Rows of different types cannot be compared at all, whether there are any or not.
                    assertThat(refused.getSQLState()).isIn("42804", "42846", "42883", "42501");
                }
                analyst.rollback();
                analyst.setAutoCommit(true);
            }
        }
    }

    @Test
    @DisplayName("take no parameter that draws columns to its type")
    void parameters() throws IOException {
        try (RawSession session = RawSession.open(shop.port(), "ada", "open sesame", "shop")) {
            byte[] sql = RawSession.string("select id from customers where visits < $1");
            byte[] name = RawSession.string("");
            session.send('P', name, sql, new byte[] {0, 1}, RawSession.int32(26))
                    .sync();
            assertThat(session.answer()).isEqualTo("EZI");
            session.send('P', name, sql, new byte[] {0, 1}, RawSession.int32(20))
                    .sync();
            assertThat(session.answer()).isEqualTo("1ZI");
        }
    }

    @Test
    @DisplayName("explain no statement that is prepared")
    void explained() throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            GovernedShop.rows(analyst, "prepare p as select note from customers");
            assertThatThrownBy(() -> GovernedShop.rows(analyst, "explain (verbose) execute p"))
                    .hasMessageContaining("EXPLAIN EXECUTE");
            assertThat(GovernedShop.rows(analyst, "execute p")).containsExactly("***", "***");
        }
    }

    @Test
    @DisplayName("let conditions that cannot fail use an index, and fence all others")
    void planned() throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            assertThat(String.join("\n", GovernedShop.rows(analyst, "explain select x from big where id = 4")))
                    .contains("Index Scan using big_pkey");
            assertThat(String.join(
                            "\n", GovernedShop.rows(analyst, "explain select x from big where 1 / (id - 3) = 0")))
                    .contains("Subquery Scan");
            assertThat(GovernedShop.rows(analyst, "select count(*) from big where 1 / (id - 3) = 0"))
                    .containsExactly("9998");
            assertThat(String.join("\n", GovernedShop.rows(analyst, "explain update big set x = 1 where id = 4")))
                    .contains("Index Scan using big_pkey");
        }
    }

    @Test
    @DisplayName("hold for what is prepared once and run with other values")
    void prepared() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended");
                PreparedStatement select = analyst.prepareStatement("select name from customers where id = ?")) {
            for (int id = 1; id <= 12; id++) {
                select.setInt(1, id);
                try (ResultSet row = select.executeQuery()) {
                    assertThat(row.next()).isEqualTo(id == 1 || id == 3);
                }
            }
        }
    }

    @Test
    @DisplayName("are not there for whom no rule names")
    void others() throws SQLException {
        try (Connection dba = shop.connect("dan", "extended")) {
            assertThat(GovernedShop.rows(dba, "select count(*) from customers")).containsExactly("4");
        }
    }
}
