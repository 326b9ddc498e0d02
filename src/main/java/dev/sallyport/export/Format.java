package dev.sallyport.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How an event is written: each in one line of UTF-8, without its end. */
public enum Format {
    /** JSON by the Open Cybersecurity Schema Framework, version {@value Ocsf#VERSION}: schema.ocsf.io. */
    OCSF,
    /** ArcSight's Common Event Format, version 0. */
    CEF,
    /** JSON with the log's own records, and where in the log they are. */
    RAW;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The word for it. */
    public String label() {
        return label;
    }

    /** All, by their words. */
    public static Map<String, Format> labels() {
        return Arrays.stream(values()).collect(Collectors.toMap(Format::label, Function.identity()));
    }

    boolean json() {
        return switch (this) {
            case OCSF, RAW -> true;
            case CEF -> false;
        };
    }

    /** @param version the product's */
    public String line(Occurrence occurrence, String version) {
        return switch (this) {
            case OCSF -> Ocsf.line(occurrence, version);
            case CEF -> Cef.line(occurrence, version);
            case RAW -> Raw.line(occurrence);
        };
    }
}
