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
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Views over masked tables")
class GovernedViewsTest {

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table customers (id int primary key, email text, region text);
                insert into customers values (1, 'grace@example.com', 'eu'), (2, 'alan@example.org', 'us');
                create table orders (id int primary key, customer_id int, total numeric(10,2));
                insert into orders values (1, 1, 10), (2, 2, 20), (3, 1, 5);
                create view mails as select id, email as mail from customers;
                create view upper_mails as select id, upper(mail) as loud from mails;
                create view spending as
                    select c.id, c.email, sum(o.total) as total from customers c join orders o on o.customer_id = c.id
                    group by c.id, c.email;
                create view pairs(a, b) as values (1, 'x'), (2, 'y');
                create view either as select email from customers union all select 'none';
                create view "Odd ""View\""" as select email as "E mail", region from customers where region = 'eu';
                create view guarded with (security_barrier) as select * from customers where region = 'us';
                create view tables as select relname from pg_class where relname = 'customers';
                create view stats as select most_common_vals::text as v from pg_stats where tablename = 'customers';
                create view slashes as select email, E'\\\\'::text as slash from customers;
                create function peek() returns text language sql as 'select email from customers limit 1';
                create view peeking as select peek() as email;
                create view as_xml as select query_to_xml('select email from public.customers', true, true, '')::text as x;
                create view over_xml as select x from as_xml;
                create materialized view stored_xml as select x from as_xml;
                create view own_text as select current_query() as q;
                create view renamed as select email from customers;
                alter view renamed rename column email to post;
                create view lateral_view as
                    select o.id, q.email from orders o, lateral (select email from customers c where c.id = o.customer_id) q;
                create view with_view as with w as (select * from customers) select id, email from w;
                create view counted as select count(*) as n, max(email) as last from customers;
                create materialized view regions as select region, count(*) as n from customers group by region;
                create view over_regions as select region from regions;
                create materialized view snapshot as select email from customers;
                create materialized view stored as
                    select id, email as post, lower(email) as low, region, length(email) as n from customers where id < 99;
                create view over_stored as select post, low from stored;
                create materialized view stored_all as select * from customers;
                create materialized view stored_chosen as select id, email from customers where email like '%@%';
                create materialized view stored_grouped as select email, count(*) from customers group by email;
                create materialized view stored_within as select q.e from (select email as e from customers) q;
                create materialized view stored_both as select email from customers union select 'x';
                create role somebody;
                create table secured (id int, note text);
                insert into secured values (1, 'a');
                alter table secured enable row level security;
                create view over_secured as select s.id, c.email from secured s, customers c;
                alter view over_secured owner to somebody;
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read, create, insert, update, delete]
                    on: ["public.*", "pg_temp.*"]
                  - mask: {columns: [public.customers.email]}
                    with: redact
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select * from mails order by id                        | 1 ***, 2 ***
            select mail from mails where mail = '***' and id = 1   | ***
            select m.* from mails m order by 1                     | 1 ***, 2 ***
            select m from mails m order by id                      | (1,***), (2,***)
            select x.y from mails as x(z, y) where z = 1           | ***
            select public.mails.mail from public.mails limit 1     | ***
            table upper_mails                                      | 1 ***, 2 ***
            select * from spending order by id                     | 1 *** 15.00, 2 *** 20.00
            select a.total, b.b from spending a join pairs b on b.a = a.id order by 1 | 15.00 x, 20.00 y
            select distinct email from either order by 1           | ***, none
            select "E mail" from "Odd ""View\"""                    | ***
            select email, region from guarded                      | *** us
            select * from tables                                   | customers
            select post from renamed limit 1                       | ***
            select * from lateral_view order by id                 | 1 ***, 2 ***, 3 ***
            select email from with_view where id = 2               | ***
            select * from regions order by region                  | eu 1, us 1
            select region from over_regions order by region        | eu, us
            select * from counted                                  | 2 ***
            select * from snapshot                                 | ***, ***
            select * from stored order by id                       | 1 *** *** eu null, 2 *** *** us null
            select count(low) from stored where post = 'grace@example.com' | 0
            select post, low from over_stored where low = '***' limit 1 | *** ***
            select id, email from stored_all order by id           | 1 ***, 2 ***
            with mails as (select 1 as mail) select * from mails   | 1
            select count(*) from mails where mail like 'grace%'    | 0
            begin; declare k cursor for select mail from mails; fetch k | ***
            create temp table copied as select * from mails; select mail from copied limit 1 | ***
            """)
    @DisplayName("show what they show, masked")
    void masked(String sql, String expected) throws SQLException {
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection analyst = shop.connect("ada", mode)) {
                List<String> rows = List.of();
                for (String statement : sql.split(";", -1)) {
                    rows = GovernedShop.rows(analyst, statement);
                }
                assertThat(String.join(", ", rows)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from stats",
                "select * from slashes",
                "select * from peeking",
                "select * from as_xml",
                "select * from over_xml",
                "select * from stored_xml",
                "select q from own_text",
                "create temp table \"text\" (a int)",
                "select * from stored_chosen",
                "select id from stored_chosen",
                "select * from stored_grouped",
                "select * from stored_within",
                "select * from stored_both",
                "select * from over_secured",
                "update mails set mail = 'x' where id = 1",
                "delete from mails where mail like 'grace%'"
            })
    @DisplayName("that cannot be governed are refused")
    void refused(String sql) throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
            assertThat(GovernedShop.rows(analyst, "select 1")).containsExactly("1");
        }
    }

    @Test
    @DisplayName("are as they are for whoever sees nothing masked")
    void unmasked() throws SQLException {
        try (Connection dba = shop.connect("dan", "extended")) {
            assertThat(GovernedShop.rows(dba, "select mail from mails order by 1"))
                    .containsExactly("alan@example.org", "grace@example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create temp table scratch (n int); create view orders as select email, n from customers left join scratch on true",
                "create temp table scratch (n int); create view orders as select email, (select max(n) from scratch) from mails",
                "set search_path = pg_temp, public; create view orders as select email from customers",
                "set search_path = pg_temp, public; create recursive view orders (e) as select email from customers"
            })
    @DisplayName("do not become temporary ones, under another's name and as they were written")
    void shadows(String script) throws SQLException {
        String[] statements = script.split(";");
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection analyst = shop.connect("ada", mode)) {
                GovernedShop.rows(analyst, statements[0]);
                assertThatThrownBy(() -> GovernedShop.rows(analyst, statements[1]))
                        .hasMessageContaining("could become a temporary one; write its schema");
            }
        }
        try (Connection analyst = shop.connect("ada", "simple")) {
            assertThat(GovernedShop.rows(analyst, "select count(total) from orders"))
                    .containsExactly("3");
            GovernedShop.rows(analyst, "create or replace view unmasked as select total from orders");
        }
    }

    @Test
    @DisplayName("that change are opened as they are now")
    void changed() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended");
                Connection dba = shop.connect("dan", "extended")) {
            GovernedShop.rows(dba, "create view moving as select region as c from customers");
            assertThat(GovernedShop.rows(analyst, "select c from moving order by 1"))
                    .containsExactly("eu", "us");
            GovernedShop.rows(dba, "create or replace view moving as select email as c from customers");
            assertThat(GovernedShop.rows(analyst, "select c from moving order by 1"))
                    .containsExactly("***", "***");
        }
    }

    @Test
    @DisplayName("that are prepared by name stay good when the catalog or the search path changes")
    void prepared() throws SQLException {
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection analyst = shop.connect("ada", mode);
                    Connection dba = shop.connect("dan", mode)) {
                GovernedShop.rows(analyst, "prepare p as select id, mail from public.mails where id = 1");
                assertThat(GovernedShop.rows(analyst, "execute p")).containsExactly("1 ***");
                GovernedShop.rows(dba, "create table other_" + mode + " (a int)");
                assertThat(GovernedShop.rows(analyst, "execute p")).containsExactly("1 ***");
                assertThat(GovernedShop.rows(analyst, "execute p")).containsExactly("1 ***");
                GovernedShop.rows(analyst, "set search_path = pg_catalog");
                assertThat(GovernedShop.rows(analyst, "execute p")).containsExactly("1 ***");
                GovernedShop.rows(analyst, "deallocate p");
                GovernedShop.rows(analyst, "prepare p as select 7");
                GovernedShop.rows(dba, "drop table other_" + mode);
                assertThat(GovernedShop.rows(analyst, "execute p")).containsExactly("7");
            }
        }
    }

    @Test
    @DisplayName("are opened only where names in them mean the system's")
    void path() throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            GovernedShop.rows(analyst, "set search_path = public, pg_catalog");
            assertThatThrownBy(() -> GovernedShop.rows(analyst, "select * from mails"))
                    .hasMessageContaining("search path");
        }
    }
}
