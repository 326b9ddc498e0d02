package dev.sallyport.audit.log;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.CanonicalJson;
import dev.sallyport.audit.LaneId;
import dev.sallyport.audit.RecordBuffer;
import dev.sallyport.audit.sealed.Erasures;
import dev.sallyport.audit.sealed.Hold;
import dev.sallyport.audit.sealed.Holds;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.Seal;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.audit.sealed.Shelf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records without what is about persons: they are named by pseudonyms; their addresses and the names that clients give, what
 * somebody who failed to log in said, and what statements said, are sealed. Not thread-safe.
 */
public final class PrivateLeaves implements Leaves {

    /** The part of a record about who it was. */
    public static final String WHO = "who";

    /** The part of a record about what a statement said: its text and parameters. */
    public static final String STATEMENT = "stmt";

    /** The kinds of records by which something is destroyed, or is not. */
    static final String ERASE = "log.erase";

    static final String RETAIN = "log.retain";
    static final String HOLD = "log.hold";
    static final String RELEASE = "log.release";

    /** What {@code res.of} of a {@link #RETAIN} record says when it is about who persons were. */
    static final String NAMES = "names";

    private static final int MAX_SESSIONS = 10_000;
    private static final long MICROS_A_DAY = 86_400_000_000L;
    private static final byte[] NOTHING = new byte[0];
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Logger LOG = LoggerFactory.getLogger(PrivateLeaves.class);

    private final String origin;
    private final KeyTable keys;
    private final SealedStore store;
    private final Erasures erasures;
    private final Holds holds;
    private final StatementSealer statements;
    private final Map<Key, Session> sessions = new HashMap<>();

    /** What statements of a session have on one day, as the journal has it. */
    private record Key(long day, ByteBuffer database, ByteBuffer source, ByteBuffer subject) {}

    /**
     * The same as the log has it.
     *
     * @param actor empty when the record does not tell who acted
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Session(String jurisdiction, byte[] source, byte[] subject, Optional<KeyTable.Unit> actor) {}

    /**
     * @param origin of the log
     * @param waiting a file for what is to be erased, which is nobody else's
     * @param secrets open what the journal has encrypted
     */
    public PrivateLeaves(
            String origin, KeyTable keys, SealedStore store, Holds holds, Path waiting, JournalSecrets secrets)
            throws IOException {
        this.origin = origin;
        this.keys = keys;
        this.store = store;
        this.holds = holds;
        this.erasures = new Erasures(keys, store, holds, waiting);
        this.statements = new StatementSealer(origin, keys, store, secrets);
    }

    @Override
    public byte[] of(byte[] journalRecord) throws IOException {
        if (StatementRecord.isOutcome(journalRecord)) {
            return Leaf.of(journalRecord);
        }
        Optional<StatementRecord> statement = StatementRecord.of(journalRecord);
        if (statement.isEmpty()) {
            return whole(journalRecord);
        }
        Session session = session(statement.get(), journalRecord);
        byte[] sealed = statement.get().particulars().isPresent()
                ? sealed(statement.get().particulars().get(), statement.get().micros(), session, journalRecord)
                : NOTHING;
        return Leaf.of(statement.get().with(journalRecord, session.source(), session.subject(), sealed));
    }

    private byte[] sealed(StatementRecord.Encrypted particulars, long micros, Session session, byte[] journalRecord)
            throws IOException {
        if (session.actor().isEmpty()) {
            return NOTHING;
        }
        Optional<byte[]> sealed = statements.seal(
                new StatementSealer.Statement(
                        particulars.id(),
                        particulars.lane(),
                        particulars.number(),
                        micros,
                        session.jurisdiction(),
                        session.actor().get()),
                particulars.at(),
                particulars.text().of(journalRecord));
        return sealed.map(array ->
                        new RecordBuffer().raw(",\"sealed\":").raw(array).toBytes())
                .orElse(NOTHING);
    }

