package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

@DisplayName("Masks")
class GovernedMasksTest {

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table people (
                    id int primary key, name text, salary int, rate numeric(8,2), born date, seen timestamptz,
                    phone varchar(20), token text, secret text, double_salary bigint generated always as (salary::bigint * 2) stored);
                set timezone = 'UTC';
                insert into people values
                    (1, 'Grace', 12345, 77.55, '1906-12-09', '2026-11-24 10:20:30Z', '+1 555 0123456', 'tie', 's1'),
                    (2, 'Alan', -12345, -3.20, 'infinity', '-infinity', null, 'tie', 's2'),
                    (3, 'Low', -2147483648, 'NaN', '4000-01-01 BC', null, '123', null, null);
                create table contacts (id int primary key, mail text);
                insert into contacts values (1, 'grace@example.com');
                create collation folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                create table aliases (id int, mail text collate folding);
                insert into aliases values (1, 'Grace@Example.com'), (2, null);
                create table ties (tie text, what text);
                insert into ties values ('tie', 'joined');
                create view secrets as select id, secret from people;
                create function shout(text) returns text language sql as 'select upper($1)';
                create function peek() returns text language sql as 'select secret from people where id = 1';
                create view bare as select id, name from people;
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read, copy-out]
                    on: ["public.*"]
                  - allow: [server-io, copy-in, copy-out]
                  - allow: [call]
                    on: [public.shout, "public.p*"]
                  - mask: {columns: [public.people.salary, public.people.double_salary]}
                    with: {generalize: 1000}
                  - mask: {columns: [public.people.rate]}
                    with: {generalize: 10}
                  - mask: {columns: [public.people.born]}
                    with: {generalize: decade}
                  - mask: {columns: [public.people.seen]}
                    with: {generalize: month}
                  - mask: {columns: [public.people.phone]}
                    with: partial
                  - allow: [insert, update]
                    on: [public.contacts, public.people]
                  - mask: {columns: [public.aliases.mail]}
                    with: email
                  - mask: {columns: [public.contacts.mail]}
                    with: email
                    writes: allowed
                  - mask: {columns: [public.people.token, public.ties.tie]}
                    mode: at-read-allow-joins
                  - limit: {bytes: 64KiB}
                  - name: no-secrets
                    mask: {columns: [public.people.secret]}
                    mode: deny-use
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select salary from people order by id                       | 12000, -12000, -2147483000
            select double_salary from people where id < 3 order by id   | 24000, -24000
            select rate from people order by id                         | 70.00, 0.00, NaN
            select born from people order by id                         | 1900-01-01, null, null
            select phone from people order by id                        | ***3456, null, ***
            select mail from aliases order by id                        | G***@Example.com, null
            select name from people where salary = 12345                | null
            select name from people where salary = 12000                | Grace
            select count(*) from people p join ties t on t.tie = p.token | 2
            select distinct left(token, 4) from people where token is not null | tok_
            select count(*) from people                                 | 3
            select name from bare order by id                           | Grace, Alan, Low
            select shout(name), shout(phone) from people where id = 1   | GRACE ***3456
            select peek()                                               | error 42501
            select id from people where secret_of is null               | error 42703
            """)
    @DisplayName("show what their kind says")
    void shown(String sql, String expected) throws SQLException {
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection analyst = shop.connect("ada", mode)) {
                String rows;
                try {
                    rows = String.join(", ", GovernedShop.rows(analyst, sql));
                } catch (SQLException failed) {
                    rows = "error " + failed.getSQLState();
                }
                assertThat(rows.isEmpty() ? "null" : rows).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select secret from people",
                "select * from people",
                "select p from people p",
                "select id from people where secret = 's1'",
                "select count(secret) from people",
                "select id from people order by secret",
                "select id from secrets",
                "copy people to stdout",
                "copy people (id, secret) to stdout",
                "select row_to_json(p)::text from people p"
            })
    @DisplayName("that deny use name the column and the rule")
    void denied(String sql) throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                    .hasMessageContaining("public.people.secret may not be used")
                    .hasMessageContaining("analysts/no-secrets");
        }
    }

    @Test
    @DisplayName("keep types, in text and in binary")
    void types() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended");
                PreparedStatement select =
                        analyst.prepareStatement("select salary, rate, born, seen, phone from people where id = ?")) {
            for (int round = 0; round < 7; round++) {
                select.setInt(1, 1);
                try (ResultSet row = select.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getInt(1)).isEqualTo(12000);
                    assertThat(row.getBigDecimal(2)).isEqualByComparingTo("70");
                    assertThat(row.getDate(3)).isEqualTo("1900-01-01");
                    assertThat(row.getTimestamp(4).toInstant().toString()).startsWith("2026-1");
                    int[] types = {Types.INTEGER, Types.NUMERIC, Types.DATE, Types.TIMESTAMP, Types.VARCHAR};
                    for (int at = 1; at <= types.length; at++) {
                        assertThat(row.getMetaData().getColumnType(at)).isEqualTo(types[at - 1]);
                    }
                    assertThat(row.getMetaData().getPrecision(2)).isEqualTo(8);
                    assertThat(row.getMetaData().getPrecision(5)).isEqualTo(20);
                }
            }
        }
    }

    @Test
    @DisplayName("hold for COPY of a table, in the same columns")
    void copied() throws SQLException, IOException {
        try (Connection analyst = shop.connect("ada", "simple");
                Connection dba = shop.connect("dan", "simple")) {
            String columns = "(id, name, salary, phone)";
            assertThat(copy(analyst, "copy people " + columns + " to stdout"))
                    .startsWith("1\tGrace\t12000\t***3456\n2\tAlan\t-12000\t\\N\n");
            assertThat(copy(analyst, "copy ties to stdout (format csv, header)"))
                    .startsWith("tie,what\ntok_");
            assertThat(copy(dba, "copy people " + columns + " to stdout")).startsWith("1\tGrace\t12345\t");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy (select 1) to program 'true'",
                "copy contacts from program 'echo 2'",
                "copy (select 1) to '/tmp/sallyport-copied'",
                "copy contacts from '/etc/hostname'"
            })
    @DisplayName("keep programs and files of the server away, whatever is allowed: they reach data past the masks")
    void programs(String sql) throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            assertThatThrownBy(() -> GovernedShop.rows(analyst, sql))
                    .hasMessageContaining("a file or program of the server can reach data that masks do not cover");
        }
    }

    @Test
    @DisplayName("of dates do not move with the session's time zone")
    void zones() throws SQLException {
        try (Connection analyst = shop.connect("ada", "simple")) {
            for (String zone : new String[] {"UTC", "<x>+82:20", "Asia/Tokyo"}) {
                GovernedShop.rows(analyst, "set timezone = '" + zone + "'");
                assertThat(GovernedShop.rows(
                                analyst, "select extract(epoch from seen)::bigint from people where id = 1"))
                        .containsExactly("1793491200");
            }
        }
    }

    @Test
    @DisplayName("let nobody write what they hide, unless a rule lets them")
    void writes() throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended");
                Connection dba = shop.connect("dan", "extended")) {
            assertThat(GovernedShop.rows(analyst, "insert into contacts values (2, 'alan@example.org')"))
                    .containsExactly("1");
            assertThat(GovernedShop.rows(analyst, "update contacts set mail = 'turing@example.org' where id = 2"))
                    .containsExactly("1");
            assertThat(GovernedShop.rows(analyst, "select mail from contacts where id = 2"))
                    .containsExactly("t***@example.org");
            assertThat(GovernedShop.rows(dba, "select mail from contacts where id = 2"))
                    .containsExactly("turing@example.org");
            assertThatThrownBy(() -> GovernedShop.rows(analyst, "update contacts set mail = mail || 'x' where id = 2"))
                    .hasMessageContaining(
                            "public.contacts.mail is masked for this session and cannot be read in a write");
            assertThatThrownBy(() -> GovernedShop.rows(analyst, "update people set phone = '1' where id = 1"))
                    .hasMessageContaining("public.people.phone is masked for this session and so cannot be written");
        }
    }

    @Test
    @DisplayName("and limits of bytes cut off what is too much")
    void bytes() throws SQLException {
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection analyst = shop.connect("ada", mode)) {
                assertThat(GovernedShop.rows(analyst, "select repeat('x', 1000) from generate_series(1, 60)"))
                        .hasSize(60);
                assertThatThrownBy(() ->
                                GovernedShop.rows(analyst, "select repeat('x', 1000) from generate_series(1, 70)"))
                        .hasMessageContaining("more than the 65536 bytes that policy allows");
                assertThatThrownBy(() -> copy(
                                analyst, "copy (select repeat('x', 1000) from ties, generate_series(1, 70)) to stdout"))
                        .hasMessageContaining("more than the 65536 bytes that policy allows");
                assertThat(GovernedShop.rows(analyst, "select 1")).containsExactly("1");
            }
        }
    }

    private static String copy(Connection connection, String sql) throws SQLException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long _ = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
