package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.JournalReader;
import dev.sallyport.wire.postgres.RawSession;
import dev.sallyport.wire.postgres.RawSession.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of statements, portals and cursors that mean one thing to whoever reads along and another to the database. */
@DisplayName("A name that changes its meaning")
class UnsettledNamesTest {

    private static final String MANY = "update things set note = 'x'";

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table things (id int primary key, note text);
                insert into things select i, 'n' from generate_series(1, 10) i;
                create table numbers as select generate_series(1, 20) as n;
                create table logged (what text);
                create function note(i int) returns int language plpgsql as
                    'begin insert into logged values (i::text); return i; end';
                create function note_many(i int) returns int language plpgsql as
                    'begin insert into logged select g from generate_series(1, i) g; return i; end';
                create function folded(i int) returns int language plpgsql immutable as
                    'begin return note_many(i); end';
                create view counting as select n from numbers;
                create view counted as select n + 0 as n from counting;
                create view noting as select note(i) as i from generate_series(1, 10) i;
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [all]
                    on: ["*"]
                  - name: few
                    limit: {changed: 3}
                  - name: crowd
                    limit: {rows: 5}
                    on: [public.numbers]
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @AfterEach
    void nothingChanged() throws SQLException {
        try (Connection direct = shop.direct()) {
            assertThat(GovernedShop.rows(
                            direct,
                            "select (select count(*) from things where note = 'x'), (select count(*) from logged)"))
                    .containsExactly("0 0");
        } finally {
            try (Connection direct = shop.direct()) {
                GovernedShop.rows(direct, "update things set note = 'n'; delete from logged");
            }
        }
    }

    private static RawSession open() throws IOException {
        return RawSession.open(shop.port(), "ada", "open sesame", "shop");
    }

    /** What came up to the next ReadyForQuery: types, and the codes of errors. */
    private static String heard(RawSession session) throws IOException {
        StringBuilder heard = new StringBuilder();
        for (Frame frame : session.until('Z')) {
            heard.append(frame.type() == 'E' ? "E" + frame.field('C') : String.valueOf(frame.type()));
        }
        return heard.toString();
    }

    private static String query(RawSession session, String sql) throws IOException {
        return heard(session.query(sql));
    }

    private static RawSession close(RawSession session, char kind, String name) throws IOException {
        return session.send('C', new byte[] {(byte) kind}, RawSession.string(name));
    }

    @Test
    @DisplayName("is no way to a portal of another statement, when a Bind fails that would have replaced it")
    void failedBind() throws IOException {
        try (RawSession session = open()) {
            query(session, "begin");
            heard(session.parse("many", MANY).bind("p", "many").sync());
            query(session, "savepoint s");
            assertThat(heard(session.parse("one", "select 1").bind("p", "one").sync()))
                    .isEqualTo("1E42P03Z");
            query(session, "rollback to s");
            assertThat(heard(session.execute("p", 0).sync())).isEqualTo("E53400Z");
            query(session, "commit");
        }
    }

    @Test
    @DisplayName("is no way to a portal of another statement, when a Bind is skipped")
    void skippedBind() throws IOException {
        try (RawSession session = open()) {
            query(session, "begin");
            heard(session.parse("many", MANY)
                    .bind("p", "many")
                    .parse("one", "select 1")
                    .sync());
            query(session, "savepoint s");
            assertThat(heard(session.parse("bad", "select 1/0 as n, nothing")
                            .bind("p", "one")
                            .sync()))
                    .startsWith("E42703");
            query(session, "rollback to s");
            assertThat(heard(session.execute("p", 0).sync())).isEqualTo("E53400Z");
            query(session, "commit");
        }
    }

    @Test
    @DisplayName("is that of the cursor, where a portal of the name went with its savepoint")
    void cursorAfterPortal() throws IOException {
        try (RawSession session = open()) {
            query(session, "begin");
            query(session, "savepoint s");
            heard(session.parse("one", "select 1").bind("p", "one").sync());
            query(session, "rollback to s");
            assertThat(query(session, "declare p cursor for select n from numbers"))
                    .isEqualTo("CZ");
            assertThat(query(session, "fetch all p")).contains("E53400");
            query(session, "rollback");
        }
    }

    @Test
    @DisplayName("is waited for, when a cursor's declaration has not been answered")
    void pipelinedCursor() throws IOException {
        try (RawSession session = open()) {
            session.send('Q', RawSession.string("begin; declare k cursor for select n from numbers"))
                    .send('Q', RawSession.string("fetch all k"))
                    .flush();
            assertThat(heard(session)).isEqualTo("CCZ");
            assertThat(heard(session)).contains("E53400");
            query(session, "rollback");
        }
    }

    @Test
    @DisplayName("is known in the batch that declares the cursor")
    void cursorInOneBatch() throws IOException {
        try (RawSession session = open()) {
            query(session, "begin");
            session.parse("d", "declare k cursor for select n from numbers")
                    .bind("", "d")
                    .execute("", 0)
                    .parse("f", "fetch all k")
                    .bind("", "f")
                    .execute("", 0)
                    .sync();
            assertThat(heard(session)).contains("E53400");
            query(session, "rollback");
        }
    }

