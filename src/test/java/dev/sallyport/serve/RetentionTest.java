package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.Served;
import dev.sallyport.audit.Trail;
import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.JournalSecrets;
import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.LogWriter;
import dev.sallyport.audit.log.PrivateLeaves;
import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.sealed.Holds;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.Seal;
import dev.sallyport.audit.sealed.SealedFile;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.audit.sealed.Shelf;
import dev.sallyport.config.Config;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@DisplayName("What is sealed")
class RetentionTest {

    private static final String ORIGIN = "example.com/log";
    private static final SigningKey KEY = SigningKey.generate(ORIGIN, VerifierKey.Type.NOTE);
    private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
    private static final List<Config.Keep> RULES = List.of(
            new Config.Keep(Optional.of("eu"), Duration.ofDays(90)),
            new Config.Keep(Optional.empty(), Duration.ofDays(400)));
    private static final List<String> ADMINISTRATORS = List.of("carol", "dan");

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

    private void later(int days) {
        now = now.plus(Duration.ofDays(days));
    }

    private GateTrail trail() {
        return new GateTrail(journal.orElseThrow().lane(1));
    }

    private void visit(String person, String jurisdiction) {
        Session session = new Session(
                "s-" + person + now,
                new Delegation(List.of(new Principal(person, Principal.Kind.HUMAN, Set.of(), Map.of()))),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "192.0.2.1",
                "psql of " + person,
                "scram-sha-256",
                true,
                now);
        new Trail(journal.orElseThrow().lane(0), session, new Served("postgresql", jurisdiction, "app"))
                .opened("0".repeat(64));
    }

    private KeyTable keys() throws IOException {
        return KeyTable.open(folder.resolve("units"), new SecureRandom());
    }

    private SealedStore store() {
        return new SealedStore(folder.resolve("sealed"));
    }

    private Holds holds() throws IOException {
        return Holds.open(folder.resolve("holds"));
    }

    private PrivateLeaves leaves() throws IOException {
        return new PrivateLeaves(ORIGIN, keys(), store(), holds(), folder.resolve("waiting"), JournalSecrets.NONE);
    }

    private LogWriter writer(PrivateLeaves leaves) throws IOException {
        return new LogWriter(
                folder.resolve("log"),
                folder.resolve("state"),
                folder.resolve("journal"),
                List.of(KEY),
                leaves,
                Cosigner.NONE);
    }

    /** As the gate does every second. */
    private void take() throws IOException {
        try (LogWriter writer = writer(leaves())) {
            writer.advance();
        }
    }

    private RetentionWatch watch() {
        return new RetentionWatch(
                RULES,
                new RetentionWatch.Files(store(), folder.resolve("units"), folder.resolve("holds")),
                trail(),
                clock);
    }

    /** What a gate that starts now finds to be destroyed, and destroys. */
    private void look() throws IOException {
        watch().look();
        take();
    }

    private List<JsonNode> entries(String kind) throws IOException {
        return new LogReader(new LogFolder(folder.resolve("log")), 0)
                .read().stream()
                        .map(LogEntry::record)
                        .filter(record -> record.path("k").asString().equals(kind))
                        .toList();
    }

    /** The sealed part of a record; empty when it is gone, or its key. */
    private Optional<String> opened(JsonNode entry) throws IOException {
        JsonNode part = entry.path("sealed").path(0);
        String id = entry.path("id").asString();
        Shelf shelf = new Shelf(
                part.path("jur").asString(""), LocalDate.parse(part.path("day").asString()));
        Optional<KeyTable.Unit> unit = keys().unit(part.path("eu").asString(), shelf);
        Optional<byte[]> bytes = store().find(SealedFile.of(shelf), id, "who");
        assertThat(unit.isPresent()).as("key and bytes go together").isEqualTo(bytes.isPresent());
        return unit.flatMap(key -> Seal.open(
                        key,
                        new Seal.Place(ORIGIN, id, "who"),
                        bytes.orElseThrow(),
                        Base64.getUrlDecoder().decode(part.path("cm").asString())))
                .map(text -> new String(text, StandardCharsets.UTF_8));
    }

