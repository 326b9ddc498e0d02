package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The log of a gate that runs")
class SearchedGateTest {

    private static DemoGate demo;

    @TempDir
    private Path elsewhere;

    @BeforeAll
    static void start() throws IOException, SQLException {
        demo = new DemoGate();
        demo.send(
                "ada",
                "select name, email from customers where id = 7",
                "select name from customers where email = 'canary-4711@example.com'",
                "drop table orders");
        demo.send("bot", "select id as \"\u001b[31mred\" from orders where id < 4");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !search("--as", "bot", "--kind", "ses.close").out().isEmpty());
    }

    @AfterAll
    static void stop() throws IOException {
        demo.close();
    }

    private static CommandRun run(String... arguments) {
        return demo.run(arguments);
    }

    private static CommandRun search(String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit", "search"));
        all.addAll(Arrays.asList(arguments));
        return run(all.toArray(String[]::new));
    }

    @Test
    @DisplayName("is searched by who, what, which data and decision, and told in lines")
    void lines() {
        assertThat(search("--as", "ada", "--tag", "pii", "--decision", "mask").lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("mask")
                        .contains("ada")
                        .contains("shop")
                        .contains("from customers where")
                        .contains(" rows  ")
                        .containsPattern("#\\d+$"));
        assertThat(search("--refused", "--database", "shop").lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("deny").contains("drop table orders"));
        assertThat(search("--as", "ada", "--column", "email", "--count").out()).isEqualTo("2\n");
        assertThat(search("--text", "SELECT ord*", "--count").out()).isEqualTo("1\n");
        assertThat(search("--rows", "3", "--as", "bot", "--count").out()).isEqualTo("1\n");
    }

    @Test
    @DisplayName("is counted by fields, with names in the place of pseudonyms")
    void counted() {
        assertThat(search("--where", "kind=q.*", "--by", "person,decision").lines())
                .anySatisfy(line -> assertThat(line).matches("ada +mask +2 .*"))
                .anySatisfy(line -> assertThat(line).matches("ada +deny +1 .*"))
                .anySatisfy(line -> assertThat(line).matches("bot +.*"));
        assertThat(search("--as", "ada", "--by", "tag", "--json").out())
                .contains("{\"tag\":\"pii.email\",\"events\":2");
    }

    @Test
    @DisplayName("holds no literal, and steers no terminal")
    void harmless() {
        CommandRun all = search("--last", "0");
        assertThat(all.out()).doesNotContain("canary").doesNotContain("\u001b").contains("\\u001b[31mred");
        assertThat(search("--last", "0", "--json").out()).doesNotContain("canary");
    }

    @Test
    @DisplayName("gives records to machines, with the place where each can be proved")
    void json() throws IOException {
        JsonNode event = JsonMapper.shared()
                .readTree(search("--as", "bot", "--where", "command=SELECT", "--json")
                        .lines()
                        .getFirst());
        assertThat(event.at("/outcome/record/res/rows").asInt()).isEqualTo(3);
        assertThat(event.path("persons").valueStream().map(JsonNode::asString)).contains("bot");
        CommandRun proved = run("audit", "prove", event.path("index").asString(), "--output", elsewhere.toString());
        assertThat(proved.code()).as(proved.err()).isZero();
    }

    private static String sessionOfAda() {
        return JsonMapper.shared()
                .readTree(search("--as", "ada", "--by", "session", "--json")
                        .lines()
                        .getFirst())
                .path("session")
                .asString();
    }

    @Test
    @DisplayName("tells what statements said, whom its keys are open to, and no file of it does")
    void said() throws IOException {
        CommandRun shown = run("audit", "session", sessionOfAda(), "--statements");
        assertThat(shown.out()).contains("canary");
        CommandRun verified = run("audit", "verify");
        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        try (Stream<Path> files = Files.walk(demo.folder().resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("canary");
            }
        }
    }

    @Test
    @DisplayName("shows all that a session did, in order")
    void session() {
        String id = sessionOfAda();
        CommandRun shown = run("audit", "session", id.substring(0, 12) + "*");
        assertThat(shown.lines().get(1)).contains("ada (human)").contains("shop");
        assertThat(shown.lines().stream()
                        .filter(line -> line.contains("+"))
                        .map(line -> line.split(" s ")[1].split(" ")[0]))
                .startsWith("ses.open")
                .endsWith("ses.close")
                .containsSubsequence("mask", "mask", "deny");
        assertThat(shown.lines().getLast()).matches("\\d+ statements, 1 refused, .*");
        String unknown = "00000000-0000-7000-8000-000000000000";
        assertThat(run("audit", "session", unknown).err()).contains("no session " + unknown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "", "nobody", "x*", "0198f1a2", "0198f1a2-7c3d-7000-8a1b-2c3d4e5f6071*"})
    @DisplayName("shows no session for what is no session's id")
    void noSession(String argument) {
        CommandRun refused = run("audit", "session", argument);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("'" + argument + "' is no session's id");
    }

    @Test
    @DisplayName("is searched in a copy too, with an index made of that, where nobody tells who was who")
    void copied() throws IOException {
        Path copy = elsewhere.resolve("log");
        try (Stream<Path> files = Files.walk(demo.folder().resolve("data/log"))) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(
                        demo.folder().resolve("data/log").relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        String[] where = {
            "--log", copy.toString(), "--index", elsewhere.resolve("index").toString()
        };
        assertThat(run(with(where, "audit", "search", "--count")).err()).contains("there is no index");
        assertThat(run(with(where, "audit", "reindex")).out()).matches("indexed \\d+ entries of .*\n");
        assertThat(run(with(where, "audit", "search", "--refused")).out())
                .contains("drop table orders")
                .contains("p_")
                .doesNotContain("ada");
        assertThat(run(with(where, "audit", "search", "--as", "ada")).err()).contains("only the gate's user can read");
        CommandRun written = run(with(
                where,
                "audit",
                "parquet",
                "--now",
                "--to",
                elsewhere.resolve("p").toString()));
        assertThat(written.out()).matches("(.*events.parquet: \\d+ events\n)+");
        assertThat(run("audit", "search", "--log", copy.toString()).err()).contains("--log and --index go together");
    }

    private static String[] with(String[] where, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(where)).toArray(String[]::new);
    }

    @Test
    @DisplayName("is evidence, with the policies that decided, and figures that the named commands give again")
    void evidence() throws IOException {
        Path out = elsewhere.resolve("evidence");
        CommandRun written = run(
                "evidence",
                "--framework",
                "gdpr",
                "--from",
                "2026-01-01",
                "--to",
                "2099-01-01",
                "--output",
                out.toString());
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(Files.readString(out.resolve("index.html")))
                .contains("it is what was signed")
                .contains("drop table orders")
                .doesNotContain("canary");
        try (Stream<Path> files = Files.walk(out.resolve("policies"))) {
            assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
                    .isNotEmpty()
                    .allMatch(name -> name.endsWith(".yaml"));
        }
        JsonNode figure =
                JsonMapper.shared().readTree(Files.readAllBytes(out.resolve("figures/classified-access.json")));
        String[] command = figure.path("command").asString().replace("'", "").split(" ");
        List<String> arguments = new ArrayList<>(List.of(command).subList(3, command.length));
        arguments.add("--json");
        assertThat(search(arguments.toArray(String[]::new)).lines())
                .hasSize(figure.path("groups").size())
                .first()
                .asString()
                .contains("\"events\":" + figure.at("/groups/0/events").asInt());
        assertThat(run("evidence", "--framework", "gpdr", "--from", "2026-01-01", "--to", "2099-01-01", "-o", "x")
                        .err())
                .contains("there is no framework 'gpdr' (did you mean 'gdpr'?)");
        assertThat(run("evidence", "--framework", "gdpr", "--from", "2027-01-01", "--to", "2026-01-01", "-o", "x")
                        .err())
                .contains("is not before");
        assertThat(run(
                                "evidence",
                                "--framework",
                                "gdpr",
                                "--from",
                                "2026-01-01",
                                "--to",
                                "2099-01-01",
                                "-o",
                                out.toString())
                        .err())
                .contains("is already there");
    }

    @Test
    @DisplayName("is indexed anew by the gate when that is asked for")
    void anew() {
        long before = Long.parseLong(search("--count").out().strip());
        assertThat(run("audit", "reindex").out()).contains("was asked");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !Files.exists(demo.folder().resolve("data/index/anew"))
                        && search("--count").out().strip().matches("\\d+")
                        && Long.parseLong(search("--count").out().strip()) >= before);
    }

    @Test
    @DisplayName("is not searched for what cannot be meant")
    void wrong() {
        assertThat(search("--by", "persn").err()).contains("there is no field 'persn' (did you mean 'person'?)");
        assertThat(search("--where", "code").err()).contains("is no condition").contains("FIELD=VALUE");
        assertThat(search("--as", "nobody").err()).contains("nobody called 'nobody' is in the log");
        assertThat(search("--slower", "fast").err()).contains("'fast' is no duration");
        assertThat(search("--bytes", "much").err()).contains("'much' is no size");
        assertThat(search("--since", "noon").err()).contains("'noon' is no time");
        assertThat(search("--refused", "--kind", "q.deny").err()).contains("--refused is --kind");
    }

    @Test
    @DisplayName("is not asked what cannot be answered: the command says so, and does not fail")
    void senseless() throws IOException {
        for (String time :
                List.of("999999999d", "200000000000d", "+1000000000-12-31T23:59:59Z", "-1000000000-01-01T00:00:00Z")) {
            for (String option : List.of("--since", "--until")) {
                refused("'" + time + "' is no time", "audit", "search", option, time);
                refused("'" + time + "' is no time", "audit", "tail", option, time);
            }
        }
        refused("each once", "audit", "search", "--by", "column,column");
        refused("at most 6", "audit", "search", "--by", "column,tag,relation,effect,rule,person,day");
        refused("600 words", "audit", "search", "--text", "word ".repeat(600));
        List<String> tags = new ArrayList<>(List.of("audit", "search"));
        for (int number = 0; number < 600; number++) {
            tags.addAll(List.of("--tag", "t" + number + "*"));
        }
        refused("600 words and beginnings", tags.toArray(String[]::new));
        assertThat(search("--slower", "99999999999d", "--count").out()).isEqualTo("0\n");
        Path file = Files.writeString(elsewhere.resolve("report"), "x");
        String[] evidence = {
            "--framework",
            "soc2",
            "--from",
            "2026-01-01",
            "--output",
            elsewhere.resolve("out").toString()
        };
        refused("is no time", with(evidence, "evidence", "--to", "+999999999-12-31"));
        refused("is no file", with(evidence, "evidence", "--to", "2027-01-01", "--attach", "/"));
        refused(
                "another has that name",
                with(
                        evidence,
                        "evidence",
                        "--to",
                        "2027-01-01",
                        "--attach",
                        file.toString(),
                        "--attach",
                        file.toString()));
    }

    private static void refused(String why, String... arguments) {
        CommandRun refused = run(arguments);
        assertThat(refused.code()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err()).contains(why);
    }
}
