package dev.sallyport.statement;

import java.util.Optional;

/**
 * A function that a statement calls by name, or an operator that is not built in.
 *
 * @param schema the schema, when it was written or is known
 * @param name the name as the catalog spells it
 */
public record FunctionUse(Optional<String> schema, String name, Category category) {

    /** Schema and name as far as known, for messages, policies and records. */
    public String qualifiedName() {
        return schema.map(written -> written + "." + name).orElse(name);
    }

    /** What a function can do. Known harmless means built in and on no list of dangerous ones. */
    public enum Category {
        HARMLESS(Optional.empty()),
        /** Not built in, or a built-in name that somebody has defined again. */
        USER_DEFINED(Optional.of(Effect.CALL)),
        /** In no list: a newer server's, or misspelt. */
        UNKNOWN(Optional.of(Effect.CALL)),
        /** Takes SQL or a relation's name as text and runs or reads it. */
        SQL_TEXT(Optional.of(Effect.CALL)),
        LARGE_OBJECT(Optional.of(Effect.CALL)),
        /** Tells of other people's activity, statement texts, statistics of data. */
        DISCLOSURE(Optional.of(Effect.CALL)),
        SERVER_IO(Optional.of(Effect.SERVER_IO)),
        ADMIN(Optional.of(Effect.ADMIN)),
        REPLICATION(Optional.of(Effect.REPLICATION)),
        /** {@code set_config}. */
        SETTING(Optional.of(Effect.SESSION)),
        NOTIFY(Optional.of(Effect.SESSION)),
        /** Advisory locks. */
        LOCK(Optional.of(Effect.LOCK)),
        /** {@code setval}; {@code nextval} is harmless. */
        SEQUENCE(Optional.of(Effect.UPDATE));

        private final Optional<Effect> effect;

        Category(Optional<Effect> effect) {
            this.effect = effect;
        }

        /** What calling such a function does beyond reading. */
        public Optional<Effect> effect() {
            return effect;
        }
    }
}