    private List<String> wrong() throws IOException {
        Verification found = new LogVerifier(
                        new LogFolder(folder.resolve("log")), List.of(KEY.verifier()), Optional.of(store()))
                .run(List.of());
        return found.findings().stream()
                .map(finding -> finding.kind().code() + " " + finding.what())
                .toList();
    }

    private String unit(String person) throws IOException {
        return keys().known(person).orElseThrow().name();
    }

    @Test
    @DisplayName(
            "is destroyed when it is older than its jurisdiction's rule, what is newer is readable, and the log verifies")
    void outlived() throws IOException {
        visit("ada", "eu");
        trail().loginFailed("hunter2", "shop", "eu", "192.0.2.9", "none", "unknown");
        visit("bob", "");
        take();
        byte[] before = Files.readAllBytes(folder.resolve("units"));
        later(90);
        visit("ada", "eu");
        take();
        look();
        assertThat(entries("log.retain")).as("its day ended later").isEmpty();
        later(1);
        look();

        List<JsonNode> opens = entries("ses.open");
        assertThat(opened(opens.get(0))).isEmpty();
        assertThat(opened(opens.get(1)))
                .hasValueSatisfying(who -> assertThat(who).contains("psql of bob"));
        assertThat(opened(opens.get(2)))
                .hasValueSatisfying(who -> assertThat(who).contains("psql of ada"));
        assertThat(opened(entries("auth.fail").getFirst())).isEmpty();
        assertThat(unit("ada")).isEqualTo(opens.get(0).path("sub").path("id").asString());
        JsonNode retain = entries("log.retain").getFirst().path("res");
        assertThat(retain.toString())
                .isEqualTo("{\"before\":\"2026-01-02\",\"jur\":\"eu\",\"keep\":\"90d\",\"of\":\"sealed\",\"rows\":2}");
        assertThat(wrong()).isEmpty();
        assertThat(before).isNotEqualTo(Files.readAllBytes(folder.resolve("units")));
        look();
        assertThat(entries("log.retain")).as("nothing is left to be destroyed").hasSize(1);
    }

    @Test
    @DisplayName("is looked for once an hour, and when holds change")
    void hourly() throws IOException {
        visit("ada", "eu");
        take();
        later(92);
        RetentionWatch watch = watch();
        watch.look();
        watch.look();
        take();
        assertThat(entries("log.retain")).hasSize(1);
        visit("ada", "eu");
        take();
        later(92);
        watch.look();
        now = now.plus(Duration.ofMinutes(59));
        watch.look();
        take();
        assertThat(entries("log.retain")).hasSize(2);
    }

    @Test
    @DisplayName("of a late record goes to the days that are left, and can be read")
    void late() throws IOException {
        visit("ada", "eu");
        take();
        later(100);
        look();
        later(-95);
        visit("ada", "eu");
        visit("bob", "eu"); // who was never there: of him the day itself is left
        take();
        assertThat(opened(entries("ses.open").get(1))).isPresent();
        assertThat(opened(entries("ses.open").get(2))).isPresent();
        assertThat(entries("ses.open").get(2).path("sealed").path(0).path("day").asString())
                .isEqualTo("2026-01-06");
        assertThat(wrong()).isEmpty();
    }

    @Test
    @DisplayName("and comes late, when its days are just about to be destroyed, is not destroyed with them")
    void tooLate() throws IOException {
        visit("ada", "eu");
        take();
        trail().retain("eu", FIRST.plusDays(3), "90d", 1);
        LogWriter lost = writer(leaves());
        lost.advance();
        visit("ada", "eu");
        visit("bob", "eu");
        new GateTrail(journal.orElseThrow().lane(0)).loginFailed("x", "shop", "eu", "192.0.2.9", "none", "unknown");
        lost.advance();
        lost.abandon();
        take();
        assertThat(opened(entries("ses.open").get(0))).isEmpty();
        assertThat(opened(entries("ses.open").get(1))).isPresent();
        assertThat(opened(entries("ses.open").get(2))).isPresent();
        assertThat(opened(entries("auth.fail").getFirst())).isPresent();
        assertThat(wrong()).isEmpty();
    }

