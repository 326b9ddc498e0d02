package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.log.WrittenLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("sallyport audit export")
class AuditExportCommandTest {

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void make() throws IOException {
        WrittenLog log = new WrittenLog(folder.resolve("log"));
        List<String> records = new ArrayList<>();
        for (int number = 0; number < 600; number += 2) {
            records.add("{\"id\":\"i%d\",\"k\":\"q.intent\",\"ts\":%d,\"ses\":\"s\",\"db\":{\"name\":\"shop\"}}"
                    .formatted(number, number));
            records.add("{\"id\":\"o%d\",\"k\":\"q.outcome\",\"ref\":\"i%d\",\"res\":{\"st\":\"ok\"},\"ts\":%d}"
                    .formatted(number, number, number));
        }
        log.add(records);
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit", "export", "--log"));
        all.add(folder.resolve("log").toString());
        all.addAll(List.of(arguments));
        Surroundings surroundings = new Surroundings(
                () -> {
                    throw new AssertionError("no statement is judged here");
                },
                new TerminalPasswords(InputStream.nullInputStream()),
                new SecureRandom());
        return CommandRun.of(Sallyport.commandLine(surroundings), all.toArray(String[]::new));
    }

    @Test
    @DisplayName("writes all of the log in each format, a statement with its outcome in a line")
    void formats() {
        assertThat(run("--format", "ocsf").lines())
                .hasSize(300)
                .allMatch(line ->
                        JsonMapper.shared().readTree(line).at("/class_uid").asInt() == 6005);
        assertThat(run("--format", "cef").lines()).hasSize(300).allMatch(line -> line.startsWith("CEF:0|Sallyport|"));
        assertThat(run("--format", "raw").lines())
                .hasSize(300)
                .first()
                .isEqualTo("{\"index\":0,\"record\":{\"id\":\"i0\",\"k\":\"q.intent\",\"ts\":0,\"ses\":\"s\","
                        + "\"db\":{\"name\":\"shop\"}},\"outcome\":{\"index\":1,\"record\":{\"id\":\"o0\","
                        + "\"k\":\"q.outcome\",\"ref\":\"i0\",\"res\":{\"st\":\"ok\"},\"ts\":0}}}");
    }

    @Test
    @DisplayName("writes a range into a file, its last statement open when the outcome is behind it")
    void range() throws IOException {
        Path file = folder.resolve("part.jsonl");
        CommandRun ran = run("--format", "raw", "--from", "255", "--until", "259", "--output", file.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("wrote 3 events of the entries from 255 until 259 as raw");
        assertThat(Files.readAllLines(file))
                .extracting(
                        line -> JsonMapper.shared().readTree(line).path("index").asInt())
                .containsExactly(255, 256, 258);
        CommandRun again = run("--format", "raw", "--output", file.toString());
        assertThat(again.code()).isEqualTo(Sallyport.USAGE);
        assertThat(again.err()).contains("is there already");
    }

    @Test
    @DisplayName("says what is wrong with a range or a format")
    void wrong() {
        assertThat(run("--format", "raw", "--until", "601").err()).contains("--until 601: the log has 600 entries");
        assertThat(run("--format", "raw", "--from", "600").err()).contains("there are no entries from 600 until 600");
        assertThat(run("--format", "raw", "--from", "-1").code()).isEqualTo(Sallyport.USAGE);
        assertThat(run("--format", "leef").err()).contains("'--format'");
        assertThat(run().err()).contains("Missing required option: '--format");
    }

    @Test
    @DisplayName("is in the help")
    void help() {
        assertThat(run("--help").out()).contains("Usage: sallyport audit export", "--until=INDEX");
    }
}
