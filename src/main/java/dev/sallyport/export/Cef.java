package dev.sallyport.export;

import static dev.sallyport.audit.search.Event.text;
import static dev.sallyport.audit.search.Event.texts;

import dev.sallyport.audit.search.Event;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Events as lines of ArcSight's Common Event Format ("Implementing ArcSight Common Event Format", version 0 of the
 * format): a header of seven fields and pairs of key and value, whose names and greatest lengths the format's dictionary
 * gives. A value that is longer is cut, never within a character.
 */
final class Cef {

    private static final String PRODUCT = "Sallyport";

    private final StringBuilder line = new StringBuilder(1_024);
    private boolean first = true;

    private Cef() {}

    /** @param version the product's */
    static String line(Occurrence occurrence, String version) {
        return new Cef().written(occurrence, version);
    }

    private String written(Occurrence occurrence, String version) {
        Event event = occurrence.event();
        JsonNode record = occurrence.record();
        line.append("CEF:0|")
                .append(header(PRODUCT))
                .append('|')
                .append(header(PRODUCT))
                .append('|')
                .append(header(version))
                .append('|')
                .append(header(event.kind()))
                .append('|')
                .append(header(occurrence.kind().map(Kind::caption).orElse(event.kind())))
                .append('|')
                .append(occurrence.severity().cef())
                .append('|');
        put("rt", Long.toString(occurrence.millis()), Integer.MAX_VALUE);
        put("externalId", event.id(), 40);
        put("deviceExternalId", text(record, "node"), 255);
        put("act", occurrence.decision(), 63);
        put("outcome", event.status(), 63);
        put("reason", reason(occurrence), 1_023);
        who(record.path("sub"));
        put("destinationServiceName", text(record.path("db"), "name"), 1_023);
        put("msg", text(record.path("st"), "txt"), 1_023);
        custom("cs1", "rules", joined(texts(record.at("/dec/pol"))));
        custom("cs2", "relations", joined(occurrence.relations()));
        custom("cs3", "tags", joined(occurrence.tags()));
        custom("cs4", "fingerprint", text(record.path("st"), "fp"));
        custom("cs5", "policies", text(record, "cfg"));
        custom("cs6", "session", text(record, "ses"));
        ended(occurrence);
        place(occurrence);
        return line.toString();
    }

    private static String reason(Occurrence occurrence) {
        String code = text(occurrence.event().result(), "code");
        String why = occurrence.why();
        return code.isEmpty() || why.isEmpty() ? code + why : code + " " + why;
    }

    private void who(JsonNode subject) {
        put("suid", text(subject, "id"), 1_023);
        put("spriv", text(subject, "typ"), 1_023);
        put("duser", text(subject, "dbu"), 1_023);
    }

    private void ended(Occurrence occurrence) {
        JsonNode result = occurrence.event().result();
        number("cn1", "rows", result.path("rows"));
        number("cn2", "affected", result.path("aff"));
        if (result.path("bout").isIntegralNumber()) {
            put("out", result.path("bout").asString(), Integer.MAX_VALUE);
        }
        occurrence.event().ending().ifPresent(ending -> {
            put("start", Long.toString(occurrence.millis()), Integer.MAX_VALUE);
            put("end", Long.toString(ending.record().path("ts").asLong(0) / 1_000), Integer.MAX_VALUE);
        });
    }

    /** What a proof of the log is asked for with. */
    private void place(Occurrence occurrence) {
        put("cn3Label", "index", 1_023);
        put("cn3", Long.toString(occurrence.entry().index()), Integer.MAX_VALUE);
        put("flexString1Label", "leaf", 128);
        put("flexString1", occurrence.leaf().base64(), 1_023);
        String reference = occurrence.event().reference();
        if (!reference.isEmpty()) {
            put("flexString2Label", "outcome of", 128);
            put("flexString2", reference, 1_023);
        }
        occurrence.event().ending().ifPresent(ending -> {
            put("flexNumber1Label", "outcome index", 128);
            put("flexNumber1", Long.toString(ending.index()), Integer.MAX_VALUE);
        });
    }

    private static String joined(List<String> values) {
        return String.join(",", values);
    }

    private void custom(String key, String label, String value) {
        if (!value.isEmpty()) {
            put(key + "Label", label, 1_023);
            put(key, value, 4_000);
        }
    }

    private void number(String key, String label, JsonNode value) {
        if (value.isIntegralNumber()) {
            put(key + "Label", label, 1_023);
            put(key, value.asString(), Integer.MAX_VALUE);
        }
    }

    /** Nothing for an empty value. */
    private void put(String key, String value, int most) {
        if (!value.isEmpty()) {
            line.append(first ? "" : " ").append(key).append('=').append(extension(cut(value, most)));
            first = false;
        }
    }

    private static String cut(String value, int most) {
        if (value.length() <= most) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(most - 1)) ? most - 1 : most;
        return value.substring(0, end);
    }

    /** A field of the header: backslash and pipe are escaped, and it has no lines. */
    static String header(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int at = 0; at < value.length(); at++) {
            char one = value.charAt(at);
            if (one == '\\' || one == '|') {
                out.append('\\');
            }
            out.append(Character.isISOControl(one) ? ' ' : one);
        }
        return out.toString();
    }

    /** A value: backslash and equals sign are escaped, line ends written as {@code \n} and {@code \r}. */
    static String extension(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int at = 0; at < value.length(); at++) {
            char one = value.charAt(at);
            switch (one) {
                case '\\' -> out.append("\\\\");
                case '=' -> out.append("\\=");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(Character.isISOControl(one) ? ' ' : one);
            }
        }
        return out.toString();
    }
}