    @Test
    @DisplayName(
            "and was under hold where it was kept long enough, stays, though it was released before the process was lost")
    void lostWhileReleased() throws IOException {
        visit("ada", "eu");
        visit("bob", "eu");
        take();
        String ada = unit("ada");
        trail().hold(Optional.of(ada), "LIT-7", "court", ADMINISTRATORS);
        take();
        trail().retain("eu", FIRST.plusDays(3), "90d", 1);
        trail().release(Optional.of(ada), "LIT-7", "closed", ADMINISTRATORS);
        PrivateLeaves leaves = leaves();
        LogWriter lost = writer(leaves);
        lost.advance();
        leaves.settle();
        lost.abandon();
        assertThat(holds().list()).isEmpty();
        take();
        assertThat(opened(entries("ses.open").get(0))).isPresent();
        assertThat(opened(entries("ses.open").get(1))).isEmpty();
        assertThat(wrong()).isEmpty();
    }

    @Test
    @DisplayName("under hold is neither erased nor kept too long, and both go on when it is released")
    void held() throws IOException {
        visit("ada", "eu");
        visit("bob", "eu");
        take();
        String ada = unit("ada");
        OrderTaker orders = new OrderTaker(new AuditOrders(folder.resolve("orders")), folder.resolve("holds"), trail());
        place(AuditOrders.Kind.HOLD, Optional.of(ada));
        orders.take();
        take();
        assertThat(holds().list()).singleElement().satisfies(hold -> {
            assertThat(hold.reference()).isEqualTo("LIT-7");
            assertThat(hold.unit()).contains(ada);
            assertThat(hold.by()).containsExactly(unit("carol"), unit("dan"));
        });
        later(100);
        RetentionWatch watch = watch();
        watch.look();
        place(AuditOrders.Kind.ERASE, Optional.of(ada));
        orders.take();
        take();
        assertThat(entries("log.erase")).isEmpty();
        // And if the order is recorded all the same, because the hold was just being recorded, it is not carried out.
        trail().erase(ada, "DSR-1", "request", ADMINISTRATORS);
        take();
        List<JsonNode> opens = entries("ses.open");
        assertThat(opened(opens.get(0))).isPresent();
        assertThat(opened(opens.get(1))).isEmpty();
        assertThat(unit("ada")).isEqualTo(ada);
        assertThat(wrong()).isEmpty();

        place(AuditOrders.Kind.RELEASE, Optional.of(ada));
        orders.take();
        take();
        assertThat(holds().list()).isEmpty();
        watch.look();
        take();
        assertThat(opened(opens.get(0))).isEmpty();
        place(AuditOrders.Kind.ERASE, Optional.of(ada));
        orders.take();
        take();
        assertThat(keys().unit(ada)).isEmpty();
        assertThat(wrong()).isEmpty();
    }

    private void place(AuditOrders.Kind kind, Optional<String> unit) throws IOException {
        new AuditOrders(folder.resolve("orders"))
                .place(new AuditOrders.Order(new AuditOrders.What(kind, unit), "LIT-7", "court", ADMINISTRATORS));
    }

    @Test
    @DisplayName("is not destroyed at all while everything is under hold")
    void everything() throws IOException {
        visit("ada", "eu");
        trail().loginFailed("hunter2", "shop", "eu", "192.0.2.9", "none", "unknown");
        trail().hold(Optional.empty(), "LIT-8", "investigation", ADMINISTRATORS);
        take();
        later(1000);
        look();
        trail().retain("eu", FIRST.plusDays(1), "90d", 2);
        trail().forget(FIRST.plusDays(1), "400d", 3);
        take();
        assertThat(opened(entries("ses.open").getFirst())).isPresent();
        assertThat(opened(entries("auth.fail").getFirst())).isPresent();
        assertThat(keys().known("ada")).isPresent();
        assertThat(wrong()).isEmpty();
        trail().release(Optional.empty(), "LIT-8", "closed", ADMINISTRATORS);
        take();
        look();
        assertThat(opened(entries("ses.open").getFirst())).isEmpty();
        assertThat(opened(entries("auth.fail").getFirst())).isEmpty();
        assertThat(wrong()).isEmpty();
    }

