package dev.sallyport.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A line of the log")
class LineEncoderTest {

    private static final Pattern CALL = Pattern.compile("LOG\\s*\\.\\s*at(\\w+)\\([^;]*?;", Pattern.DOTALL);
    private static final Pattern EVENT = Pattern.compile("addKeyValue\\(\\s*\"event\",\\s*\"([a-z.-]+)\"");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+\\.[a-z-]+)` \\|", Pattern.MULTILINE);

    private static String line(LineForm form, Consumer<Logger> logged) {
        LoggerContext context = new LoggerContext();
        ch.qos.logback.classic.Logger logger = context.getLogger("dev.sallyport.wire.Relay");
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        logged.accept(logger);
        return new String(new LineEncoder(form).encode(events.list.getFirst()), StandardCharsets.UTF_8);
    }

    private static void session(Logger log) {
        log.atWarn()
                .addKeyValue("event", "session.fault")
                .addKeyValue("session", "0198f1a2")
                .log("the connection to the {} failed", "database");
    }

    private static void fault(Logger log) {
        log.atError()
                .addKeyValue("event", "session.fault")
                .setCause(new IllegalStateException("canary-1", new IllegalArgumentException("canary-2")))
                .log("a fault");
    }

    @Test
    @DisplayName("is an object of JSON, or a text")
    void forms() {
        JsonNode json = JsonMapper.shared().readTree(line(LineForm.JSON, LineEncoderTest::session));
        assertThat(json.propertyNames()).containsExactly("time", "level", "logger", "event", "session", "message");
        assertThat(json.path("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(json.path("level").asString()).isEqualTo("WARN");
        assertThat(json.path("logger").asString()).isEqualTo("dev.sallyport.wire.Relay");
        assertThat(json.path("event").asString()).isEqualTo("session.fault");
        assertThat(json.path("session").asString()).isEqualTo("0198f1a2");
        assertThat(json.path("message").asString()).isEqualTo("the connection to the database failed");
        assertThat(line(LineForm.TEXT, LineEncoderTest::session))
                .matches(
                        ".*Z WARN  Relay the connection to the database failed event=session.fault session=0198f1a2\n");
    }

    @Test
    @DisplayName("tells where an exception was, and not what it says")
    void exceptions() {
        for (LineForm form : LineForm.values()) {
            assertThat(line(form, LineEncoderTest::fault))
                    .as(form.toString())
                    .contains("IllegalStateException", "IllegalArgumentException", "LineEncoderTest.fault")
                    .doesNotContain("canary")
                    .containsOnlyOnce("\n");
        }
        JsonNode json = JsonMapper.shared().readTree(line(LineForm.JSON, LineEncoderTest::fault));
        assertThat(json.path("errors").path(1).path("type").asString()).isEqualTo("java.lang.IllegalArgumentException");
    }

    @Test
    @DisplayName("is one line, and has nothing in it that a terminal obeys")
    void oneLine() {
        for (LineForm form : LineForm.values()) {
            assertThat(line(form, log -> log.error("a\nb\r\u001b[31m {}", "c\nd")))
                    .as(form.toString())
                    .containsOnlyOnce("\n")
                    .doesNotContain("\r", "\u001b");
        }
    }

    @Test
    @DisplayName("has the name of an event, which docs/observability.md lists")
    void events() throws Exception {
        Set<String> logged = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                assertThat(text)
                        .as(source.toString())
                        .doesNotContainPattern("LOG\\s*\\.\\s*(trace|debug|info|warn|error)\\(");
                Matcher call = CALL.matcher(text);
                while (call.find()) {
                    Matcher event = EVENT.matcher(call.group());
                    assertThat(event.find()).as(call.group()).isTrue();
                    logged.add(event.group(1));
                }
            }
        }
        Set<String> listed = new TreeSet<>();
        String documented = Files.readString(Path.of("docs/observability.md"));
        Matcher row = ROW.matcher(documented.substring(documented.indexOf("## Log lines")));
        while (row.find()) {
            listed.add(row.group(1));
        }
        assertThat(logged).hasSizeGreaterThan(20).isEqualTo(listed);
    }
}
