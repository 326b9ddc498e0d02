package dev.sallyport.observe.traces;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the comment that clients put before or behind a statement to say what it belongs to (sqlcommenter's specification:
 * {@code /*key='value',key='value'*}{@code /}, keys and values encoded as in URLs, quotes in them with a backslash). It comes
 * from anybody, and nothing but a trace hangs on it: what is not in this form says nothing.
 */
public final class StatementComment {

    /** Characters of a comment that are looked at; longer ones say nothing. */
    private static final int MAX_LENGTH = 2048;

    private final String pairs;
    private int at;

    private StatementComment(String pairs) {
        this.pairs = pairs;
    }

    /** The span that a statement says that it belongs to. */
    public static Optional<TraceParent> traceParent(String text) {
        int last = text.length();
        while (last > 0 && (blank(text.charAt(last - 1)) || text.charAt(last - 1) == ';')) {
            last--;
        }
        if (text.startsWith("*/", last - 2)) {
            int start = text.lastIndexOf("/*", last - 4);
            Optional<TraceParent> behind = start < 0 ? Optional.empty() : of(text, start + 2, last - 2);
            if (behind.isPresent()) {
                return behind;
            }
        }
        int first = 0;
        while (first < text.length() && blank(text.charAt(first))) {
            first++;
        }
        int end = text.startsWith("/*", first) ? text.indexOf("*/", first + 2) : -1;
        return end < 0 ? Optional.empty() : of(text, first + 2, end);
    }

    private static Optional<TraceParent> of(String text, int start, int end) {
        return end - start > MAX_LENGTH
                ? Optional.empty()
                : new StatementComment(text.substring(start, end))
                        .value("traceparent")
                        .flatMap(TraceParent::parse);
    }

    /** The value of a key; empty when it is not there, or when the comment is no list of pairs. */
    private Optional<String> value(String wanted) {
        Optional<String> found = Optional.empty();
        while (true) {
            skipBlanks();
            int equals = pairs.indexOf('=', at);
            if (equals < 0 || equals + 1 >= pairs.length() || pairs.charAt(equals + 1) != '\'') {
                return Optional.empty();
            }
            String key = pairs.substring(at, equals).strip();
            at = equals + 2;
            Optional<String> value = quoted();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (key.equals(wanted)) {
                found = found.or(() -> value);
            }
            skipBlanks();
            if (at == pairs.length()) {
                return found.flatMap(StatementComment::decoded);
            }
            if (pairs.charAt(at++) != ',') {
                return Optional.empty();
            }
        }
    }

    private Optional<String> quoted() {
        StringBuilder value = new StringBuilder();
        while (at < pairs.length()) {
            char c = pairs.charAt(at++);
            if (c == '\'') {
                return Optional.of(value.toString());
            }
            boolean escaped = c == '\\' && at < pairs.length();
            value.append(escaped ? pairs.charAt(at++) : c);
        }
        return Optional.empty();
    }

    private void skipBlanks() {
        while (at < pairs.length() && blank(pairs.charAt(at))) {
            at++;
        }
    }

    private static boolean blank(char c) {
        return c <= ' ';
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }
}
