package dev.sallyport.cli;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.log.PrivateLeaves;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.RecordLabel;
import dev.sallyport.audit.sealed.Seal;
import dev.sallyport.audit.sealed.SealedFile;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.audit.sealed.Shelf;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Opens what is sealed of records, with the keys that only the gate's user reads. */
final class SealedParts {

    private final String origin;
    private final KeyTable keys;
    private final SealedStore store;

    /** What a part is. */
    sealed interface Part {

        /** As it was sealed. */
        record Opened(JsonNode text) implements Part {}

        /** Nobody can tell any more. */
        record Erased() implements Part {}

        /** Not what the log tells of. */
        record Altered() implements Part {}
    }

    private SealedParts(String origin, KeyTable keys, SealedStore store) {
        this.origin = origin;
        this.keys = keys;
        this.store = store;
    }

    /** @throws IOException when the keys cannot be read */
    static SealedParts of(Config config) throws IOException {
        return new SealedParts(
                AuditLog.origin(config),
                KeyTable.open(AuditLog.units(config), new SecureRandom()),
                AuditLog.sealed(config));
    }

    /** Where a statement's record has its key. */
    static RecordLabel label(JsonNode entry) {
        return RecordLabel.of(
                BootId.parse(entry.path("boot").asString("")).high(),
                entry.path("lane").asInt(0),
                entry.path("nseq").asLong(0));
    }

    /** The part of an entry about what a statement said, if it has one. */
    static Optional<JsonNode> statement(JsonNode entry) {
        return entry.path("sealed")
                .valueStream()
                .filter(part -> part.path("c").asString("").equals(PrivateLeaves.STATEMENT))
                .findFirst();
    }

    /** @param part an element of the entry's {@code sealed} */
    Part open(JsonNode entry, JsonNode part) throws IOException {
        try {
            return opened(entry, part);
        } catch (DateTimeException | IllegalArgumentException noEntryOfOurs) {
            return new Part.Altered();
        }
    }

    private Part opened(JsonNode entry, JsonNode part) throws IOException {
        String id = entry.path("id").asString("");
        String name = part.path("c").asString("");
        String eu = part.path("eu").asString("");
        Optional<KeyTable.Unit> unit = unit(entry, part);
        if (unit.isEmpty()) {
            return new Part.Erased();
        }
        Optional<SealedFile> file = name.equals(PrivateLeaves.STATEMENT)
                ? SealedFile.ofStatements(eu)
                : Optional.of(shelf(part)
                        .map(SealedFile::of)
                        .orElseGet(
                                () -> SealedFile.beforeShelves(entry.path("ts").asLong(0))));
        Optional<byte[]> stored = file.isPresent() ? store.find(file.get(), id, name) : Optional.empty();
        if (stored.isEmpty()) {
            return new Part.Erased();
        }
        return Seal.open(
                        unit.get(),
                        new Seal.Place(origin, id, name),
                        stored.get(),
                        Base64.getUrlDecoder().decode(part.path("cm").asString("")))
                .<Part>map(
                        text -> new Part.Opened(JsonMapper.shared().readTree(new String(text, StandardCharsets.UTF_8))))
                .orElseGet(Part.Altered::new);
    }

    /** Whether it is known who a pseudonym is. */
    boolean knows(String pseudonym) {
        return keys.unit(pseudonym).isPresent();
    }

    /** Whether the keys of a part are there. */
    boolean canOpen(JsonNode entry, JsonNode part) {
        return unit(entry, part).isPresent();
    }

    private Optional<KeyTable.Unit> unit(JsonNode entry, JsonNode part) {
        String eu = part.path("eu").asString("");
        Optional<Shelf> shelf = shelf(part);
        if (shelf.isEmpty()) {
            return keys.unit(eu);
        }
        return part.path("c").asString("").equals(PrivateLeaves.STATEMENT)
                ? keys.statement(eu, entry.path("sub").path("id").asString(""), shelf.get(), label(entry))
                : keys.unit(eu, shelf.get());
    }

    private static Optional<Shelf> shelf(JsonNode part) {
        return Optional.ofNullable(part.get("day"))
                .map(day -> new Shelf(part.path("jur").asString(""), LocalDate.parse(day.asString())));
    }
}