    @Test
    @DisplayName("is waited for, when what replaces a prepared statement has not been answered")
    void pipelinedPrepare() throws IOException {
        try (RawSession session = open()) {
            heard(session.parse("s", "select 1").sync());
            session.send('Q', RawSession.string("deallocate s; prepare s as select n from numbers"))
                    .bind("", "s")
                    .execute("", 0)
                    .sync();
            assertThat(heard(session)).isEqualTo("CCZ");
            assertThat(heard(session)).contains("E53400");
        }
    }

    @Test
    @DisplayName("is not taken for what it was, in the batch that replaces it")
    void prepareInOneBatch() throws IOException {
        try (RawSession session = open()) {
            heard(session.parse("s", "select 1").sync());
            session.parse("d", "deallocate s")
                    .bind("", "d")
                    .execute("", 0)
                    .parse("p", "prepare s as select n from numbers")
                    .bind("", "p")
                    .execute("", 0)
                    .bind("", "s")
                    .execute("", 0)
                    .sync();
            assertThat(heard(session)).doesNotContain("DDDDDD");
        }
    }

    @Test
    @DisplayName("is a new one at once, when DEALLOCATE is on its way and Parse gives it again")
    void deallocatedAndParsed() throws IOException {
        try (RawSession session = open()) {
            heard(session.parse("s", "select 1").sync());
            session.send('Q', RawSession.string("discard all"))
                    .parse("s", "select 2")
                    .bind("", "s")
                    .execute("", 0)
                    .sync();
            assertThat(heard(session)).endsWith("CZ");
            assertThat(heard(session)).isEqualTo("12DCZ");
            assertThat(heard(session.bind("", "s").execute("", 0).sync())).isEqualTo("2DCZ");
            heard(close(session, 'S', "s").sync());
        }
    }

    @Test
    @DisplayName("does not let a cursor change more rows than a statement may")
    void cursorThatChanges() throws IOException {
        try (RawSession session = open()) {
            query(session, "begin");
            assertThat(query(session, "declare k cursor for select note(i) from generate_series(1, 10) i"))
                    .contains("E42501");
            query(session, "rollback");
            query(session, "begin");
            query(session, "declare k cursor for select i from noting");
            assertThat(query(session, "fetch all k")).contains("E");
            query(session, "commit");
        }
    }

    @Test
    @DisplayName("does not let a portal change more rows a few at a time")
    void suspendedPortal() throws IOException {
        try (RawSession session = open()) {
            session.parse("s", "select note(i) from generate_series(1, 10) i").bind("p", "s");
            for (int at = 0; at < 6; at++) {
                session.execute("p", 2);
            }
            assertThat(heard(session.sync())).contains("E");
        }
    }

    @Test
    @DisplayName("does not hide in a view what a function changes")
    void viewThatChanges() throws IOException {
        try (RawSession session = open()) {
            assertThat(query(session, "select i from noting")).contains("E53400");
            heard(session.parse("s", "select i from noting")
                    .bind("", "s")
                    .execute("", 0)
                    .sync());
            assertThat(query(session, "create view more as select i from noting"))
                    .contains("E42501");
            assertThat(query(session, "create temp view more as select note(i) from generate_series(1, 9) i"))
                    .contains("E42501");
            query(session, "begin; alter view noting rename to renamed");
            assertThat(query(session, "select i from renamed")).contains("E53400");
            query(session, "rollback");
        }
    }

    @Test
    @DisplayName("does not let code that runs while a statement is planned change more rows")
    void plannedCode() throws IOException {
        try (RawSession session = open()) {
            assertThat(query(session, "select folded(10)")).contains("E53400");
            assertThat(heard(session.parse("s", "select folded(10)")
                            .bind("", "s")
                            .sync()))
                    .contains("E");
            assertThat(heard(session.parse("t", "select folded(10)")
                            .bind("", "t")
                            .execute("", 0)
                            .sync()))
                    .contains("E53400");
        }
    }

    @Test
    @DisplayName("is recorded as what it runs, when more was in the text that prepared it")
    void recorded() throws IOException {
        try (RawSession session = open()) {
            query(session, "select 'decoy'; prepare later as select n as counted from numbers limit 2");
            query(session, "execute later");
        }
        List<String> executed = new ArrayList<>();
        for (String line : new JournalReader(folder.resolve("data/journal")).next()) {
            if (line.contains("\"EXECUTE\"") || line.contains("counted")) {
                executed.add(line);
            }
        }
        assertThat(executed).hasSizeGreaterThanOrEqualTo(2);
        assertThat(new String(executed.getLast().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .contains("counted");
    }

    @Test
    @DisplayName("is covered by a limit on what a view of another name reads")
    void otherName() throws IOException {
        try (RawSession session = open()) {
            for (String sql : List.of(
                    "select n from counted",
                    "table counting",
                    "copy (select * from counted) to stdout",
                    "with w as (select n from counting) select n from w")) {
                assertThat(query(session, sql)).as(sql).contains("E53400");
            }
            assertThat(query(session, "select count(n) from counted")).isEqualTo("TDCZ");
        }
    }
}