    @Test
    @DisplayName("is destroyed by the next start when the process is lost after the record, at whatever point")
    void lost() throws IOException {
        visit("ada", "eu");
        visit("bob", "eu");
        take();
        later(100);
        watch().look();
        LogWriter lost = writer(leaves());
        lost.advance();
        lost.abandon();
        assertThat(opened(entries("ses.open").get(0))).isPresent();
        writer(leaves()).abandon();
        assertThat(opened(entries("ses.open").get(0))).isEmpty();
        assertThat(opened(entries("ses.open").get(1))).isEmpty();
        assertThat(wrong()).isEmpty();
    }

    @Test
    @DisplayName("is destroyed by the next start also when it was held too late, and that was written down already")
    void lostWhileHeld() throws IOException {
        visit("ada", "eu");
        take();
        String ada = unit("ada");
        later(500);
        watch().look();
        trail().hold(Optional.of(ada), "LIT-7", "court", ADMINISTRATORS);
        PrivateLeaves leaves = leaves();
        LogWriter lost = writer(leaves);
        lost.advance();
        visit("ada", "eu");
        lost.advance();
        leaves.settle();
        lost.abandon();
        assertThat(holds().units()).containsExactly(ada);
        assertThat(opened(entries("ses.open").getFirst())).isPresent();
        take();
        assertThat(keys().unit(ada)).isEmpty();
        assertThat(unit("ada"))
                .isEqualTo(entries("ses.open").get(1).path("sub").path("id").asString());
        assertThat(opened(entries("ses.open").get(1))).isPresent();
        assertThat(Files.exists(folder.resolve("waiting"))).isFalse();
        assertThat(wrong()).isEmpty();
    }

    @Test
    @DisplayName("of persons whom no record names any more is forgotten with their name, after the longest time")
    void forgotten() throws IOException {
        visit("ada", "eu");
        visit("bob", "");
        take();
        String ada = unit("ada");
        later(100);
        look();
        assertThat(unit("ada")).isEqualTo(ada);
        later(200);
        visit("bob", "");
        take();
        String bob = unit("bob");
        later(101);
        watch().look();
        LogWriter lost = writer(leaves());
        lost.advance();
        visit("ada", "eu"); // after that record
        lost.advance();
        String fresh = entries("ses.open").getLast().path("sub").path("id").asString();
        lost.abandon();
        take();
        assertThat(keys().unit(ada)).isEmpty();
        assertThat(unit("ada")).isEqualTo(fresh).isNotEqualTo(ada);
        assertThat(unit("bob")).isEqualTo(bob);
        assertThat(entries("log.retain").getLast().path("res").toString())
                .isEqualTo("{\"before\":\"2026-01-02\",\"keep\":\"400d\",\"of\":\"names\",\"rows\":1}");
        assertThat(opened(entries("ses.open").getLast())).isPresent();
        assertThat(wrong()).isEmpty();
    }

    @Test
    @DisplayName("and is missing without a record that covers it, or is there in spite of one, is found by verify")
    void found() throws IOException {
        visit("ada", "eu");
        visit("bob", "eu");
        take();
        Path first = folder.resolve("sealed/in-eu/2026-01-01.jsonl");
        String all = Files.readString(first);
        trail().hold(Optional.of(unit("ada")), "LIT-7", "court", ADMINISTRATORS);
        take();
        later(100);
        visit("bob", "eu");
        take();
        look();
        assertThat(wrong()).isEmpty();
        String held = Files.readString(first);
        assertThat(held.lines()).hasSize(1);
        Files.writeString(first, "");
        assertThat(wrong())
                .singleElement()
                .asString()
                .startsWith("E-PAYLOAD what is sealed of entry 0")
                .contains("missing");
        Files.writeString(first, all);
        assertThat(wrong())
                .singleElement()
                .asString()
                .startsWith("E-ERASE what is sealed of entry 1")
                .endsWith("is still there, and entry 4 says that it was destroyed");
        Files.writeString(first, held);
        try (Stream<Path> days = Files.list(folder.resolve("sealed/in-eu"))) {
            Files.delete(days.filter(day -> !day.equals(first)).findFirst().orElseThrow());
        }
        assertThat(wrong()).singleElement().asString().startsWith("E-PAYLOAD what is sealed of entry 3");
    }
}
