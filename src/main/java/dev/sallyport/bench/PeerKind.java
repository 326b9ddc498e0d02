package dev.sallyport.bench;

import java.util.Optional;

/** Who is measured. */
public enum PeerKind {
    DIRECT("direct"),
    PGBOUNCER("PgBouncer"),
    HAPROXY("HAProxy"),
    GATE("Sallyport"),
    /** The gate, for somebody who sees people's mail, phone and card masked, and not all of them. */
    MASKED("Sallyport masking");

    private final String title;

    PeerKind(String title) {
        this.title = title;
    }

    /** As it stands in a table. */
    public String title() {
        return title;
    }

    /** For one that masks: the same one without masks, which shows what the masks cost. */
    Optional<PeerKind> unmasked() {
        return this == MASKED ? Optional.of(GATE) : Optional.empty();
    }
}
