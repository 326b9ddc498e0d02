package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds one record as canonical JSON (RFC 8785, restricted to strings, integers, booleans, arrays and objects). The
 * bytes written here are the ones that are hashed, so the form is this project's own business and not a library's: keys
 * are written by the caller in sorted order, numbers are integers below 2^53, there is no blank and no null.
 *
 * <p>Not thread-safe; made to be reused.
 */
public final class RecordBuffer {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int INITIAL_BYTES = 1024;

    private static final int MAX_MARKS = 16;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;

    /** Where parts begin and end that differ from record to record. */
    private final int[] marks = new int[MAX_MARKS];

    private int marked;

    public RecordBuffer clear() {
        length = 0;
        marked = 0;
        return this;
    }

    /** What follows differs from record to record, or no longer does. */
    RecordBuffer mark() {
        marks[marked++] = length;
        return this;
    }

    /** How many marks there are: for each such part two. */
    int marks() {
        return marked;
    }

    int mark(int index) {
        return marks[index];
    }

    int[] allMarks() {
        return Arrays.copyOf(marks, marked);
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Bytes that are JSON already. */
    public RecordBuffer raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** ASCII text that is JSON already. */
    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is the one copy that ASCII needs
    public RecordBuffer raw(String ascii) {
        reserve(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, length);
        length += ascii.length();
        return this;
    }

    /** The key of the next member, with a comma unless it is the object's first. */
    public RecordBuffer key(String ascii) {
        if (length > 0 && bytes[length - 1] != '{' && bytes[length - 1] != '[') {
            write(',');
        }
        write('"');
        raw(ascii);
        write('"');
        write(':');
        return this;
    }

    public RecordBuffer member(String key, String value) {
        return key(key).string(value);
    }

    public RecordBuffer member(String key, long value) {
        return key(key).number(value);
    }

    public RecordBuffer member(String key, boolean value) {
        return key(key).raw(value ? "true" : "false");
    }

    public RecordBuffer member(String key, Iterable<String> values) {
        key(key);
        write('[');
        boolean first = true;
        for (String value : values) {
            if (!first) {
                write(',');
            }
            first = false;
            string(value);
        }
        write(']');
        return this;
    }

    public RecordBuffer open(String key) {
        key(key);
        write('{');
        return this;
    }

    public RecordBuffer close() {
        write('}');
        return this;
    }

    /** Writes a number without making a string of it. */
    public RecordBuffer number(long value) {
        reserve(20);
        if (value < 0) {
            write('-');
            value = -value;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + value % 10);
            value /= 10;
        }
        length += digits;
        return this;
    }

    /** A string, escaped as RFC 8785 section 3.2.2.2 wants it. A lone surrogate becomes U+FFFD. */
    public RecordBuffer string(String value) {
        write('"');
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length * 6 + 1);
        for (byte octet : utf8) {
            if (octet >= 0 && octet < 0x20) {
                control(octet);
            } else {
                if (octet == '"' || octet == '\\') {
                    bytes[length++] = '\\';
                }
                bytes[length++] = octet;
            }
        }
        write('"');
        return this;
    }

    private void control(byte octet) {
        bytes[length++] = '\\';
        switch (octet) {
            case '\b' -> bytes[length++] = 'b';
            case '\t' -> bytes[length++] = 't';
            case '\n' -> bytes[length++] = 'n';
            case '\f' -> bytes[length++] = 'f';
            case '\r' -> bytes[length++] = 'r';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[octet >> 4];
                bytes[length++] = HEX[octet & 15];
            }
        }
    }

    /** Bits as lower-case hex digits, most significant first. */
    RecordBuffer hex(long value, int digits) {
        reserve(digits);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (value >>> shift) & 15];
        }
        return this;
    }

    RecordBuffer write(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
