package dev.sallyport.audit.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The places in a record about a statement that is about to run, or refused, where persons are: found without reading all
 * of it, since nearly all records are of this kind. That works because a quote within a string never stands without a
 * backslash, so that the name of a member cannot be part of one.
 *
 * @param source from the brace of {@code src} to behind its end
 * @param subject the same of {@code sub}
 */
record StatementRecord(Range source, Range subject) {

    private static final byte[] KIND = bytes(",\"k\":\"q.");
    private static final byte[] OUTCOME = bytes(",\"k\":\"q.outcome\"");
    private static final byte[] SOURCE = bytes(",\"src\":{");
    private static final byte[] SUBJECT = bytes(",\"sub\":{");

    /** Where something is in a record. */
    record Range(int from, int to) {

        byte[] of(byte[] bytes) {
            return Arrays.copyOfRange(bytes, from, to);
        }
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether it is about the end of a statement: then nothing in it is about persons. */
    static boolean isOutcome(byte[] bytes) {
        int kind = find(bytes, KIND, 0);
        return kind >= 0 && isAt(bytes, OUTCOME, kind);
    }

    /** Empty when it is of another kind, or not as such records are. */
    static Optional<StatementRecord> of(byte[] bytes) {
        int kind = find(bytes, KIND, 0);
        if (kind < 0) {
            return Optional.empty();
        }
        Optional<Range> source = member(bytes, SOURCE, kind);
        Optional<Range> subject = source.flatMap(before -> member(bytes, SUBJECT, before.to()));
        return subject.map(found -> new StatementRecord(source.orElseThrow(), found));
    }

    private static Optional<Range> member(byte[] bytes, byte[] name, int from) {
        int at = find(bytes, name, from);
        if (at < 0) {
            return Optional.empty();
        }
        int brace = at + name.length - 1;
        int end = end(bytes, brace);
        return end < 0 ? Optional.empty() : Optional.of(new Range(brace, end));
    }

    /** Behind the brace that closes the one there; -1 when none does. */
    private static int end(byte[] bytes, int brace) {
        int depth = 0;
        boolean string = false;
        for (int at = brace; at < bytes.length; at++) {
            byte octet = bytes[at];
            if (string) {
                if (octet == '\\') {
                    at++;
                } else if (octet == '"') {
                    string = false;
                }
            } else if (octet == '"') {
                string = true;
            } else if (octet == '{') {
                depth++;
            } else if (octet == '}' && --depth == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    private static int find(byte[] bytes, byte[] wanted, int from) {
        // The first octet of a member is frequent, the last one is not.
        int end = wanted.length - 1;
        for (int at = from; at < bytes.length - end; at++) {
            if (bytes[at + end] == wanted[end] && bytes[at] == wanted[0] && isAt(bytes, wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isAt(byte[] bytes, byte[] wanted, int at) {
        int end = at + wanted.length;
        return end <= bytes.length && Arrays.equals(bytes, at, end, wanted, 0, wanted.length);
    }

    /** The record with others in the place of the two. */
    byte[] with(byte[] bytes, byte[] newSource, byte[] newSubject) {
        byte[] whole = new byte
                [bytes.length
                        + newSource.length
                        + newSubject.length
                        - (source.to() - source.from())
                        - (subject.to() - subject.from())];
        int at = put(bytes, 0, source.from(), whole, 0);
        at = put(newSource, 0, newSource.length, whole, at);
        at = put(bytes, source.to(), subject.from(), whole, at);
        at = put(newSubject, 0, newSubject.length, whole, at);
        put(bytes, subject.to(), bytes.length, whole, at);
        return whole;
    }

    private static int put(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }
}
