package dev.sallyport.observe;

import dev.sallyport.statement.Effect;
import java.util.Locale;
import java.util.Set;

/** What a statement does most, in a word; the heavier classes come later. */
public enum EffectClass {
    /** The text could not be understood. */
    UNKNOWN,
    /** What belongs to the connection: settings, transactions, locks. */
    SESSION,
    READ,
    /** Code runs that the analysis cannot see into. */
    CALL,
    WRITE,
    /** The structure of the database, and who may do what in it. */
    DEFINE,
    /** The server, its files, its upkeep. */
    ADMIN;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }

    /** The heaviest class of some effects. */
    public static EffectClass of(Set<Effect> effects) {
        EffectClass heaviest = UNKNOWN;
        for (Effect effect : effects) {
            EffectClass one = of(effect);
            heaviest = one.compareTo(heaviest) > 0 ? one : heaviest;
        }
        return heaviest;
    }

    private static EffectClass of(Effect effect) {
        return switch (effect) {
            case READ, COPY_OUT -> READ;
            case INSERT, UPDATE, DELETE, TRUNCATE, COPY_IN -> WRITE;
            case CREATE, ALTER, DROP, GRANT -> DEFINE;
            case CALL -> CALL;
            case SESSION, TRANSACTION, LOCK -> SESSION;
            case MAINTENANCE, SERVER_IO, ADMIN, REPLICATION -> ADMIN;
        };
    }
}
