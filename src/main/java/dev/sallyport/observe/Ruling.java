package dev.sallyport.observe;

import java.util.Locale;

/** What became of a statement, as records call it. */
public enum Ruling {
    ALLOW,
    /** Allowed, and columns that it reads come masked. */
    MASK,
    DENY;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
