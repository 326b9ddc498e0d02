package dev.sallyport.classify;

import java.util.Locale;

/** How sure a proposal is, the surest first. */
public enum Confidence {
    HIGH,
    MEDIUM,
    LOW;

    public boolean atLeast(Confidence other) {
        return compareTo(other) <= 0;
    }

    /** The word for people and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
