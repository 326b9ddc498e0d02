package dev.sallyport.audit.log;

import dev.sallyport.audit.CanonicalJson;
import dev.sallyport.audit.sealed.Erasures;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.Seal;
import dev.sallyport.audit.sealed.SealedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
 * Records without what is about persons: they are named by pseudonyms; their addresses and the names that clients give, and
 * what somebody who failed to log in said, are sealed. Not thread-safe.
 */
public final class PrivateLeaves implements Leaves {

    /** The part of a record about who it was. */
    public static final String WHO = "who";

    /** The kind of records that order a unit to be erased. */
    static final String ERASE = "log.erase";

    private static final int MAX_SESSIONS = 10_000;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Logger LOG = LoggerFactory.getLogger(PrivateLeaves.class);

    private final String origin;
    private final KeyTable keys;
    private final SealedStore store;
    private final Erasures erasures;
    private final Map<Key, Session> sessions = new HashMap<>();

    /** What statements of a session have, as the journal has it. */
    private record Key(ByteBuffer source, ByteBuffer subject) {}

    /** The same as the log has it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Session(byte[] source, byte[] subject) {}

    /**
     * @param origin of the log
     * @param waiting a file for what is to be erased, which is nobody else's
     */
    public PrivateLeaves(String origin, KeyTable keys, SealedStore store, Path waiting) {
        this.origin = origin;
        this.keys = keys;
        this.store = store;
        this.erasures = new Erasures(keys, store, waiting);
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
        Session session = session(
                statement.get().source().of(journalRecord),
                statement.get().subject().of(journalRecord));
        return Leaf.of(statement.get().with(journalRecord, session.source(), session.subject()));
    }

    /** Of all records of a session the same. */
    private Session session(byte[] source, byte[] subject) throws IOException {
        Key key = new Key(ByteBuffer.wrap(source), ByteBuffer.wrap(subject));
        Session known = sessions.get(key);
        if (known == null) {
            ObjectNode shownSource = object(source);
            ObjectNode shownSubject = object(subject);
            ObjectNode who = JSON.createObjectNode();
            move(shownSource, "app", who);
            move(shownSource, "net", who);
            Optional<KeyTable.Unit> _ = pseudonyms(shownSubject);
            known = new Session(CanonicalJson.of(shownSource), CanonicalJson.of(shownSubject));
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
        if (kind.equals(ERASE)) {
            erasures.order(leaf.path("res").path("eu").asString(""));
            sessions.clear();
        }
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
                seal(leaf, who, keys.hour(leaf.path("ts").asLong(0)));
            } else {
                Optional<KeyTable.Unit> actor = pseudonyms(subject);
                if (kind.equals("ses.open") && actor.isPresent()) {
                    seal(leaf, who, actor.get());
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

    /** @return the unit of who acts */
    private Optional<KeyTable.Unit> pseudonyms(ObjectNode subject) throws IOException {
        JsonNode id = subject.get("id");
        for (String others : List.of("obo", "apr")) {
            if (subject.get(others) instanceof ArrayNode persons) {
                ArrayNode names = JSON.createArrayNode();
                for (JsonNode person : persons) {
                    names.add(keys.person(person.asString()).name());
                }
                subject.set(others, names);
            }
        }
        if (id == null) {
            return Optional.empty();
        }
        KeyTable.Unit actor = keys.person(id.asString());
        subject.put("id", actor.name());
        return Optional.of(actor);
    }

    private void seal(ObjectNode leaf, ObjectNode who, KeyTable.Unit unit) throws IOException {
        Seal.Place place = new Seal.Place(origin, leaf.path("id").asString(""), WHO);
        Seal.Sealed sealed = Seal.seal(unit, place, CanonicalJson.of(who));
        store.put(leaf.path("ts").asLong(0), place, unit.name(), sealed.bytes());
        leaf.set(
                "sealed",
                JSON.createArrayNode()
                        .add(JSON.createObjectNode()
                                .put("c", WHO)
                                .put("ch", base64(sealed.hash()))
                                .put("cm", base64(sealed.commitment()))
                                .put("eu", unit.name())));
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
        store.settle();
    }

    @Override
    public boolean ordered() throws IOException {
        return erasures.any();
    }

    @Override
    public void settled() throws IOException {
        for (String unit : erasures.execute()) {
            sessions.clear();
            LOG.atInfo().addKeyValue("event", "erase.done").log("erased {}", unit);
        }
    }
}
