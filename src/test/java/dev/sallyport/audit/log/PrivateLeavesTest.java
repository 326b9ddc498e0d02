package dev.sallyport.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.CanonicalJson;
import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.JournalReader;
import dev.sallyport.audit.Particulars;
import dev.sallyport.audit.Served;
import dev.sallyport.audit.StatementPart;
import dev.sallyport.audit.Trail;
import dev.sallyport.audit.log.Verification.Finding;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.sealed.Holds;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.Seal;
import dev.sallyport.audit.sealed.SealedFile;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.audit.sealed.Shelf;
import dev.sallyport.audit.tree.Tile;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Entries of the log")
class PrivateLeavesTest {

    private static final SigningKey KEY = SigningKey.generate("example.com/log", VerifierKey.Type.NOTE);

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void write() throws IOException {
        Principal agent = new Principal("robot-7", Principal.Kind.AGENT, Set.of("bots"), Map.of());
        Principal human = new Principal("grace@example.org", Principal.Kind.HUMAN, Set.of(), Map.of());
        Session session = new Session(
                "s-1",
                new Delegation(List.of(agent, human)),
                Optional.of("support"),
                Optional.empty(),
                "shop",
                "192.0.2.17",
                "grace's psql",
                "scram-sha-256",
                true,
                Instant.now());
        try (Journal journal = Journal.open(
                folder.resolve("journal"), "gate", 1, 2 << 20, Journal.Durability.PROCESS, Clock.systemUTC())) {
            Trail trail = new Trail(journal.lane(0), session, new Served("postgresql", "eu", "app"));
            trail.opened("0".repeat(64));
            trail.intent(StatementPart.unread("0".repeat(64), "42601", 12), Particulars.NONE);
            new GateTrail(journal.lane(0))
                    .loginFailed("hunter2-typed-as-name", "shop", "eu", "192.0.2.18", "none", "unknown");
            trail.closed("client left");
        }
        try (LogWriter writer = writer()) {
            writer.advance();
        }
    }

    private KeyTable keys() throws IOException {
        return KeyTable.open(folder.resolve("units"), new SecureRandom());
    }

    private SealedStore store() {
        return new SealedStore(folder.resolve("sealed"));
    }

    private PrivateLeaves leaves() throws IOException {
        return new PrivateLeaves(
                "example.com/log",
                keys(),
                store(),
                Holds.open(folder.resolve("holds")),
                folder.resolve("erase"),
                JournalSecrets.NONE);
    }

    private LogWriter writer() throws IOException {
        return new LogWriter(
                folder.resolve("log"),
                folder.resolve("state"),
                folder.resolve("journal"),
                List.of(KEY),
                leaves(),
                Cosigner.NONE);
    }

    private List<JsonNode> entries() throws IOException {
        return new LogFolder(folder.resolve("log"))
                .entries(new Tile(Tile.ENTRIES, 0, 4)).stream()
                        .map(entry -> JsonMapper.shared().readTree(entry))
                        .toList();
    }

    private Verification verified() throws IOException {
        return new LogVerifier(new LogFolder(folder.resolve("log")), List.of(KEY.verifier()), Optional.of(store()))
                .run(List.of());
    }

    @Test
    @DisplayName("hold nothing of persons in clear, and everything else of their records")
    void clear() throws IOException {
        String all = new String(Files.readAllBytes(folder.resolve("log/tile/entries/000.p/4")), StandardCharsets.UTF_8);
        assertThat(all).doesNotContain("robot-7", "grace", "192.0.2", "hunter2", "psql");
        List<JsonNode> entries = entries();
        assertThat(entries)
                .extracting(entry -> entry.path("k").asString())
                .containsExactly("ses.open", "q.intent", "auth.fail", "ses.close");
        String actor = keys().person("robot-7").name();
        assertThat(entries.get(1).path("sub").path("id").asString()).isEqualTo(actor);
        assertThat(entries.get(1).path("sub").path("obo").path(0).asString())
                .isEqualTo(keys().person("grace@example.org").name());
        assertThat(entries.get(1).path("sub").path("pur").asString()).isEqualTo("support");
        assertThat(entries.get(1).path("src").path("auth").asString()).isEqualTo("scram-sha-256");
        JsonNode before = JsonMapper.shared()
                .readTree(new JournalReader(folder.resolve("journal")).next().get(1));
        assertThat(entries.get(1).path("id")).isEqualTo(before.path("id"));
        assertThat(entries.get(1).path("st")).isEqualTo(before.path("st"));
        assertThat(verified().findings()).isEmpty();
        assertThat(verified().sealed()).isEqualTo(2);
    }