    /** Of all records of a session in a day the same. */
    private Session session(StatementRecord statement, byte[] journalRecord) throws IOException {
        byte[] source = statement.source().of(journalRecord);
        byte[] subject = statement.subject().of(journalRecord);
        byte[] database = statement.database().of(journalRecord);
        Key key = new Key(
                Math.floorDiv(statement.micros(), MICROS_A_DAY),
                ByteBuffer.wrap(database),
                ByteBuffer.wrap(source),
                ByteBuffer.wrap(subject));
        Session known = sessions.get(key);
        if (known == null) {
            ObjectNode shownSource = object(source);
            ObjectNode shownSubject = object(subject);
            ObjectNode who = JSON.createObjectNode();
            move(shownSource, "app", who);
            move(shownSource, "net", who);
            Optional<KeyTable.Unit> actor = pseudonyms(shownSubject, Shelf.day(statement.micros()));
            known = new Session(
                    database.length == 0 ? "" : jurisdiction(object(database)),
                    CanonicalJson.of(shownSource),
                    CanonicalJson.of(shownSubject),
                    actor);
            if (sessions.size() >= MAX_SESSIONS) {
                sessions.clear();
            }
            sessions.put(key, known);
        }
        return known;
    }

    private static ObjectNode object(byte[] json) throws IOException {
        if (JSON.readTree(json) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("a record of the journal has something else where an object should be");
    }

    /** Any record, read and written as a tree. */
    byte[] whole(byte[] journalRecord) throws IOException {
        if (!(JSON.readTree(journalRecord) instanceof ObjectNode leaf)) {
            throw new IOException("a record of the journal is no object");
        }
        String kind = leaf.path("k").asString("");
        obey(kind, leaf);
        JsonNode particulars = leaf.path("par");
        leaf.remove("par");
        ObjectNode who = JSON.createObjectNode();
        if (leaf.get("src") instanceof ObjectNode source) {
            move(source, "app", who);
            move(source, "net", who);
        }
        if (leaf.get("sub") instanceof ObjectNode subject) {
            if (kind.equals("auth.fail")) {
                // Whoever that was: anything can stand there, a password too.
                move(subject, "id", who);
                leaf.remove("sub");
                seal(leaf, who, keys.hour(shelf(leaf).jurisdiction(), micros(leaf)));
            } else {
                Optional<KeyTable.Unit> actor = pseudonyms(subject, day(leaf));
                if (kind.equals("ses.open") && actor.isPresent()) {
                    seal(leaf, who, keys.day(actor.get(), shelf(leaf)));
                }
                if (kind.startsWith("q.") && particulars.isObject() && actor.isPresent()) {
                    seal(leaf, particulars, actor.get());
                }
                if (kind.equals(HOLD)) {
                    holds.add(hold(leaf));
                }
            }
        }
        return Leaf.of(CanonicalJson.of(leaf));
    }

    private static void move(ObjectNode from, String member, ObjectNode to) {
        JsonNode moved = from.remove(member);
        if (moved != null) {
            to.set(member, moved);
        }
    }

    private static long micros(ObjectNode journalRecord) {
        return journalRecord.path("ts").asLong(0);
    }

    private static LocalDate day(ObjectNode journalRecord) {
        return Shelf.day(micros(journalRecord));
    }

    private static Shelf shelf(ObjectNode journalRecord) {
        return Shelf.of(jurisdiction(journalRecord.path("db")), micros(journalRecord));
    }

    private static String jurisdiction(JsonNode database) {
        return database.path("jur").asString("");
    }

    /** What the record orders, before anything of the record itself is made. */
    private void obey(String kind, ObjectNode journalRecord) throws IOException {
        String id = journalRecord.path("id").asString("");
        JsonNode result = journalRecord.path("res");
        switch (kind) {
            case ERASE -> erase(id, result);
            case RETAIN -> {
                LocalDate before = before(result);
                if (result.path("of").asString("").equals(NAMES)) {
                    erasures.forget(id, before);
                    sessions.clear();
                } else {
                    erasures.retain(id, result.path("jur").asString(""), before);
                }
            }
            case RELEASE -> holds.release(result.path("case").asString(""), unit(result));
            default -> {
                // orders nothing
            }
        }
    }

    private void erase(String id, JsonNode result) throws IOException {
        String unit = result.path("eu").asString("");
        String statement = result.path("rec").asString("");
        Erasures.Order order =
                statement.isEmpty() ? erasures.order(id, unit) : erasures.order(id, unit, statement, STATEMENT);
        String what = statement.isEmpty() ? unit : statement;
        switch (order) {
            case TAKEN -> sessions.clear();
            case HELD ->
                LOG.atError()
                        .addKeyValue("event", "erase.held")
                        .log("{} is under hold, and was ordered to be erased: that is not done", what);
            case NOTHING_THERE ->
                LOG.atWarn()
                        .addKeyValue("event", "erase.nothing")
                        .log("nothing is sealed of {}, which was ordered to be erased", what);
        }
    }

    private static LocalDate before(JsonNode result) throws IOException {
        try {
            return LocalDate.parse(result.path("before").asString(""));
        } catch (DateTimeException wrong) {
            throw new IOException("a record of the journal has no day where one should be", wrong);
        }
    }

    private static Optional<String> unit(JsonNode result) {
        return Optional.ofNullable(result.get("eu")).map(JsonNode::asString);
    }

    /** @param leaf with pseudonyms in it */
    private static Hold hold(ObjectNode leaf) {
        JsonNode result = leaf.path("res");
        List<String> by = new ArrayList<>(List.of(leaf.path("sub").path("id").asString("")));
        leaf.path("sub").path("apr").forEach(person -> by.add(person.asString("")));
        return new Hold(
                result.path("case").asString(""),
                unit(result),
                result.path("why").asString(""),
                micros(leaf),
                by);
    }

    /** @return the unit of who acts */
    private Optional<KeyTable.Unit> pseudonyms(ObjectNode subject, LocalDate day) throws IOException {
        JsonNode id = subject.get("id");
        for (String others : List.of("obo", "apr")) {
            if (subject.get(others) instanceof ArrayNode persons) {
                ArrayNode names = JSON.createArrayNode();
                for (JsonNode person : persons) {
                    names.add(seen(person.asString(), day).name());
                }
                subject.set(others, names);
            }
        }
        if (id == null) {
            return Optional.empty();
        }
        KeyTable.Unit actor = seen(id.asString(), day);
        subject.put("id", actor.name());
        return Optional.of(actor);
    }

    private KeyTable.Unit seen(String person, LocalDate day) throws IOException {
        KeyTable.Unit unit = keys.person(person);
        keys.see(unit, day);
        return unit;
    }

    private void seal(ObjectNode leaf, ObjectNode who, KeyTable.DayUnit under) throws IOException {
        KeyTable.Unit unit = under.unit();
        Seal.Place place = new Seal.Place(origin, leaf.path("id").asString(""), WHO);
        Seal.Sealed sealed = Seal.seal(unit, place, CanonicalJson.of(who));
        store.put(under.shelf(), place, unit.name(), sealed.bytes());
        ObjectNode part = JSON.createObjectNode()
                .put("c", WHO)
                .put("ch", base64(sealed.hash()))
                .put("cm", base64(sealed.commitment()))
                .put("day", under.shelf().day().toString())
                .put("eu", unit.name());
        if (!under.shelf().jurisdiction().isEmpty()) {
            part.put("jur", under.shelf().jurisdiction());
        }
        leaf.set("sealed", JSON.createArrayNode().add(part));
    }

    /** What a statement said, by the long way. */
    private void seal(ObjectNode leaf, JsonNode particulars, KeyTable.Unit actor) throws IOException {
        Optional<BootId> boot = StatementRecord.run(leaf.path("boot").asString(""));
        if (boot.isEmpty()) {
            return;
        }
        Optional<byte[]> sealed = statements.seal(
                new StatementSealer.Statement(
                        leaf.path("id").asString(""),
                        new LaneId(boot.get(), leaf.path("lane").asInt(0)),
                        leaf.path("nseq").asLong(0),
                        micros(leaf),
                        jurisdiction(leaf.path("db")),
                        actor),
                particulars.path("at").asLong(0),
                particulars.path("ct").asString("").getBytes(StandardCharsets.UTF_8));
        if (sealed.isPresent()) {
            leaf.set("sealed", JSON.readTree(sealed.get()));
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void write() throws IOException {
        store.write();
    }

    @Override
    public void settle() throws IOException {
        erasures.writeDown();
        keys.saveSeen();
        store.settle();
    }

    @Override
    public boolean ordered() throws IOException {
        return erasures.any();
    }

    @Override
    public void settled() throws IOException {
        Erasures.Done done = erasures.execute();
        for (String unit : done.erased()) {
            LOG.atInfo().addKeyValue("event", "erase.done").log("erased {}", unit);
        }
        if (!done.forgotten().isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("event", "retain.names")
                    .log(
                            "forgot who {} persons were whom no record names any more",
                            done.forgotten().size());
        }
        if (done.outlived() > 0) {
            LOG.atInfo()
                    .addKeyValue("event", "retain.done")
                    .log("destroyed {} sealed parts of records that were kept long enough", done.outlived());
        }
        if (!done.erased().isEmpty() || !done.forgotten().isEmpty()) {
            sessions.clear();
        }
    }
}
