package dev.sallyport.statement;

import java.util.Locale;
import java.util.Optional;

/**
 * A named transformation of a column's values that keeps the column's type.
 *
 * @param constant the value to show instead, for {@link Kind#CONSTANT} only
 */
public record Mask(Kind kind, Optional<String> constant) {

    public Mask {
        if ((kind == Kind.CONSTANT) != constant.isPresent()) {
            throw new IllegalArgumentException("a constant belongs to the mask 'constant' and to no other");
        }
    }

    public static Mask of(Kind kind) {
        return new Mask(kind, Optional.empty());
    }

    /** The stricter of two; between two constants, the one that sorts first, so that order never matters. */
    public static Mask stricter(Mask one, Mask other) {
        int byKind = one.kind.compareTo(other.kind);
        if (byKind == 0) {
            byKind = one.constant.orElse("").compareTo(other.constant.orElse(""));
        }
        return byKind <= 0 ? one : other;
    }

    /** Masks from the strictest to the mildest. */
    public enum Kind {
        NULL,
        REDACT,
        CONSTANT,
        PARTIAL,
        /** The first letter and the domain of a mail address. */
        EMAIL,
        /** Equal values have equal hashes; keyed. */
        HASH;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
