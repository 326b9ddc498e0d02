package dev.sallyport.observe.endpoint;

import java.util.Optional;

/**
 * Whether a gate can serve clients. Once the structure of a database is known it stays so, even when the database is away:
 * every gate in front of it sees the same, and sending clients to another one helps nobody. Nor does trouble with the log
 * count: records wait for it in the journal.
 */
final class Readiness {

    private final Observed gate;

    Readiness(Observed gate) {
        this.gate = gate;
    }

    /** Why it cannot, in a line without data; empty if it can. */
    Optional<String> obstacle() {
        if (!gate.door().open().getAsBoolean()) {
            return Optional.of("the gate takes no clients");
        }
        if (gate.journalFails()) {
            return Optional.of("the journal cannot be written");
        }
        return gate.databases().values().stream()
                        .noneMatch(database -> database.catalogAge().get().isPresent())
                ? Optional.of("the structure of no database has been read yet")
                : Optional.empty();
    }
}
