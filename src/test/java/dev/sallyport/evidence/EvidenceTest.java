package dev.sallyport.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.ProofFile;
import dev.sallyport.audit.log.WrittenLog;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Events;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.audit.search.LogIndexer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Evidence")
class EvidenceTest {

    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-12-01T00:00:00Z");
    private static final long SEED = 4711;

    @TempDir
    private Path folder = Path.of(".");

    private WrittenLog log = new WrittenLog(folder);

    @BeforeEach
    void written() throws IOException {
        log = new WrittenLog(folder.resolve("log"));
        List<String> entries = new ArrayList<>();
        long micros = FROM.getEpochSecond() * 1_000_000;
        entries.add(record("before", "q.deny", micros - 1, "\"sub\":{\"id\":\"p_1\"},\"dec\":{\"eff\":\"deny\"}"));
        entries.add(record("start", "log.start", micros, "\"cfg\":\"v1\",\"res\":{\"ver\":\"1\"}"));
        for (int number = 0; number < 60; number++) {
            entries.add(record("q" + number, "q.intent", micros + 10L * number, """
                    "cfg":"v1","db":{"name":"shop"},"ses":"s","sub":{"id":"p_%d","typ":"human","pur":"support"},\
                    "dec":{"eff":"%s","loc":["zurich"],"pol":["a/b"],"xfer":[{"basis":"Consent","from":"us","to":"eu"}]},\
                    "obj":[{"rel":"public.customers","cols":["email"],"tag":["pii.email"]}],\
                    "st":{"eff":["read"],"op":"SELECT","txt":"select <b>email</b> from customers"}""".formatted(
                            number % 3, number % 2 == 0 ? "mask" : "allow")));
            entries.add(record(
                    "o" + number,
                    "q.outcome",
                    micros + 10L * number + 5,
                    "\"ref\":\"q%d\",\"res\":{\"st\":\"ok\",\"rows\":2}".formatted(number)));
        }
        entries.add(record(
                "policy", "log.policy", micros + 5_000, "\"cfg\":\"v1\",\"res\":{\"new\":\"v2\",\"st\":\"ok\"}"));
        log.add(entries);
    }

    private static String record(String id, String kind, long micros, String members) {
        return "{\"id\":\"%s\",\"k\":\"%s\",\"ts\":%d,%s}".formatted(id, kind, micros, members);
    }

    private Path evidence(Framework framework) throws IOException {
        Path made = folder.resolve("index");
        try (LogIndexer indexer = new LogIndexer(made, log.folder(), true)) {
            indexer.advance();
        }
        try (LogIndex index = LogIndex.open(made)) {
            Collector collector = new Collector(index, new Events(log.folder()), id -> id.replace("p_", "person "));
            Evidence evidence = new Evidence(
                    framework,
                    FROM,
                    UNTIL,
                    UNTIL,
                    "1.0",
                    new LogVerifier(log.folder(), List.of(log.key()), Optional.empty()).run(List.of()),
                    List.of("Checked by a test."),
                    collector.events(FROM, UNTIL),
                    collector.figures(FROM, UNTIL),
                    collector.samples(FROM, UNTIL, 7, SEED));
            Path out = folder.resolve(framework.label());
            new EvidenceFolder(out)
                    .write(
                            evidence,
                            log.folder().checkpoint().orElseThrow(),
                            log.folder(),
                            List.of(new Attachment("attached/report.json", "A report", new byte[] {'1'})),
                            id -> id.replace("p_", "person "));
            return out;
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(file));
    }

