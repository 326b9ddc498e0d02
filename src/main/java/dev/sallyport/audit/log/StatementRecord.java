package dev.sallyport.audit.log;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.LaneId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The places in a record about a statement that is about to run, or refused, where persons are, and what was said: found
 * without reading all of it, since nearly all records are of this kind. That works because a quote within a string never stands
 * without a backslash, so that the name of a member cannot be part of one.
 *
 * @param database from the brace of {@code db} to behind its end; without one, nothing
 * @param source the same of {@code src}
 * @param subject the same of {@code sub}
 * @param micros its time, since 1970 UTC
 * @param particulars empty without a {@code par}
 */
record StatementRecord(Range database, Range source, Range subject, long micros, Optional<Encrypted> particulars) {

    private static final byte[] KIND = bytes(",\"k\":\"q.");
    private static final byte[] LOG = bytes(",\"k\":\"log.");
    private static final byte[] OUTCOME = bytes(",\"k\":\"q.outcome\"");
    private static final byte[] BOOT = bytes("{\"boot\":\"");
    private static final byte[] DATABASE = bytes(",\"db\":{");
    private static final byte[] ID = bytes(",\"id\":\"");
    private static final byte[] LANE = bytes(",\"lane\":");
    private static final byte[] NUMBER = bytes(",\"nseq\":");
    private static final byte[] PARTICULARS = bytes(",\"par\":{\"at\":");
    private static final byte[] CIPHERTEXT = bytes(",\"ct\":\"");
    private static final byte[] END = bytes("\"}");
    private static final byte[] SOURCE = bytes(",\"src\":{");
    private static final byte[] SUBJECT = bytes(",\"sub\":{");
    private static final byte[] TIME = bytes(",\"ts\":");
    private static final int ID_CHARS = 36;
    private static final int BOOT_CHARS = 32;
    private static final int MAX_DIGITS = 18;

    /** Where something is in a record. */
    record Range(int from, int to) {

        byte[] of(byte[] bytes) {
            return Arrays.copyOfRange(bytes, from, to);
        }
    }

    /**
     * The member {@code par}, and what tells which record it is of.
     *
     * @param member with the comma before it
     * @param at where in the lane's key stream
     * @param text the place of what is encrypted, in URL-safe base64
     */
    record Encrypted(String id, LaneId lane, long number, Range member, long at, Range text) {}

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether it is about the end of a statement: then nothing in it is about persons. */
    static boolean isOutcome(byte[] bytes) {
        int kind = find(bytes, KIND, 0, bytes.length);
        return kind >= 0 && isAt(bytes, OUTCOME, kind);
    }

    /** Whether it is about the log itself, as orders are. */
    static boolean isOfTheLog(byte[] bytes) {
        return find(bytes, LOG, 0, bytes.length) >= 0;
    }

    /** Empty when it is of another kind, or not as such records are. */
    static Optional<StatementRecord> of(byte[] bytes) {
        int kind = find(bytes, KIND, 0, bytes.length);
        if (kind < 0) {
            return Optional.empty();
        }
        Optional<Range> source = member(bytes, SOURCE, kind, bytes.length);
        Optional<Range> subject = source.flatMap(before -> member(bytes, SUBJECT, before.to(), bytes.length));
        if (subject.isEmpty()) {
            return Optional.empty();
        }
        Range database = member(bytes, DATABASE, 0, kind).orElse(new Range(0, 0));
        int sourceFrom = source.orElseThrow().from();
        long micros = number(bytes, TIME, subject.get().to(), bytes.length);
        int particulars = find(bytes, PARTICULARS, kind, sourceFrom);
        if (micros < 0) {
            return Optional.empty();
        }
        if (particulars < 0) {
            return Optional.of(new StatementRecord(database, source.get(), subject.get(), micros, Optional.empty()));
        }
        return encrypted(bytes, kind, particulars, sourceFrom)
                .map(found -> new StatementRecord(database, source.get(), subject.get(), micros, Optional.of(found)));
    }

    private static Optional<Encrypted> encrypted(byte[] bytes, int kind, int member, int until) {
        int text = find(bytes, CIPHERTEXT, member, until);
        int end = text < 0 ? -1 : find(bytes, END, text + CIPHERTEXT.length, until);
        long at = number(bytes, PARTICULARS, member, until);
        long lane = number(bytes, LANE, kind, member);
        long number = number(bytes, NUMBER, kind, member);
        int id = kind - 1 - ID_CHARS;
        boolean known = isAt(bytes, BOOT, 0)
                && isAt(bytes, ID, id - ID.length)
                && bytes[BOOT.length + BOOT_CHARS] == '"'
                && lane >= 0
                && lane <= Integer.MAX_VALUE
                && number >= 0
                && at >= 0
                && end >= 0;
        if (!known) {
            return Optional.empty();
        }
        return run(ascii(bytes, BOOT.length, BOOT_CHARS))
                .map(boot -> new Encrypted(
                        ascii(bytes, id, ID_CHARS),
                        new LaneId(boot, (int) lane),
                        number,
                        new Range(member, end + END.length),
                        at,
                        new Range(text + CIPHERTEXT.length, end)));
    }

    private static String ascii(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    /** Empty when that names no run. */
    static Optional<BootId> run(String name) {
        try {
            return name.length() == BOOT_CHARS ? Optional.of(BootId.parse(name)) : Optional.empty();
        } catch (NumberFormatException other) {
            return Optional.empty();
        }
    }

    private static Optional<Range> member(byte[] bytes, byte[] name, int from, int until) {
        int at = find(bytes, name, from, until);
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

    /** The number behind a name; -1 when there is none. */
    private static long number(byte[] bytes, byte[] name, int from, int until) {
        int found = find(bytes, name, from, until);
        if (found < 0) {
            return -1;
        }
        int first = found + name.length;
        int at = first;
        long number = 0;
        for (; at < until && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        return at == first || at - first > MAX_DIGITS ? -1 : number;
    }

    private static int find(byte[] bytes, byte[] wanted, int from, int until) {
        // The first octets of members are all the same, and the last ones are frequent.
        int end = wanted.length - 1;
        int third = Math.min(2, end);
        for (int at = from; at < until - end; at++) {
            if (bytes[at + third] == wanted[third]
                    && bytes[at] == wanted[0]
                    && bytes[at + end] == wanted[end]
                    && isAt(bytes, wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isAt(byte[] bytes, byte[] wanted, int at) {
        int end = at + wanted.length;
        return at >= 0 && end <= bytes.length && Arrays.equals(bytes, at, end, wanted, 0, wanted.length);
    }

    /** The record with others in the place of the two, and something else in that of the particulars. */
    byte[] with(byte[] bytes, byte[] newSource, byte[] newSubject, byte[] sealed) {
        Range member = particulars.map(Encrypted::member).orElse(new Range(source.from(), source.from()));
        byte[] whole = new byte
                [bytes.length
                        + sealed.length
                        + newSource.length
                        + newSubject.length
                        - (member.to() - member.from())
                        - (source.to() - source.from())
                        - (subject.to() - subject.from())];
        int at = put(bytes, 0, member.from(), whole, 0);
        at = put(sealed, 0, sealed.length, whole, at);
        at = put(bytes, member.to(), source.from(), whole, at);
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
