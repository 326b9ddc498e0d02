package dev.sallyport.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.CanonicalJson;
import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.Particulars;
import dev.sallyport.audit.Served;
import dev.sallyport.audit.StatementPart;
import dev.sallyport.audit.Trail;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.sealed.Holds;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.RecordLabel;
import dev.sallyport.audit.sealed.Seal;
import dev.sallyport.audit.sealed.SealedFile;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.audit.sealed.Shelf;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("What statements said")
class SealedStatementsTest {

    private static final String ORIGIN = "example.com/log";
    private static final SigningKey KEY = SigningKey.generate(ORIGIN, VerifierKey.Type.NOTE);
    private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
    private static final List<String> ADMINISTRATORS = List.of("carol", "dan");
    private static final Supplier<byte[]> SAID =
            () -> Said.bytes("select 'secret'", List.of(Optional.of("4711"), Optional.empty()));
    private static final String TEXT = "{\"par\":[\"4711\",null],\"txt\":\"select 'secret'\"}";

    @TempDir
    private Path folder = Path.of(".");

    private Instant now = FIRST.atTime(10, 0).toInstant(ZoneOffset.UTC);
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Optional<Journal> journal = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        journal = Optional.of(
                Journal.open(folder.resolve("journal"), "gate", 2, 2 << 20, Journal.Durability.PROCESS, clock));
    }

    @AfterEach
    void stop() throws IOException {
        journal.orElseThrow().close();
    }

    private GateTrail trail() {
        return new GateTrail(journal.orElseThrow().lane(1));
    }

    private void say(String person, String jurisdiction) {
        Session session = new Session(
                "s-" + person,
                new Delegation(List.of(new Principal(person, Principal.Kind.HUMAN, Set.of(), Map.of()))),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "192.0.2.1",
                "psql",
                "scram-sha-256",
                true,
                now);
        new Trail(journal.orElseThrow().lane(0), session, new Served("postgresql", jurisdiction, "app"))
                .intent(StatementPart.unread("0".repeat(64), "42601", 12), Particulars.NONE);
    }

    private KeyTable keys() throws IOException {
        return KeyTable.open(folder.resolve("units"), new SecureRandom());
    }

    private SealedStore store() {
        return new SealedStore(folder.resolve("sealed"));
    }

    private Said leaves() throws IOException {
        return new Said(
                new PrivateLeaves(
                        ORIGIN,
                        keys(),
                        store(),
                        Holds.open(folder.resolve("holds")),
                        folder.resolve("waiting"),
                        Said.OPEN),
                SAID);
    }

    private LogWriter writer(String log) throws IOException {
        return new LogWriter(
                folder.resolve(log),
                folder.resolve(log + ".state"),
                folder.resolve("journal"),
                List.of(KEY),
                leaves(),
                Cosigner.NONE);
    }

    private void take() throws IOException {
        try (LogWriter writer = writer("log")) {
            writer.advance();
        }
    }

    private List<JsonNode> statements() throws IOException {
        return new LogReader(new LogFolder(folder.resolve("log")), 0)
                .read().stream()
                        .map(LogEntry::record)
                        .filter(record -> record.path("k").asString().equals("q.intent"))
                        .toList();
    }

    private static JsonNode part(JsonNode entry) {
        return entry.path("sealed").path(0);
    }

    private Optional<KeyTable.Unit> key(JsonNode entry) throws IOException {
        JsonNode part = part(entry);
        return keys().statement(
                        part.path("eu").asString(),
                        entry.path("sub").path("id").asString(),
                        new Shelf(
                                part.path("jur").asString(""),
                                LocalDate.parse(part.path("day").asString())),
                        RecordLabel.of(
                                BootId.parse(entry.path("boot").asString()).high(),
                                entry.path("lane").asInt(),
                                entry.path("nseq").asLong()));
    }

    private Optional<String> opened(JsonNode entry) throws IOException {
        String id = entry.path("id").asString();
        Optional<byte[]> bytes = store().find(file(entry), id, "stmt");
        Optional<KeyTable.Unit> key = key(entry);
        assertThat(key.isPresent()).as("key and bytes go together").isEqualTo(bytes.isPresent());
        return key.flatMap(unit -> Seal.open(
                        unit,
                        new Seal.Place(ORIGIN, id, "stmt"),
                        bytes.orElseThrow(),
                        Base64.getUrlDecoder().decode(part(entry).path("cm").asString())))
                .map(text -> new String(text, StandardCharsets.UTF_8));
    }

    private static SealedFile file(JsonNode entry) {
        return SealedFile.ofStatements(part(entry).path("eu").asString()).orElseThrow();
    }

    /** Of each statement whether it can be read; and nothing is wrong. */
    private List<Boolean> readable() throws IOException {
        assertThat(wrong()).isEmpty();
        List<Boolean> readable = new ArrayList<>();
        for (JsonNode entry : statements()) {
            readable.add(opened(entry).equals(Optional.of(TEXT)));
        }
        return readable;
    }

    private List<String> wrong() throws IOException {
        return new LogVerifier(new LogFolder(folder.resolve("log")), List.of(KEY.verifier()), Optional.of(store()))
                .run(List.of()).findings().stream()
                        .map(finding -> finding.kind().code() + " " + finding.what())
                        .toList();
    }

    private String unit(String person) throws IOException {
        return keys().known(person).orElseThrow().name();
    }

    private void eraseStatement(JsonNode entry) {
        trail().eraseStatement(
                        part(entry).path("eu").asString(),
                        entry.path("id").asString(),
                        "DSR-2",
                        "request",
                        ADMINISTRATORS);
    }

    private Path hour() {
        return folder.resolve("sealed/in-eu/2026-01-01T10.jsonl");
    }

    /** Three of ada's in this hour, and one of bob's. */
    private void fourOfTwo() throws IOException {
        say("ada", "eu");
        say("ada", "eu");
        say("bob", "eu");
        say("ada", "eu");
        take();
        assertThat(readable()).containsExactly(true, true, true, true);
    }

    @Test
    @DisplayName("is sealed, each with a key of its own, and nothing of it is in the log")
    void sealed() throws IOException {
        fourOfTwo();
        JsonNode entry = statements().getFirst();
        assertThat(entry.has("par")).isFalse();
        assertThat(part(entry).propertyNames()).containsExactly("c", "ch", "cm", "day", "eu", "jur");
        assertThat(part(entry).path("eu").asString()).isEqualTo("h_2026010110/eu");
        assertThat(CanonicalJson.of(entry))
                .isEqualTo(new LogFolder(folder.resolve("log")).entry(0))
                .asString(StandardCharsets.UTF_8)
                .doesNotContain("secret", "4711");
        assertThat(Files.readString(hour())).doesNotContain("secret", "4711").contains(unit("bob"));
        List<byte[]> keys = new ArrayList<>();
        for (JsonNode one : statements()) {
            keys.add(key(one).orElseThrow().key());
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("is absent where the journal's key is gone")
    void gone() throws IOException {
        PrivateLeaves leaves = new PrivateLeaves(
                ORIGIN,
                keys(),
                store(),
                Holds.open(folder.resolve("holds")),
                folder.resolve("waiting"),
                JournalSecrets.NONE);
        assertThat(new String(leaves.of(record(1, "select 1", SAID.get())), StandardCharsets.UTF_8))
                .doesNotContain("\"sealed\"", "\"par\"")
                .contains(",\"ses\":\"s\",\"src\"");
    }

    private static byte[] record(int number, String text, byte[] said) {
        ObjectNode made = JsonMapper.shared().createObjectNode();
        made.put("boot", "0123456789abcdef0123456789abcdef")
                .put("id", "019b7a0d-5a00-7000-8000-%012x".formatted(number))
                .put("k", number % 2 == 0 ? "q.intent" : "q.deny")
                .put("lane", 3)
                .put("node", text)
                .put("nseq", number)
                .put("ses", "s")
                .put("ts", 1_767_261_600_000_000L + number)
                .put("v", 1);
        made.putObject("db").put("jur", "eu").put("name", text);
        made.putObject("dec").put("why", text);
        made.putArray("obj").addObject().put("rel", text);
        made.putObject("src").put("app", text).put("auth", "none").put("net", "192.0.2.1");
        made.putObject("st").put("txt", text);
        made.putObject("sub").put("id", "person " + text).put("typ", "human");
        return Said.with(CanonicalJson.of(made), said);
    }

    @Test
    @DisplayName("comes out the same by the short way as by the long one, whatever stands in texts")
    void shortWay() throws IOException {
        PrivateLeaves leaves = leaves().leaves();
        Random random = new Random(5);
        List<String> pieces = List.of(
                ",\"par\":{\"at\":7,\"ct\":\"AA\"}",
                ",\"ses\":\"",
                ",\"nseq\":9",
                ",\"ts\":1",
                ",\"id\":\"x\"",
                "\\",
                "\"",
                "{",
                "}",
                "é");
        for (int round = 0; round < 400; round++) {
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(5); count > 0; count--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            byte[] before = record(round, text.toString(), Said.bytes(text.toString(), List.of()));
            assertThat(StatementRecord.of(before).flatMap(StatementRecord::particulars))
                    .as("the short way is taken")
                    .isPresent();
            assertThat(new String(leaves.of(before), StandardCharsets.UTF_8))
                    .isEqualTo(new String(leaves.whole(before), StandardCharsets.UTF_8))
                    .contains("\"sealed\":[{\"c\":\"stmt\"")
                    .doesNotContain("\"ct\":\"AA\"}\"");
        }
        assertThat(new String(leaves.of(record(0, "x", new byte[0])), StandardCharsets.UTF_8))
                .contains("\"sealed\"");
    }

    @Test
    @DisplayName("comes out the same when the log is made again, elsewhere or after a loss")
    void again() throws IOException {
        fourOfTwo();
        byte[] entries = Files.readAllBytes(folder.resolve("log/tile/entries/000.p/4"));
        try (LogWriter other = writer("other")) {
            other.advance();
        }
        assertThat(Files.readAllBytes(folder.resolve("other/tile/entries/000.p/4")))
                .isEqualTo(entries);
        say("ada", "eu");
        LogWriter lost = writer("log");
        lost.advance();
        lost.abandon();
        take();
        assertThat(Files.readAllLines(hour())).hasSize(10);
        assertThat(readable()).containsExactly(true, true, true, true, true);
    }

    @Test
    @DisplayName("is gone with the person who said it, and nobody else's is")
    void person() throws IOException {
        fourOfTwo();
        byte[] before = Files.readAllBytes(hour());
        trail().erase(unit("ada"), "DSR-1", "request", ADMINISTRATORS);
        take();
        assertThat(readable()).containsExactly(false, false, true, false);
        assertThat(Files.readAllLines(hour())).hasSize(1);
        Files.write(hour(), before);
        assertThat(wrong())
                .singleElement()
                .asString()
                .startsWith("E-ERASE what is sealed of entry 0")
                .endsWith("is still there, and entry 4 says that it was destroyed");
    }

    @Test
    @DisplayName("is gone with the order to erase a single record, and all others stay")
    void record() throws IOException {
        fourOfTwo();
        byte[] before = Files.readAllBytes(hour());
        List<JsonNode> entries = statements();
        eraseStatement(entries.get(1));
        eraseStatement(entries.get(2));
        take();
        assertThat(readable()).containsExactly(true, false, false, true);
        say("ada", "eu");
        take();
        assertThat(readable()).containsExactly(true, false, false, true, true);
        eraseStatement(entries.get(1));
        take();
        assertThat(readable()).containsExactly(true, false, false, true, true);
        byte[] after = Files.readAllBytes(hour());
        Files.write(hour(), before);
        assertThat(wrong())
                .hasSize(3)
                .anyMatch(what -> what.startsWith("E-ERASE what is sealed of entry 1"))
                .anyMatch(what -> what.startsWith("E-ERASE what is sealed of entry 2"))
                .anyMatch(what -> what.startsWith("E-PAYLOAD") && what.endsWith("is missing"));
        Files.write(hour(), after);
        assertThat(wrong()).isEmpty();
    }

    @Test
    @DisplayName("is gone by such an order also when the process is lost in between, at whatever point")
    void lostWhileErasing() throws IOException {
        fourOfTwo();
        eraseStatement(statements().get(1));
        LogWriter lost = writer("log");
        lost.advance();
        lost.abandon();
        assertThat(key(statements().get(1))).isPresent();
        Said leaves = leaves();
        leaves.of(new LogFolder(folder.resolve("log")).entry(4));
        leaves.settle();
        assertThat(Files.readString(folder.resolve("waiting"))).contains("\"rec\":");
        byte[] waiting = Files.readAllBytes(folder.resolve("waiting"));
        take();
        assertThat(readable()).containsExactly(true, false, true, true);
        Files.write(folder.resolve("waiting"), waiting);
        take();
        assertThat(folder.resolve("waiting")).doesNotExist();
        assertThat(readable()).containsExactly(true, false, true, true);
    }

    @Test
    @DisplayName("is gone with its hour, unless anybody is under hold")
    void hourUnit() throws IOException {
        fourOfTwo();
        trail().hold(Optional.of(unit("bob")), "LIT-7", "court", ADMINISTRATORS);
        trail().erase("h_2026010110/eu", "DSR-3", "request", ADMINISTRATORS);
        take();
        assertThat(readable()).containsExactly(true, true, true, true);
        trail().release(Optional.of(unit("bob")), "LIT-7", "closed", ADMINISTRATORS);
        trail().erase("h_2026010110/eu", "DSR-3", "request", ADMINISTRATORS);
        take();
        assertThat(readable()).containsExactly(false, false, false, false);
    }

    @Test
    @DisplayName("is gone with its day, of its jurisdiction only, and stays of whom is under hold")
    void day() throws IOException {
        fourOfTwo();
        say("ada", "us");
        now = now.plus(Duration.ofDays(1));
        say("ada", "eu");
        trail().hold(Optional.of(unit("bob")), "LIT-7", "court", ADMINISTRATORS);
        trail().retain("eu", FIRST.plusDays(1), "90d", 4);
        take();
        assertThat(readable()).containsExactly(false, false, true, false, true, true);
        assertThat(Files.readAllLines(hour())).hasSize(1);
        trail().release(Optional.of(unit("bob")), "LIT-7", "closed", ADMINISTRATORS);
        trail().retain("eu", FIRST.plusDays(1), "90d", 1);
        take();
        assertThat(readable()).containsExactly(false, false, false, false, true, true);
        assertThat(Files.readString(folder.resolve("units"))).doesNotContain("h_2026010110/eu");
    }

    @Test
    @DisplayName("is not erased while who said it is under hold, or everything is")
    void held() throws IOException {
        fourOfTwo();
        JsonNode bobs = statements().get(2);
        JsonNode adas = statements().get(0);
        trail().hold(Optional.of(unit("bob")), "LIT-7", "court", ADMINISTRATORS);
        eraseStatement(bobs);
        eraseStatement(adas);
        take();
        assertThat(readable()).containsExactly(false, true, true, true);
        String all = Files.readString(hour());
        Files.writeString(
                hour(),
                all.lines()
                        .filter(line -> !line.contains(bobs.path("id").asString()))
                        .reduce("", (before, line) -> before + line + "\n"));
        assertThat(wrong()).singleElement().asString().startsWith("E-PAYLOAD what is sealed of entry 2");
        Files.writeString(hour(), all);
        trail().hold(Optional.empty(), "LIT-8", "court", ADMINISTRATORS);
        trail().release(Optional.of(unit("bob")), "LIT-7", "closed", ADMINISTRATORS);
        eraseStatement(bobs);
        take();
        assertThat(readable()).containsExactly(false, true, true, true);
        trail().release(Optional.empty(), "LIT-8", "closed", ADMINISTRATORS);
        eraseStatement(bobs);
        take();
        assertThat(readable()).containsExactly(false, true, false, true);
    }

    @Test
    @DisplayName("is found by verify when it is missing, or altered")
    void altered() throws IOException {
        fourOfTwo();
        List<String> lines = Files.readAllLines(hour());
        Files.writeString(hour(), lines.get(0) + "\n" + lines.get(2) + "\n" + lines.get(3) + "\n");
        assertThat(wrong())
                .singleElement()
                .asString()
                .startsWith("E-PAYLOAD what is sealed of entry 1")
                .endsWith("is missing");
        lines.set(3, lines.get(3).replaceFirst("blob\":\"...", "blob\":\"AAA"));
        Files.write(hour(), lines);
        assertThat(wrong())
                .singleElement()
                .asString()
                .startsWith("E-PAYLOAD what is sealed of entry 3")
                .endsWith("is not what was sealed");
        Files.delete(hour());
        assertThat(wrong()).hasSize(4);
    }
}
