package dev.sallyport.export;

import dev.sallyport.statement.Effect;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What a statement does, in the words of OCSF's class Datastore Activity; of several the last in this order counts. */
enum Activity {
    UNKNOWN(0, "Unknown"),
    /** It has an effect, and none on data or structure. */
    OTHER(99, "Other"),
    QUERY(4, "Query"),
    READ(1, "Read"),
    WRITE(5, "Write"),
    CREATE(6, "Create"),
    UPDATE(2, "Update"),
    DELETE(7, "Delete");

    private final int id;
    private final String caption;

    Activity(int id, String caption) {
        this.id = id;
        this.caption = caption;
    }

    int id() {
        return id;
    }

    String caption() {
        return caption;
    }

    /** @param effects as records name them; those of a newer version count as {@link #OTHER} */
    static Activity of(Collection<String> effects) {
        return effects.stream()
                .map(label -> Effect.of(label).map(Activity::of).orElse(OTHER))
                .max(Comparator.naturalOrder())
                .orElse(UNKNOWN);
    }

    private static Activity of(Effect effect) {
        return switch (effect) {
            case READ -> QUERY;
            case COPY_OUT -> READ;
            case INSERT, COPY_IN -> WRITE;
            case CREATE -> CREATE;
            case UPDATE, ALTER, GRANT -> UPDATE;
            case DELETE, TRUNCATE, DROP -> DELETE;
            case CALL, LOCK, MAINTENANCE, SESSION, TRANSACTION, SERVER_IO, ADMIN, REPLICATION -> OTHER;
        };
    }

    /** The kind of its own that a statement is when it is none of the others, by its command. */
    Optional<String> named(String command) {
        return this == OTHER && !command.isEmpty() ? Optional.of(command) : Optional.empty();
    }
}