    private static JsonNode figure(Path out, String id) throws IOException {
        return json(out.resolve("figures/" + id + ".json"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is OSCAL assessment results as their schema wants them, for every framework")
    void oscal(Framework framework) throws IOException {
        String results = Files.readString(evidence(framework).resolve("assessment-results.json"));
        try (InputStream file =
                Objects.requireNonNull(EvidenceTest.class.getResourceAsStream("/schema/json/oscal-ar_schema.json"))) {
            JsonNode tree = JsonMapper.shared().readTree(file);
            repair(tree);
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(tree.toString(), InputFormat.JSON);
            assertThat(schema.validate(results, InputFormat.JSON))
                    .extracting(Error::toString)
                    .isEmpty();
            assertThat(schema.validate(results.replace("\"uuid\"", "\"uid\""), InputFormat.JSON))
                    .isNotEmpty();
        }
    }

    /** In some places the schema has a keyword {@code id} or {@code value}, which there are none of. */
    private static void repair(JsonNode schema) {
        for (String name : List.of("id", "value")) {
            if (schema.path("properties").path(name) instanceof ObjectNode property) {
                property.remove(name);
            }
        }
        schema.forEach(EvidenceTest::repair);
    }

    @Test
    @DisplayName("counts what happened in its time, and nothing else, with persons by name")
    void counted() throws IOException {
        Path out = evidence(Framework.SOC2);
        assertThat(json(out.resolve("evidence.json")).path("events").asInt()).isEqualTo(62);
        assertThat(figure(out, "denials").path("total").asInt()).isZero();
        assertThat(figure(out, "classified-access").path("total").asInt()).isEqualTo(60);
        JsonNode first = figure(out, "classified-access").path("groups").get(0);
        assertThat(first.path("values").toString()).startsWith("[\"person 0\",\"pii.email\",");
        assertThat(first.path("events").asInt()).isEqualTo(10);
        assertThat(first.path("rows").asInt()).isEqualTo(20);
        assertThat(figure(out, "transfers").at("/groups/0/values").toString())
                .isEqualTo("[\"us>eu\",\"Consent\",\"person 0\"]");
        assertThat(figure(out, "policy-changes")
                        .path("list")
                        .valueStream()
                        .map(one -> one.path("what").asString()))
                .containsExactly("policies v1; 1", "policies v1; to v2");
    }

    @Test
    @DisplayName("says with each figure the command that gives it again")
    void commands() throws IOException {
        assertThat(figure(evidence(Framework.GDPR), "classified-clear")
                        .path("command")
                        .asString())
                .isEqualTo("sallyport audit search --since 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z"
                        + " --where 'tag=*' --where decision=allow --where kind=q.intent --where kind=q.deny"
                        + " --by identity,relation,tag");
    }

    @Test
    @DisplayName("has proofs of what it drew, and draws the same again")
    void samples() throws IOException, MalformedNote {
        Path out = evidence(Framework.PCI);
        JsonNode samples = json(out.resolve("evidence.json")).path("samples");
        assertThat(samples.size()).isEqualTo(7);
        for (JsonNode sample : samples) {
            String id = sample.path("id").asString();
            for (String name : List.of(id, "o" + id.substring(1))) {
                ProofFile proof = ProofFile.parse(Files.readString(out.resolve("samples/" + name + ".tlog-proof")));
                assertThat(json(out.resolve("samples/" + name + ".json"))
                                .path("id")
                                .asString())
                        .isEqualTo(name);
                assertThat(log.folder().entry(proof.index()))
                        .isEqualTo(Files.readAllBytes(out.resolve("samples/" + name + ".json")));
            }
        }
        Path again = folder.resolve("again");
        Files.move(out, again);
        assertThat(json(evidence(Framework.PCI).resolve("evidence.json")).path("samples"))
                .isEqualTo(samples);
    }

    @Test
    @DisplayName("is a page that shows texts as text")
    void page() throws IOException {
        String page = Files.readString(evidence(Framework.HIPAA).resolve("index.html"));
        assertThat(page)
                .contains("it is what was signed")
                .contains("select &lt;b&gt;email&lt;/b&gt; from customers")
                .contains("164.312(b)")
                .contains("attached/report.json")
                .doesNotContain("<b>email");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("has for every control a figure, or says what else shows it")
    void controls(Framework framework) {
        assertThat(framework.content().controls())
                .hasSizeGreaterThan(9)
                .allSatisfy(control -> assertThat(
                                control.figures().isEmpty() && control.besides().isEmpty())
                        .isFalse())
                .extracting(Framework.Control::id)
                .doesNotHaveDuplicates();
        assertThat(Event.texts(JsonMapper.shared().readTree("[]"))).isEmpty();
    }

    @Test
    @DisplayName("says so when the log is not what was signed")
    void changed() throws IOException {
        Path bundle = log.folder().path().resolve("tile/entries/000.p/123");
        byte[] bytes = Files.readAllBytes(bundle);
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("Consent", "consent");
        Files.write(bundle, text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Files.readString(evidence(Framework.SOC2).resolve("index.html")))
                .contains("NOT what was signed")
                .contains("E-LEAF");
    }
}
