package dev.sallyport.audit.log;

import dev.sallyport.audit.LaneId;
import dev.sallyport.audit.RecordBuffer;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.RecordLabel;
import dev.sallyport.audit.sealed.Seal;
import dev.sallyport.audit.sealed.SealedRecord;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.audit.sealed.Sealer;
import dev.sallyport.audit.sealed.Shelf;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** Takes what statements said out of the journal's encryption, and seals it for the log. Not thread-safe. */
final class StatementSealer {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String origin;
    private final KeyTable keys;
    private final SealedStore store;
    private final JournalSecrets secrets;
    private final Sealer sealer = new Sealer();
    private final RecordBuffer out = new RecordBuffer();

    /**
     * A statement's record, as far as it matters here.
     *
     * @param number among the records of its lane
     * @param micros its time, since 1970 UTC
     * @param jurisdiction of the database; empty when it has none
     * @param actor the unit of who acted
     */
    record Statement(String id, LaneId lane, long number, long micros, String jurisdiction, KeyTable.Unit actor) {}

    StatementSealer(String origin, KeyTable keys, SealedStore store, JournalSecrets secrets) {
        this.origin = origin;
        this.keys = keys;
        this.store = store;
        this.secrets = secrets;
    }

    /**
     * Seals what a statement said.
     *
     * @param encrypted in the journal, in URL-safe base64
     * @return the array {@code sealed} of its entry, canonical JSON; empty when what it said cannot be told any more
     */
    Optional<byte[]> seal(Statement statement, long at, byte[] encrypted) throws IOException {
        Optional<byte[]> said = said(statement.lane(), at, encrypted);
        if (said.isEmpty()) {
            return Optional.empty();
        }
        KeyTable.DayUnit actor = keys.day(statement.actor(), Shelf.of(statement.jurisdiction(), statement.micros()));
        RecordLabel label =
                RecordLabel.of(statement.lane().boot().high(), statement.lane().lane(), statement.number());
        Optional<KeyTable.Unit> unit = keys.statement(actor, statement.micros(), label);
        if (unit.isEmpty()) {
            return Optional.empty();
        }
        Seal.Place place = new Seal.Place(origin, statement.id(), PrivateLeaves.STATEMENT);
        Seal.Sealed sealed = sealer.seal(unit.get(), place, ParticularsReader.json(said.get()));
        store.put(
                new SealedRecord(
                        statement.id(), unit.get().name(), statement.actor().name(), label),
                PrivateLeaves.STATEMENT,
                sealed.bytes());
        return Optional.of(array(sealed, unit.get(), actor.shelf()));
    }

    private Optional<byte[]> said(LaneId lane, long at, byte[] encrypted) throws IOException {
        try {
            return secrets.open(lane, at, Base64.getUrlDecoder().decode(encrypted));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private byte[] array(Seal.Sealed sealed, KeyTable.Unit unit, Shelf shelf) {
        out.clear().raw("[{").member("c", PrivateLeaves.STATEMENT);
        out.key("ch").raw("\"").raw(BASE64.encode(sealed.hash())).raw("\"");
        out.key("cm").raw("\"").raw(BASE64.encode(sealed.commitment())).raw("\"");
        out.member("day", shelf.day().toString()).member("eu", unit.name());
        if (!shelf.jurisdiction().isEmpty()) {
            out.member("jur", shelf.jurisdiction());
        }
        return out.raw("}]").toBytes();
    }
}
