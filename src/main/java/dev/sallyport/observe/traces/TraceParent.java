package dev.sallyport.observe.traces;

import java.util.Optional;

/**
 * The span of a client that a statement belongs to (W3C Trace Context, section "traceparent Header").
 *
 * @param trace 32 hexadecimal digits, not all 0
 * @param span 16 hexadecimal digits, not all 0
 * @param sampled whether the client says that it keeps the trace
 */
public record TraceParent(String trace, String span, boolean sampled) {

    private static final int TRACE_AT = 3;
    private static final int SPAN_AT = 36;
    private static final int FLAGS_AT = 53;
    private static final int LENGTH = 55;

    /** Empty for anything that is none: then a trace begins here. */
    public static Optional<TraceParent> parse(String text) {
        boolean whole = text.length() >= LENGTH
                && text.charAt(TRACE_AT - 1) == '-'
                && text.charAt(SPAN_AT - 1) == '-'
                && text.charAt(FLAGS_AT - 1) == '-';
        if (!whole) {
            return Optional.empty();
        }
        String version = text.substring(0, TRACE_AT - 1);
        String trace = text.substring(TRACE_AT, SPAN_AT - 1);
        String span = text.substring(SPAN_AT, FLAGS_AT - 1);
        String flags = text.substring(FLAGS_AT, LENGTH);
        boolean hexadecimal = hexadecimal(version) && hexadecimal(trace) && hexadecimal(span) && hexadecimal(flags);
        // Later versions may have more behind; this one has not, and ff is none.
        boolean ends = text.length() == LENGTH || (!version.equals("00") && text.charAt(LENGTH) == '-');
        if (!hexadecimal || !ends || version.equals("ff") || zero(trace) || zero(span)) {
            return Optional.empty();
        }
        return Optional.of(new TraceParent(trace, span, (Integer.parseInt(flags, 16) & 1) == 1));
    }

    private static boolean hexadecimal(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static boolean zero(String text) {
        return text.chars().allMatch(c -> c == '0');
    }
}