    @Test
    @DisplayName("vouch for what is sealed, which is opened with the key of its unit")
    void sealed() throws IOException {
        assertThat(opened(entries().get(0))).contains("{\"app\":\"grace's psql\",\"net\":\"192.0.2.17\"}");
        assertThat(opened(entries().get(2))).contains("{\"id\":\"hunter2-typed-as-name\",\"net\":\"192.0.2.18\"}");
        assertThat(entries().get(2).path("sealed").path(0).path("eu").asString())
                .startsWith("h_");
    }

    private static Shelf shelf(JsonNode entry) {
        return Shelf.of("eu", entry.path("ts").asLong());
    }

    private Optional<String> opened(JsonNode entry) throws IOException {
        JsonNode part = entry.path("sealed").path(0);
        String id = entry.path("id").asString();
        Shelf shelf = shelf(entry);
        assertThat(part.path("jur").asString()).isEqualTo("eu");
        assertThat(part.path("day").asString()).isEqualTo(shelf.day().toString());
        return Seal.open(
                        keys().unit(part.path("eu").asString(), shelf).orElseThrow(),
                        new Seal.Place("example.com/log", id, "who"),
                        store().find(SealedFile.of(shelf), id, "who").orElseThrow(),
                        Base64.getUrlDecoder().decode(part.path("cm").asString()))
                .map(text -> new String(text, StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("show when what is sealed was changed or removed")
    void changed() throws IOException {
        Path file;
        try (var files = Files.list(folder.resolve("sealed/in-eu"))) {
            file = files.findFirst().orElseThrow();
        }
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.get(0) + "\n");
        assertThat(verified().findings())
                .extracting(Finding::what)
                .singleElement()
                .asString()
                .contains("entry 2", "is missing");
        Files.writeString(file, lines.get(0).replaceFirst("blob\":\"...", "blob\":\"AAA") + "\n" + lines.get(1) + "\n");
        assertThat(verified().findings())
                .extracting(Finding::what)
                .singleElement()
                .asString()
                .contains("entry 0", "is not what was sealed");
        assertThat(verified().whole()).isFalse();
    }

    @Test
    @DisplayName("come out the same when the log is made again")
    void again() throws IOException {
        byte[] entries = Files.readAllBytes(folder.resolve("log/tile/entries/000.p/4"));
        Path elsewhere = folder.resolve("log-2");
        try (LogWriter writer = new LogWriter(
                elsewhere,
                folder.resolve("state-2"),
                folder.resolve("journal"),
                List.of(KEY),
                leaves(),
                Cosigner.NONE)) {
            writer.advance();
        }
        assertThat(Files.readAllBytes(elsewhere.resolve("tile/entries/000.p/4")))
                .isEqualTo(entries);
        assertThat(verified().findings()).isEmpty();
    }

    @Test
    @DisplayName("come out the same by the short way as by the long one, whatever stands in their texts")
    void shortWay() throws IOException {
        PrivateLeaves leaves = leaves();
        Random random = new Random(5);
        List<String> pieces = List.of(
                ",\"sub\":{",
                ",\"src\":{\"app\":1}",
                "\\",
                "\"",
                "{",
                "}",
                ",\"k\":\"q.outcome\"",
                "x",
                "\u00e9",
                "\n");
        for (int round = 0; round < 400; round++) {
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(6); count > 0; count--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            ObjectNode made = JsonMapper.shared().createObjectNode();
            made.putObject("dec").put("eff", "allow").put("why", text.toString());
            made.put("boot", "b")
                    .put("id", "i" + round)
                    .put("k", random.nextBoolean() ? "q.intent" : "q.deny")
                    .put("nseq", round);
            made.putObject("src")
                    .put("app", text.toString())
                    .put("auth", "none")
                    .put("net", "192.0.2.1")
                    .put("tls", true);
            made.putObject("st").put("txt", text.toString());
            made.putObject("sub")
                    .put("id", "person " + text + random.nextInt(3))
                    .put("typ", "human")
                    .putArray("obo")
                    .add(text.toString());
            made.put("ts", 1).put("v", 1);
            byte[] before = CanonicalJson.of(made);
            assertThat(new String(leaves.of(before), StandardCharsets.UTF_8))
                    .isEqualTo(new String(leaves.whole(before), StandardCharsets.UTF_8))
                    .doesNotContain("192.0.2.1", "\"id\":\"person");
        }
    }

    /** Another session of the person, an order to erase them, and a session after it. */
    private String order() throws IOException {
        String unit = keys().person("robot-7").name();
        try (Journal journal = Journal.open(
                folder.resolve("journal"), "gate", 1, 2 << 20, Journal.Durability.PROCESS, Clock.systemUTC())) {
            session(journal, "before");
            new GateTrail(journal.lane(0)).erase(unit, "DSR-1", "request", List.of("carol", "dan"));
            session(journal, "after");
        }
        return unit;
    }

    private static void session(Journal journal, String application) {
        Principal agent = new Principal("robot-7", Principal.Kind.AGENT, Set.of("bots"), Map.of());
        Session session = new Session(
                "s-" + application,
                new Delegation(List.of(agent)),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "192.0.2.99",
                application,
                "scram-sha-256",
                true,
                Instant.now());
        new Trail(journal.lane(0), session, new Served("postgresql", "eu", "app")).opened("0".repeat(64));
    }

    private void checkErased(String unit) throws IOException {
        KeyTable keys = keys();
        assertThat(keys.unit(unit)).isEmpty();
        assertThat(keys.known("robot-7").map(KeyTable.Unit::name)).isPresent().isNotEqualTo(Optional.of(unit));
        assertThat(keys.known("grace@example.org")).isPresent();
        List<JsonNode> entries = new LogFolder(folder.resolve("log"))
                .entries(new Tile(Tile.ENTRIES, 0, 7)).stream()
                        .map(entry -> JsonMapper.shared().readTree(entry))
                        .toList();
        assertThat(entries.get(4).path("sub").path("id").asString()).isEqualTo(unit);
        assertThat(entries.get(5).path("sub").path("apr").path(0).asString())
                .isEqualTo(keys.person("dan").name());
        assertThat(entries.get(6).path("sub").path("id").asString()).isNotEqualTo(unit);
        assertThat(store().find(
                                SealedFile.of(shelf(entries.get(4))),
                                entries.get(4).path("id").asString(),
                                "who"))
                .isEmpty();
        assertThat(opened(entries.get(6)))
                .hasValueSatisfying(who -> assertThat(who).contains("after"));
        Verification found = verified();
        assertThat(found.whole()).as(found.findings().toString()).isTrue();
        assertThat(found.entries()).isEqualTo(7);
    }

    @Test
    @DisplayName("of a person who is erased are nobody's, and the log verifies")
    void erased() throws IOException {
        String unit = order();
        try (LogWriter writer = writer()) {
            writer.advance();
            assertThat(writer.hasOrders()).isTrue();
            writer.settle();
            assertThat(writer.hasOrders()).isFalse();
        }
        checkErased(unit);
    }

    @Test
    @DisplayName("are erased by the next start when the process is lost in between, at whatever point")
    void lostWhileErasing() throws IOException {
        String unit = order();
        LogWriter lost = writer();
        lost.advance();
        lost.abandon();
        assertThat(keys().unit(unit)).isPresent();
        // As if it had written down what is to be erased, and was lost before the order was compacted.
        Files.writeString(folder.resolve("erase"), unit + "\n");
        LogWriter again = writer();
        again.abandon();
        checkErased(unit);
        // As if it had been lost behind that, before it erased.
        try (LogWriter writer = writer()) {
            assertThat(writer.advance()).isZero();
        }
        checkErased(unit);
    }

    @Test
    @DisplayName("show when something was erased that nobody ordered, and when an order was not carried out")
    void disorder() throws IOException {
        Path file;
        try (var files = Files.list(folder.resolve("sealed/in-eu"))) {
            file = files.findFirst().orElseThrow();
        }
        List<String> before = Files.readAllLines(file);
        String unit = order();
        try (LogWriter writer = writer()) {
            writer.advance();
        }
        checkErased(unit);
        List<String> after = Files.readAllLines(file);
        Files.writeString(file, before.get(0) + "\n" + String.join("\n", after) + "\n");
        assertThat(wrong())
                .singleElement()
                .asString()
                .startsWith("E-ERASE what is sealed of entry 0")
                .endsWith("is still there, and entry 5 says that it was destroyed");
        Files.writeString(file, after.get(0) + "\n");
        assertThat(wrong()).singleElement().asString().contains("is missing");
    }

    private List<String> wrong() throws IOException {
        return verified().findings().stream()
                .filter(finding -> finding.kind().integrity())
                .map(finding -> finding.kind().code() + " " + finding.what())
                .toList();
    }
}
