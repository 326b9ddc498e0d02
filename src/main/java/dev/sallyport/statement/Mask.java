package dev.sallyport.statement;

import java.util.Locale;
import java.util.Optional;

/**
 * A named transformation of a column's values that keeps the column's type.
 *
 * @param argument for {@link Kind#CONSTANT} the value to show instead, for {@link Kind#CUSTOM} the expression, for {@link Kind#GENERALIZE} the step: a whole number
 *     from 1, or {@code month}, {@code year}, {@code decade}; for no other
 */
public record Mask(Kind kind, Optional<String> argument) {

    public Mask {
        boolean needed = kind == Kind.CONSTANT || kind == Kind.CUSTOM || kind == Kind.GENERALIZE;
        if (needed != argument.isPresent()) {
            throw new IllegalArgumentException(kind.label() + (needed ? " needs an argument" : " has no argument"));
        }
    }

    public static Mask of(Kind kind) {
        return new Mask(kind, Optional.empty());
    }

    /**
     * The stricter of two; between two of a kind, the one whose argument sorts first, so that order never matters. Which of
     * two expressions tells less cannot be known, so that of both nothing is shown.
     */
    public static Mask stricter(Mask one, Mask other) {
        if (one.kind == Kind.CUSTOM && other.kind == Kind.CUSTOM && !one.equals(other)) {
            return of(Kind.NULL);
        }
        int byKind = one.kind.compareTo(other.kind);
        if (byKind == 0) {
            byKind = one.argument.orElse("").compareTo(other.argument.orElse(""));
        }
        return byKind <= 0 ? one : other;
    }

    /** Masks from the strictest to the mildest. */
    public enum Kind {
        /** A statement that uses the column is refused. */
        DENY_USE,
        NULL,
        REDACT,
        CONSTANT,
        /** An expression of the policy, over the column's value. */
        CUSTOM,
        /** Numbers and dates in steps. */
        GENERALIZE,
        PARTIAL,
        /** The first letter and the domain of a mail address. */
        EMAIL,
        /** Equal values have equal hashes; keyed. */
        HASH,
        /** As a hash, short, and made to be joined on. */
        TOKEN;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
