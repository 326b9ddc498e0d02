package dev.sallyport.export;

/** How much an event asks for attention, and what that is in the formats' own scales. */
enum Severity {
    /** What is meant to happen. */
    INFORMATIONAL(1, "Informational", 1, 6, 9, "INFO"),
    /** A statement that the database did not take. */
    LOW(2, "Low", 3, 5, 9, "INFO"),
    /** Somebody was refused, or something important was changed. */
    MEDIUM(3, "Medium", 5, 4, 13, "WARN"),
    /** Something is amiss with the records. */
    HIGH(4, "High", 8, 3, 17, "ERROR");

    private final int ocsf;
    private final String caption;
    private final int cef;
    private final int syslog;
    private final int otel;
    private final String otelText;

    Severity(int ocsf, String caption, int cef, int syslog, int otel, String otelText) {
        this.ocsf = ocsf;
        this.caption = caption;
        this.cef = cef;
        this.syslog = syslog;
        this.otel = otel;
        this.otelText = otelText;
    }

    /** OCSF's {@code severity_id}. */
    int ocsf() {
        return ocsf;
    }

    /** OCSF's name for it. */
    String caption() {
        return caption;
    }

    /** From 0 to 10. */
    int cef() {
        return cef;
    }

    /** RFC 5424, section 6.2.1: 6 is informational, 3 an error. */
    int syslog() {
        return syslog;
    }

    /** OpenTelemetry's {@code SeverityNumber}. */
    int otel() {
        return otel;
    }

    String otelText() {
        return otelText;
    }
}
