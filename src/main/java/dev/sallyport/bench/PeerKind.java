package dev.sallyport.bench;

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
}
