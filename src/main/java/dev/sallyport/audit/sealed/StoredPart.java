package dev.sallyport.audit.sealed;

import dev.sallyport.audit.RecordBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A sealed part as a line of a file: JSON with {@code id} of the record, {@code c} the part, {@code eu} the unit, of a statement
 * {@code p}, the pseudonym of who acted, and {@code n}, the record's label in hex, and {@code blob} in base64. A line that is
 * damaged is a part without an id.
 *
 * @param person empty but of a statement
 * @param label the same
 * @param blob in base64
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredPart(String id, String name, String unit, String person, String label, byte[] blob) {

    private static final StoredPart DAMAGED = new StoredPart("", "", "", "", "", new byte[0]);
    private static final int ID_CHARS = 36;
    private static final int VERSION_AT = 14;
    private static final int HEX = 16;

    static void write(RecordBuffer out, String id, String name, String unit, byte[] sealed) {
        begin(out, id, name, unit);
        end(out, sealed);
    }

    static void write(RecordBuffer out, String name, SealedRecord record, byte[] sealed) {
        begin(out, record.id(), name, record.hour());
        out.member("p", record.person()).member("n", record.label().hex());
        end(out, sealed);
    }

    private static void begin(RecordBuffer out, String id, String name, String unit) {
        out.raw("{").member("id", id).member("c", name).member("eu", unit);
    }

    private static void end(RecordBuffer out, byte[] sealed) {
        out.key("blob").raw("\"").raw(Base64.getEncoder().encode(sealed)).raw("\"}\n");
    }

    static StoredPart parse(byte[] line) {
        Map<String, String> members = new HashMap<>();
        int blob = plain(line, members);
        if (blob >= 0) {
            return of(members, Arrays.copyOfRange(line, blob, line.length - 2));
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(line);
            json.properties()
                    .forEach(one -> members.put(one.getKey(), one.getValue().asString("")));
            return of(members, members.getOrDefault("blob", "").getBytes(StandardCharsets.ISO_8859_1));
        } catch (JacksonException damaged) {
            return DAMAGED;
        }
    }

    private static StoredPart of(Map<String, String> members, byte[] blob) {
        return new StoredPart(
                members.getOrDefault("id", ""),
                members.getOrDefault("c", ""),
                members.getOrDefault("eu", ""),
                members.getOrDefault("p", ""),
                members.getOrDefault("n", ""),
                blob);
    }

    /**
     * Members that are strings without an escape, as nearly all lines have them, the last of them the blob.
     *
     * @return where that begins; -1 when the line is not so
     */
    private static int plain(byte[] line, Map<String, String> members) {
        int at = 0;
        while (at < line.length && line[at] == (at == 0 ? '{' : ',')) {
            int name = at + 1;
            int nameEnd = quoted(line, name);
            if (nameEnd < 0 || nameEnd >= line.length || line[nameEnd] != ':') {
                return -1;
            }
            int value = nameEnd + 1;
            boolean last = nameEnd - name == 6 && line[name + 1] == 'b';
            if (last) {
                boolean whole = line.length > value + 2
                        && line[value] == '"'
                        && line[line.length - 1] == '}'
                        && line[line.length - 2] == '"';
                return whole ? value + 1 : -1;
            }
            int valueEnd = quoted(line, value);
            if (valueEnd < 0) {
                return -1;
            }
            members.put(text(line, name, nameEnd), text(line, value, valueEnd));
            at = valueEnd;
        }
        return -1;
    }

    /** Behind the quote that ends the string at a place; -1 when there is none, or an escape in it. */
    private static int quoted(byte[] line, int at) {
        if (at >= line.length || line[at] != '"') {
            return -1;
        }
        for (int next = at + 1; next < line.length; next++) {
            if (line[next] == '"') {
                return next + 1;
            }
            if (line[next] == '\\') {
                return -1;
            }
        }
        return -1;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from + 1, to - from - 2, StandardCharsets.UTF_8);
    }

    boolean is(String otherId, String otherName) {
        return id.equals(otherId) && name.equals(otherName);
    }

    /** Whether it goes with one of these units. */
    boolean isUnder(Set<String> units) {
        return units.contains(unit) || units.contains(person);
    }

    /** Whose it is: a person's pseudonym, or the hour of a failed log-in. */
    String owner() {
        return person.isEmpty() ? unit : person;
    }

    /** Empty when it is damaged. */
    Optional<byte[]> bytes() {
        try {
            return Optional.of(Base64.getDecoder().decode(blob));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** Empty when it is none of a statement. */
    Optional<SealedRecord> statement() {
        try {
            return person.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SealedRecord(id, unit, person, RecordLabel.parse(label)));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** When a record was made, as a UUID of version 7 tells: milliseconds since 1970; -1 of another id. */
    static long millis(String id) {
        if (id.length() != ID_CHARS || id.charAt(VERSION_AT) != '7') {
            return -1;
        }
        try {
            return Long.parseLong(id, 0, 8, HEX) << 16 | Long.parseLong(id, 9, 13, HEX);
        } catch (NumberFormatException other) {
            return -1;
        }
    }
}
