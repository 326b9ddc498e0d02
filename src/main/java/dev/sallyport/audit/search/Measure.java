package dev.sallyport.audit.search;

import java.util.Locale;

/** The figures of an event. */
public enum Measure {
    /** Rows sent to the client. */
    ROWS("rows"),
    /** Bytes sent to the client. */
    BYTES("bout"),
    /** Rows changed, or what the command's tag counts. */
    AFFECTED("aff"),
    /** Microseconds. */
    DURATION("dur");

    private final String member;
    private final String label = name().toLowerCase(Locale.ROOT);

    Measure(String member) {
        this.member = member;
    }

    String label() {
        return label;
    }

    boolean isIn(Event event) {
        return event.result().has(member);
    }

    /** 0 when the event has none. */
    public long of(Event event) {
        return event.result().path(member).asLong(0);
    }
}
