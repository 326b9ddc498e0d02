package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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
import org.slf4j.LoggerFactory;

@DisplayName("A mask that does not fit its column")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MaskFitTest {

    private static final String START = """
            policy: analysts
            applies: "'analysts' in principal.groups"
            rules:
              - allow: [read]
                on: ["public.*"]
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
                create type mood as enum ('sad', 'happy');
                create domain short as smallint;
                create table people (id int primary key, name text, born date, mood mood, height short, ref uuid,
                    rate numeric(4,2), active boolean, doubled int generated always as (id * 2) stored, wake time);
                insert into people values (1, 'Ada', '1815-12-10', 'happy', 165, null, 1.5, true);
                """, START + """
                  - mask: {columns: [public.people.born]}
                    with: partial
                  - mask: {columns: [public.people.mood]}
                    with: {constant: furious}
                  - mask: {columns: [public.people.height]}
                    with: {constant: 70000}
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        logger().detachAppender(APPENDER);
        shop.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.sallyport.serve");
    }

    private static void policies(String rules) throws IOException {
        Path draft = Files.writeString(folder.resolve("policies/tested.draft"), START + rules);
        Files.move(draft, folder.resolve("policies/tested.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean logged(String part) {
        return LOGGED.stream().anyMatch(line -> line.contains(part));
    }

    private static String seen(String columns) throws SQLException {
        try (Connection analyst = shop.connect("ada", "extended")) {
            return GovernedShop.rows(analyst, "select " + columns + " from people")
                    .getFirst();
        }
    }

    @Test
    @Order(1)
    @DisplayName("shows NULL when the gate starts, and the log says what fits")
    void atStart() throws SQLException {
        assertThat(seen("born, mood, height, name")).isEqualTo("null null null Ada");
        assertThat(LOGGED)
                .anyMatch(line -> line.startsWith("ERROR a column shows NULL: ")
                        && line.endsWith("tested.yaml:7:11: mask 'partial' of analysts/mask-2 does not fit column"
                                + " public.people.born, which is date; these do: mode: deny-use, null, redact, constant,"
                                + " {sql: ...}, generalize"))
                .anyMatch(
                        line -> line.contains("tested.yaml:9:11: mask 'constant' of analysts/mask-3 does not fit column"
                                + " public.people.mood, which is public.mood (invalid input value for enum"))
                .anyMatch(line -> line.contains("public.people.height, which is smallint ('70000' is none)"));
    }

    @Test
    @Order(2)
    @DisplayName("is no error for what generated columns inherit, nor where it fits")
    void fitting() throws IOException, SQLException {
        policies("""
                  - mask: {columns: [public.people.born]}
                    with: {generalize: year}
                  - mask: {columns: [public.people.mood]}
                    with: {constant: sad}
                  - mask: {columns: [public.people.height]}
                    with: {constant: 170}
                  - mask: {columns: [public.people.id]}
                    with: redact
                  - mask: {columns: [public.people.rate]}
                    with: {constant: 12.3}
                  - mask: {columns: [public.people.active]}
                    with: {constant: off}
                  - mask: {columns: [public.people.ref]}
                    with: token
                """);
        await().until(() -> logged("policies are now version"));
        await().untilAsserted(() -> assertThat(seen("born, mood, height, rate, active, id, doubled"))
                .isEqualTo("1815-01-01 sad 170 12.30 f null null"));
    }

    @Test
    @Order(3)
    @DisplayName("does not replace a good one")
    void reloaded() throws IOException, SQLException {
        policies("""
                  - mask: {columns: [public.people.rate]}
                    with: {constant: 123.4}
                """);
        await().until(() -> logged("policies not replaced: "));
        assertThat(LOGGED)
                .anyMatch(
                        line -> line.contains("tested.yaml:7:11: mask 'constant' of analysts/mask-2 does not fit column"
                                + " public.people.rate, which is numeric(4,2) (numeric field overflow)"));
        assertThat(seen("rate, mood")).isEqualTo("12.30 sad");
        LOGGED.clear();
        policies("""
                  - mask: {columns: ["public.people.*"]}
                    with: {generalize: 10}
                """);
        await().until(() -> logged("public.people.wake, which is time without time zone"));
        assertThat(seen("rate, mood")).isEqualTo("12.30 sad");
    }

    @Test
    @Order(4)
    @DisplayName("shows NULL from when the column has changed")
    void changed() throws SQLException {
        LOGGED.clear();
        try (Connection dba = shop.connect("dan", "simple")) {
            GovernedShop.rows(dba, "alter table people alter rate type numeric(3,2)");
        }
        assertThat(seen("rate, mood")).isEqualTo("null sad");
        assertThat(logged("public.people.rate, which is numeric(3,2) (numeric field overflow)"))
                .isTrue();
    }
}
