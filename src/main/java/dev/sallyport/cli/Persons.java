package dev.sallyport.cli;

import dev.sallyport.audit.sealed.KeyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Who the log's pseudonyms are, for those who may read that; for others they stay what they are. */
final class Persons {

    private final Optional<KeyTable> keys;

    private Persons(Optional<KeyTable> keys) {
        this.keys = keys;
    }

    /** Of a log whose pseudonyms nobody tells. */
    static Persons unknown() {
        return new Persons(Optional.empty());
    }

    /** @param units the file that tells it; it may be missing, or not be for the caller */
    static Persons of(Path units) throws IOException {
        return new Persons(
                Files.isReadable(units) ? Optional.of(KeyTable.open(units, new SecureRandom())) : Optional.empty());
    }

    /** Their id; empty when it is erased, or nobody tells. */
    Optional<String> id(String pseudonym) {
        return keys.flatMap(table -> table.unit(pseudonym)).flatMap(KeyTable.Unit::person);
    }

    /** Their id, or else the pseudonym. */
    String shown(String pseudonym) {
        return id(pseudonym).orElse(pseudonym);
    }

    /**
     * The pseudonym of somebody, who may be named by that too.
     *
     * @throws CommandFailure when nobody of that name is in the log
     */
    String pseudonym(String person) {
        if (person.startsWith("p_")) {
            return person;
        }
        if (keys.isEmpty()) {
            throw CommandFailure.usage(
                    "who '" + person + "' is in the log, only the gate's user can read",
                    "Name them by the pseudonym that the log has: p_ and 24 digits.");
        }
        return keys.get()
                .known(person)
                .map(KeyTable.Unit::name)
                .orElseThrow(() -> CommandFailure.usage(
                        "nobody called '" + person + "' is in the log",
                        "Either they were never there, or they are erased. Those who failed to log in have no name in"
                                + " it: see --kind auth.fail."));
    }
}
