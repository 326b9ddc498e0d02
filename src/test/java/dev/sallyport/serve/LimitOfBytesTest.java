package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.wire.postgres.RawSession;
import dev.sallyport.wire.postgres.RawSession.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A limit of bytes")
class LimitOfBytesTest {

    private static final int LIMIT = 2000;

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table texts as select repeat('x', 100) || i as t from generate_series(1, 200) i;
                create function say(text) returns text language plpgsql as 'begin raise notice ''%'', $1; return ''''; end';
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [all]
                    on: ["*"]
                  - limit: {bytes: 2000}
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    private static RawSession open() throws IOException {
        return RawSession.open(shop.port(), "ada", "open sesame", "shop");
    }

    private static int sizes(List<Frame> frames) {
        return frames.stream().mapToInt(frame -> frame.body().length).sum();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select t from texts",
                "select string_agg(t, ',') from texts",
                "select cast(string_agg(t, ',') as int) from texts",
                "select string_agg(t, ',')::jsonb from texts",
                "select ('2020-01-01' || string_agg(t, ','))::date from texts",
                "select say(string_agg(t, ',')) from texts",
                "select count(say(t)) from texts",
                "copy (select count(say(t)) from texts) to stdout",
                "listen k; select count(pg_notify('k', t)) from texts",
                "do $$ begin raise exception '%', (select string_agg(t, ',') from texts); end $$",
                "do $$ begin for i in 1 .. 100 loop raise notice '%', (select t from texts limit 1); end loop; end $$"
            })
    @DisplayName("holds for errors, notices and notifications, which can hold as much as rows")
    void besideRows(String sql) throws IOException {
        try (RawSession session = open()) {
            assertThat(sizes(session.query(sql).until('Z'))).isLessThan(LIMIT + 1500);
            assertThat(session.parse("", "select 1")
                            .bind("", "")
                            .execute("", 0)
                            .sync()
                            .answer())
                    .isEqualTo("12DCZI");
        }
        try (RawSession session = open()) {
            if (!sql.contains(";") || sql.startsWith("do")) {
                session.parse("", sql).bind("", "").execute("", 0).sync();
                assertThat(sizes(session.until('Z'))).isLessThan(LIMIT + 1500);
            }
        }
    }

    @Test
    @DisplayName("leaves small errors as they are")
    void small() throws IOException {
        try (RawSession session = open()) {
            Frame error = session.query("select cast('y' as int)").receive();
            assertThat(error.field('M')).isEqualTo("invalid input syntax for type integer: \"y\"");
            session.until('Z');
        }
    }
}
