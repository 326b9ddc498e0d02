package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.wire.postgres.RawSession;
import dev.sallyport.wire.postgres.RawSession.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A client encoding other than UTF8")
class GovernedEncodingTest {

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table towns (id int primary key, name text);
                insert into towns values (1, 'Bern'), (2, 'Z\u00fcrich');
                create table plain (id int);
                insert into plain values (3);
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read, insert, update, delete]
                    on: ["public.*"]
                  - rows: public.towns
                    where: name <> 'Z\u00fcrich'
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    private static RawSession open() throws IOException {
        return RawSession.open(shop.port(), "ada", "open sesame", "shop");
    }

    private static String heard(RawSession session) throws IOException {
        List<Frame> frames = session.until('Z');
        return frames.stream()
                .map(frame -> switch (frame.type()) {
                    case 'E' -> "E" + frame.field('C');
                    case 'D' -> "D" + (char) frame.body()[frame.body().length - 1];
                    default -> String.valueOf(frame.type());
                })
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "WIN1252", "SJIS", "GBK", "SQL_ASCII"})
    @DisplayName("does not make a filter compare with something else")
    void filter(String encoding) throws IOException {
        try (RawSession session = open()) {
            assertThat(heard(session.query("select id from towns"))).isEqualTo("T D1 C Z");
            heard(session.query("set client_encoding = '" + encoding + "'"));
            String simple = heard(session.query("select id from towns"));
            String extended = heard(session.parse("", "select id from towns")
                    .bind("", "")
                    .execute("", 0)
                    .sync());
            assertThat(List.of(simple, extended)).noneMatch(heard -> heard.contains("D2"));
            heard(session.query("update towns set name = 'x' where id = 2"));
            heard(session.query("set client_encoding = 'UTF8'"));
            assertThat(heard(session.query("select id from towns order by id"))).isEqualTo("T D1 C Z");
        }
    }

    @Test
    @DisplayName("is good for everything else, and for what was prepared before")
    void otherwise() throws IOException {
        try (RawSession session = open()) {
            heard(session.parse("s", "select id from towns").sync());
            heard(session.query("set client_encoding = 'LATIN1'"));
            assertThat(heard(session.query("select id from plain"))).isEqualTo("T D3 C Z");
            assertThat(heard(session.bind("", "s").execute("", 0).sync())).isEqualTo("2 D1 C Z");
            assertThat(heard(session.query("select id from towns"))).isEqualTo("E0A000 Z");
        }
    }
}
