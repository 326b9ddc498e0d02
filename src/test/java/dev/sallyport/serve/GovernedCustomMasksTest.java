package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;

@DisplayName("Masks of one's own")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GovernedCustomMasksTest {

    private static final String POLICIES = """
            policy: analysts
            applies: "'analysts' in principal.groups"
            rules:
              - allow: [read, copy-out, insert, update, delete]
                on: ["public.*"]
              - mask: {columns: [public.people.name]}
                with: {sql: "left(value, 1) || repeat('*', length(value) - 1)"}
              - mask: {columns: [public.people.phone]}
                with: {sql: "overlay(value placing '***' from 2 for 3)"}
              - mask: {columns: [public.people.salary]}
                with: {sql: "case when value > 100000 then 100000 when value is null then 0 else 1 end"}
              - mask: {columns: [public.people.grade]}
                with: {sql: "least(value, smallint '5')"}
              - mask: {columns: [public.people.born]}
                with: {sql: "case when value < date '1900-01-01' then date '1900-01-01' end"}
              - mask: {columns: [public.people.active]}
                with: {sql: not value}
              - mask: {columns: [public.people.value]}
                with: {sql: upper(value)}
              - mask: {columns: [public.people.folded]}
                with: {sql: "replace(value, 'b', '-')"}
              - mask: {columns: [public.people.mail]}
                with: {sql: "split_part(value, '@', 2)"}
            ---
            policy: both
            applies: "'analysts' in principal.groups"
            rules:
              - mask: {columns: [public.people.twice]}
                with: {sql: upper(value)}
              - mask: {columns: [public.people.twice]}
                with: {sql: lower(value)}
            """;

    @TempDir
    static Path folder;

    private static final List<String> LOGGED = new CopyOnWriteArrayList<>();
    private static final AppenderBase<ILoggingEvent> APPENDER = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            LOGGED.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        APPENDER.start();
        logger().addAppender(APPENDER);
        shop = new GovernedShop(folder, """
                create domain mail as varchar(40);
                create collation folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                create table people (id int primary key, name text, phone varchar(8), salary int, grade smallint, born date,
                    active boolean, value text, folded text collate folding, mail mail, twice text, mood text,
                    loud text generated always as (upper(name)) stored);
                insert into people values
                    (1, 'Grace', '12345678', 200000, 9, '1806-12-09', true, 'v', 'abc', 'g@example.com', 'T', 'm'),
                    (2, '', '', 5, 1, 'infinity', false, '', '', '', '', ''),
                    (3, null, null, null, null, null, null, null, null, null, null, null),
                    (4, repeat('é', 3), '%_@''', -2147483648, -32768, '4713-01-01 BC', true, repeat('x', 100000), 'B',
                        '@@', '''', '');
                create view seen as select id, name as who, upper(name) as loud_name from people;
                create table names (name text);
                insert into names values ('G****');
                """, POLICIES);
    }

    @AfterAll
    static void stop() throws IOException {
        logger().detachAppender(APPENDER);
        shop.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.sallyport.serve");
    }

    private static boolean logged(String part) {
        return LOGGED.stream().anyMatch(line -> line.contains(part));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            select name from people order by id                           ! G****, , null, é**
            select phone from people order by id                          ! 1***5678, ***, null, %***
            select salary from people order by id                         ! 100000, 1, 0, 1
            select grade from people order by id                          ! 5, 1, 5, -32768
            select born from people order by id                           ! 1900-01-01, null, null, 1900-01-01
            select active from people order by id                         ! f, t, null, f
            select left(value, 1), length(value) from people order by id  ! V 1,  0, null null, X 100000
            select folded from people order by id                         ! a-c, , null, B
            select mail from people order by id                           ! example.com, , null,
            select twice from people order by id                          ! null, null, null, null
            select loud from people where id = 1                          ! ***
            select who, loud_name from seen where id = 1                  ! G**** G****
            select n.name from people p join names n on n.name = p.name   ! G****
            select count(*) from people where name = 'Grace'              ! 0
            select max(name) from people where phone like '1%' group by active ! G****
            update people set twice = 'T' where id = 1                    ! error 42501
            """)
    @Order(1)
    @DisplayName("show what their expression says of every value")
    void shown(String sql, String expected) throws SQLException {
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection analyst = shop.connect("ada", mode)) {
                String rows;
                try {
                    rows = String.join(", ", GovernedShop.rows(analyst, sql)).strip();
                } catch (SQLException failed) {
                    rows = "error " + failed.getSQLState();
                }
                assertThat(rows).isEqualTo(expected);
            }
        }
    }

    @Test
    @Order(1)
    @DisplayName("keep types, in binary too, and hold for RETURNING, COPY and cursors")
    void types() throws SQLException, IOException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            try (PreparedStatement select = analyst.prepareStatement(
                    "select name, phone, salary, grade, born, active, mail from people where id = ?")) {
                for (int round = 0; round < 7; round++) {
                    select.setInt(1, 1);
                    try (ResultSet row = select.executeQuery()) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getInt(3)).isEqualTo(100000);
                        assertThat(row.getShort(4)).isEqualTo((short) 5);
                        int[] types = {
                            Types.VARCHAR,
                            Types.VARCHAR,
                            Types.INTEGER,
                            Types.SMALLINT,
                            Types.DATE,
                            Types.BIT,
                            Types.VARCHAR
                        };
                        for (int at = 1; at <= types.length; at++) {
                            assertThat(row.getMetaData().getColumnType(at)).isEqualTo(types[at - 1]);
                        }
                        assertThat(row.getMetaData().getPrecision(2)).isEqualTo(8);
                    }
                }
            }
            assertThat(GovernedShop.rows(analyst, "delete from people where id = 99 returning name"))
                    .isEmpty();
            assertThat(GovernedShop.rows(analyst, "update people set mood = 'x' where id = 1 returning name, salary"))
                    .containsExactly("G**** 100000");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            long _ = analyst.unwrap(PGConnection.class).getCopyAPI().copyOut("copy people (id, name) to stdout", out);
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("1\tG****\n");
            analyst.setAutoCommit(false);
            GovernedShop.rows(analyst, "declare c cursor for select name from people where id = 1");
            assertThat(GovernedShop.rows(analyst, "fetch c")).containsExactly("G****");
            assertThat(String.join("\n", GovernedShop.rows(analyst, "explain select name from people")))
                    .contains("people");
        }
    }

    @Test
    @Order(2)
    @DisplayName("mean the server's own functions, whatever others there are and whatever the search path")
    void path() throws SQLException {
        try (Connection direct = shop.direct();
                Statement statement = direct.createStatement();
                Connection analyst = shop.connect("ada", "simple")) {
            statement.execute("""
                    create function public.left(varchar, int) returns text language sql as 'select $1';
                    create function public.left(text, int) returns text language sql as 'select $1';
                    create function public.repeat(text, int) returns text language sql as 'select $1';
                    create function public.joined(text, text) returns text language sql as 'select $1';
                    create operator public.|| (leftarg = text, rightarg = text, function = public.joined);
                    """);
            GovernedShop.rows(analyst, "set search_path = public, pg_catalog");
            assertThat(GovernedShop.rows(analyst, "select name, phone from people where id = 1"))
                    .containsExactly("G**** 1***5678");
        }
    }

    private static void policies(String text) throws IOException {
        Path draft = Files.writeString(folder.resolve("policies/tested.draft"), text);
        Files.move(draft, folder.resolve("policies/tested.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "salary;left(value, 1);public.people.salary, which is integer (function pg_catalog.left(integer, integer) does not exist)",
                "salary;case when value = 1 then 'a' end;public.people.salary, which is integer (it gives text)",
                "salary;case when value > 1 then 3000000000 end;public.people.salary, which is integer (it gives bigint)",
                "grade;least(value, 5);public.people.grade, which is smallint (it gives integer)",
                "name;length(value);public.people.name, which is text (it gives integer)",
                "born;case when value < date '2000-02-30' then value end;public.people.born, which is date (date/time field",
                "name;current_setting('x');tested.yaml:7:18: in the mask: function current_setting is not known",
                "name;value || salary;tested.yaml:7:27: in the mask: a mask knows one name",
                "name;(select 1;tested.yaml:7:27: in the mask: syntax error at end of input"
            })
    @Order(3)
    @DisplayName("that are wrong or of another type do not replace good ones, and are told with their place")
    void wrong(String parts) throws SQLException, IOException {
        String[] part = parts.split(";");
        LOGGED.clear();
        policies("""
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read]
                    on: ["public.*"]
                  - mask: {columns: [public.people.%s]}
                    with: {sql: "%s"}
                """.formatted(part[0], part[1]));
        await().until(() -> logged("policies not replaced: "));
        assertThat(LOGGED).anyMatch(line -> line.contains(part[2]));
        try (Connection analyst = shop.connect("ada", "simple")) {
            assertThat(GovernedShop.rows(analyst, "select name, salary from people where id = 1"))
                    .containsExactly("G**** 100000");
        }
    }

    @Test
    @Order(4)
    @DisplayName("show NULL from when the column has another type")
    void changed() throws SQLException, IOException {
        LOGGED.clear();
        policies(POLICIES + "\n");
        try (Connection dba = shop.connect("dan", "simple");
                Connection analyst = shop.connect("ada", "simple")) {
            GovernedShop.rows(dba, "alter table people alter grade type bigint");
            assertThat(GovernedShop.rows(analyst, "select grade, salary from people where id = 1"))
                    .containsExactly("5 100000");
            GovernedShop.rows(dba, "alter table people alter salary type bigint");
            assertThat(GovernedShop.rows(analyst, "select grade, salary from people where id = 1"))
                    .containsExactly("5 null");
        }
        assertThat(logged("public.people.salary, which is bigint (it gives integer)"))
                .isTrue();
    }

    @Test
    @Order(5)
    @DisplayName("that are wrong keep a gate from starting")
    void refused(@TempDir Path other) throws IOException {
        Path file = ServedFolder.write(other, 1);
        Files.writeString(
                other.resolve("policies/all.yaml"),
                "policy: all\nrules:\n  - mask: {tags: [a]}\n    with: {sql: md5(value)}\n");
        var config = ((dev.sallyport.config.ConfigResult.Loaded) dev.sallyport.config.Config.load(file)).config();
        assertThatThrownBy(() -> new RunningGate(config, "test").close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("all.yaml:4:17: in the mask: function md5 is not known to give an answer");
    }
}
