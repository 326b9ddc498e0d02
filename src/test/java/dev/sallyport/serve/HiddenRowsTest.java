package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.wire.postgres.RawSession;
import dev.sallyport.wire.postgres.RawSession.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes into filtered relations give rows that are the gate's own. */
@DisplayName("Rows that look at new rows")
class HiddenRowsTest {

    private static final String TWO = "insert into logins values (21, 'eu'), (22, 'eu')";

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table logins (id int primary key, region text);
                create table free (id int);
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [all]
                    on: ["*"]
                  - rows: public.logins
                    where: region = 'eu'
                  - limit: {changed: 2, rows: 100}
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (var direct = shop.direct()) {
            GovernedShop.rows(direct, "delete from logins; delete from free");
        }
    }

    private static RawSession open() throws IOException {
        return RawSession.open(shop.port(), "ada", "open sesame", "shop");
    }

    private static String heard(RawSession session) throws IOException {
        return session.until('Z').stream()
                .map(frame -> switch (frame.type()) {
                    case 'E' -> "E" + frame.field('C');
                    case 'C' -> "C(" + frame.text().replace("|", "") + ")";
                    default -> String.valueOf(frame.type());
                })
                .collect(Collectors.joining());
    }

    private static RawSession describe(RawSession session, char kind, String name) throws IOException {
        return session.send('D', new byte[] {(byte) kind}, RawSession.string(name));
    }

    @Test
    @DisplayName("are seen neither by Describe nor by Execute, however few rows it asks for")
    void extended() throws IOException {
        try (RawSession session = open()) {
            session.parse("s", TWO);
            describe(session, 'S', "s").bind("p", "s");
            describe(session, 'P', "p").execute("p", 1).sync();
            assertThat(heard(session)).isEqualTo("1tn2nC(INSERT 0 2)Z");
            describe(session.parse("", "update logins set region = 'eu'").bind("", ""), 'P', "")
                    .execute("", 1)
                    .execute("", 1)
                    .sync();
            assertThat(heard(session)).startsWith("12nC(UPDATE 2)");
        }
    }

    @Test
    @DisplayName("are told from those of the statement's own around them")
    void amongOthers() throws IOException {
        try (RawSession session = open()) {
            assertThat(heard(session.query(
                            "select 1; " + TWO + "; select 2; delete from logins returning id; select 3")))
                    .isEqualTo("TDC(SELECT 1)C(INSERT 0 2)TDC(SELECT 1)TDDC(DELETE 2)TDC(SELECT 1)Z");
            assertThat(heard(session.query("insert into logins values (1, 'eu') returning id; "
                            + "insert into logins values (2, 'eu')")))
                    .isEqualTo("TDC(INSERT 0 1)C(INSERT 0 1)Z");
            assertThat(heard(session.query("with w as (insert into logins values (3, 'eu')) select 7; "
                            + "insert into logins select 4, 'eu' where false")))
                    .isEqualTo("TDC(SELECT 1)C(INSERT 0 0)Z");
        }
    }

    @Test
    @DisplayName("do not mix with those of a pipeline that a refusal interrupts")
    void interrupted() throws IOException {
        try (RawSession session = open()) {
            session.parse("", TWO)
                    .bind("", "")
                    .execute("", 0)
                    .parse("", "select no_such_function(1)")
                    .bind("", "")
                    .execute("", 0)
                    .parse("", "insert into free values (1)")
                    .bind("", "")
                    .execute("", 0)
                    .sync()
                    .parse("", "select count(*) from logins")
                    .bind("", "")
                    .execute("", 0)
                    .sync();
            assertThat(heard(session)).startsWith("12C(INSERT 0 2)E").endsWith("Z");
            assertThat(heard(session)).isEqualTo("12DC(SELECT 1)Z");
            assertThat(heard(session.query("select id from logins union all select id from free")))
                    .isEqualTo("TC(SELECT 0)Z");
        }
    }

    @Test
    @DisplayName("and the count of changes both hold, whichever is broken")
    void both() throws IOException {
        try (RawSession session = open()) {
            String outside = "insert into logins values (31, 'us')";
            String many = "insert into logins select g, 'eu' from generate_series(40, 49) g";
            for (String sql : new String[] {outside, many}) {
                String code = sql.equals(outside) ? "E42501" : "E53400";
                assertThat(heard(session.query(sql))).isEqualTo(code + "Z");
                assertThat(heard(session.query("select 1; " + sql + "; select 2")))
                        .isEqualTo("TDC(SELECT 1)" + code + "Z");
                assertThat(heard(session.parse("", sql)
                                .bind("", "")
                                .execute("", 0)
                                .sync()))
                        .isEqualTo("12" + code + "Z");
                assertThat(heard(session.parse("", sql)
                                .bind("", "")
                                .execute("", 1)
                                .parse("", "select 1")
                                .bind("", "")
                                .execute("", 0)
                                .sync()))
                        .isEqualTo("12" + code + "Z");
            }
            assertThat(heard(session.query("select id from logins"))).isEqualTo("TC(SELECT 0)Z");
        }
    }

    @Test
    @DisplayName("are none of EXECUTE's either, nor of a portal that is closed at once")
    void named() throws IOException {
        try (RawSession session = open()) {
            session.parse("s", TWO).sync();
            heard(session);
            assertThat(heard(session.query("execute s"))).contains("E42501").doesNotContain("D");
            session.bind("p", "s").execute("p", 0);
            session.send('C', new byte[] {'P'}, RawSession.string("p")).sync();
            Frame[] frames = session.until('Z').toArray(Frame[]::new);
            assertThat(frames).noneMatch(frame -> frame.type() == 'D');
            assertThat(heard(session.query("select count(*) from logins"))).isEqualTo("TDC(SELECT 1)Z");
        }
    }
}
