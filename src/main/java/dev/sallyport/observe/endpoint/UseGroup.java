package dev.sallyport.observe.endpoint;

import dev.sallyport.observe.StatementUse.About;
import java.util.Locale;

/** What statements are told apart by. */
enum UseGroup {
    /** By everything. */
    STATEMENT,
    FINGERPRINT,
    IDENTITY,
    PURPOSE;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }

    /** What is left of what is told apart; the rest is empty. */
    About of(About about) {
        return switch (this) {
            case STATEMENT -> about;
            case FINGERPRINT -> new About(about.database(), about.fingerprint(), "", "");
            case IDENTITY -> new About("", "", about.identity(), "");
            case PURPOSE -> new About("", "", "", about.purpose());
        };
    }
}
