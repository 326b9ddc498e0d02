package dev.sallyport.statement;

import java.util.Locale;
import java.util.Optional;

/** What a statement does. A statement has a set of effects, never an empty one. */
public enum Effect {
    READ,
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE,
    CREATE,
    ALTER,
    DROP,
    /** Who may do what: GRANT, REVOKE, default privileges, ownership. */
    GRANT,
    /** Data comes in by COPY. */
    COPY_IN,
    /** Data goes out by COPY. */
    COPY_OUT,
    /** Code runs that the analysis cannot see into: user-defined functions, DO, CALL. */
    CALL,
    /** Explicit locks on relations, advisory locks. */
    LOCK,
    /** VACUUM, ANALYZE, REINDEX, CLUSTER, CHECKPOINT, REFRESH. */
    MAINTENANCE,
    /** Settings, prepared statements, cursors, LISTEN and NOTIFY: what belongs to the connection. */
    SESSION,
    TRANSACTION,
    /** Files and programs on the database's own machine. */
    SERVER_IO,
    /** The server, its roles, databases, extensions, other sessions. */
    ADMIN,
    REPLICATION;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word that policies and records use, such as {@code copy-in}. */
    public String label() {
        return label;
    }

    public static Optional<Effect> of(String label) {
        for (Effect effect : values()) {
            if (effect.label.equals(label)) {
                return Optional.of(effect);
            }
        }
        return Optional.empty();
    }
}
