package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.JournalReader;
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

@DisplayName("Data of other jurisdictions")
class GovernedJurisdictionsTest {

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table customers (id int primary key, name text, country char(2));
                insert into customers values
                    (1, 'Grace', 'US'), (2, 'Konrad', 'DE'), (3, 'Alan', 'GB'), (4, 'Niklaus', 'CH'), (5, 'Nobody', null);
                create table orders (id int primary key, customer int, total int);
                insert into orders values (1, 1, 10), (2, 2, 20), (3, 4, 30);
                create table salaries (person text, amount int);
                insert into salaries values ('Grace', 5);
                create view paid as select person from salaries;
                create table notes (id int, place text);
                insert into notes values (1, 'x'), (2, 'y');
                """, """
                jurisdictions:
                  eu: {locations: [frankfurt]}
                  us: {locations: [virginia]}
                  ch:
                    locations: [zurich]
                    transfers: [{to: eu, basis: Adequacy decision}]
                  uk: {locations: [london]}
                locations:
                  127.0.0.0/8: frankfurt
                ---
                classification: shop
                jurisdictions:
                  public.customers: {column: country, values: {US: us, DE: eu, CH: ch, GB: uk}}
                  public.salaries: us
                  public.notes: {sql: "case place when 'x' then 'eu' else 'us' end"}
                columns:
                  public.customers.name: [pii.name]
                ---
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read, insert, update, delete]
                    on: ["public.*"]
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select name from customers order by id                                                 | Konrad, Niklaus
            select o.id, c.name from orders o left join customers c on c.id = o.customer order by 1 | 1 null, 2 Konrad, 3 Niklaus
            select id from notes                                                                   | 1
            update customers set name = upper(name) returning name                                 | KONRAD, NIKLAUS
            select sum(total) from orders                                                          | 60
            """)
    @DisplayName("are not there, unless a transfer lets them be processed here")
    void rows(String sql, String expected) throws SQLException {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from salaries",
                "select * from paid",
                "delete from salaries",
                "select 1 from orders where exists (select from salaries)",
                "insert into customers values (9, 'x', 'US')",
                "update customers set country = 'GB'"
            })
    @DisplayName("are refused as a whole, and cannot be made, with the reason")
    void refused(String sql) throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            denied -> assertThat(denied.getSQLState()).isEqualTo("42501"));
            assertThat(GovernedShop.rows(analyst, "select 1")).containsExactly("1");
        }
    }

    @Test
    @DisplayName("are recorded with the basis on which they were processed, where, and what classified data that was")
    void recorded() throws SQLException, IOException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            GovernedShop.rows(analyst, "select 'transferred', count(name) from customers");
        }
        List<String> records = new JournalReader(folder.resolve("data/journal")).next();
        assertThat(records)
                .anySatisfy(record -> assertThat(record)
                        .contains("\"loc\":[\"frankfurt\"]")
                        .contains("\"rel\":\"public.customers\",\"tag\":[\"pii.name\"]")
                        .contains("\"xfer\":[{\"basis\":\"Adequacy decision\",\"from\":\"ch\",\"to\":\"eu\"}]"));
    }

    @Test
    @DisplayName("are not got at by functions, statistics or code either, where all of it belongs elsewhere")
    void aroundWholes(@TempDir Path other) throws SQLException, IOException {
        try (GovernedShop whole = new GovernedShop(other, """
                create table salaries (person text primary key, amount int);
                insert into salaries select 'qz' || i % 2 || i, 4711 from generate_series(1, 100) i;
                create table free (id int, note text);
                insert into free values (1, 'here');
                create function paid() returns text language sql stable as 'select max(person) from salaries';
                create view paying as select paid() as who;
                analyze;
                """, """
                jurisdictions:
                  eu: {locations: [frankfurt]}
                  us: {locations: [virginia]}
                locations:
                  127.0.0.0/8: frankfurt
                ---
                classification: shop
                jurisdictions:
                  public.salaries: us
                ---
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [all]
                    on: ["*"]
                """);
                Connection analyst = whole.connect("ada", "simple")) {
            for (String sql : List.of(
                    "select query_to_xml('select * from salaries', true, false, '')",
                    "select table_to_xml('salaries', true, false, '')",
                    "select most_common_vals, histogram_bounds from pg_stats where tablename = 'salaries'",
                    "select stavalues1 from pg_statistic",
                    "select paid()",
                    "select who from paying",
                    "do $$ begin raise exception '%', (select max(person) from salaries); end $$",
                    "create function mine() returns text language sql as 'select max(person) from salaries'",
                    "create view public.mine as select * from salaries",
                    "create table mine as select * from salaries",
                    "create materialized view mine as select * from salaries",
                    "create table mine (p text references salaries)",
                    "create index on salaries (amount)",
                    "copy salaries to stdout",
                    "explain analyze select * from salaries",
                    "prepare p as table salaries",
                    "declare k cursor with hold for select * from salaries",
                    "truncate salaries",
                    "alter table salaries rename to moved",
                    "select ts_stat('select to_tsvector(person) from salaries')")) {
                assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                        .as(sql)
                        .isInstanceOf(SQLException.class)
                        .message()
                        .doesNotContain("qz");
            }
            assertThat(GovernedShop.rows(analyst, "select note from free")).containsExactly("here");
        }
    }
}
