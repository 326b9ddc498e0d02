package dev.sallyport.audit.search;

import dev.sallyport.audit.log.LogEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.lucene.util.BytesRefBuilder;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/**
 * Reads records for the index. It goes through each once, and takes the members that make its parts as the bytes that they
 * are: no tree is made, but for a part that is not known yet and for a record that is not as the gate writes them. Not
 * thread-safe.
 */
final class GistReader {

    private static final JsonFactory TOKENS = new JsonFactory();

    /**
     * Stand before the members of a key, which are texts of JSON: those hold no control characters but blanks, so no two
     * keys are the same by chance.
     */
    private static final byte CONFIGURATION = 1;

    private static final byte DECISION = 2;
    private static final byte OBJECTS = 3;
    private static final byte STATEMENT = 4;
    private static final byte DATABASE = 14;
    private static final byte NODE = 15;
    private static final byte SESSION = 16;
    private static final byte SOURCE = 17;
    private static final byte SUBJECT = 18;

    private static final byte FIRST_OF_SESSION = DATABASE;
    private static final byte NO_PART = 0;

    private final Parts parts;
    private final BytesRefBuilder statement = new BytesRefBuilder();
    private final BytesRefBuilder session = new BytesRefBuilder();

    // Of the record that is read; "plain" is whether all of it is of the kind that it should be.
    private boolean plain;
    private String id = "";
    private String kind = "";
    private String reference = "";
    private long micros;
    private Gist.Result result = Gist.Result.NONE;

    GistReader(Parts parts) {
        this.parts = parts;
    }

    /**
     * The gist of a record. That of an outcome has no parts: it is to go into its statement's.
     *
     * @throws tools.jackson.core.JacksonException when the entry is none
     */
    Gist read(LogEntry entry) throws IOException {
        scan(entry);
        return kind.equals(Event.OUTCOME) ? gist(entry, 0, 0) : withParts(entry);
    }

    /** The gist of a record that belongs to no other. */
    Gist alone(LogEntry entry) throws IOException {
        scan(entry);
        return withParts(entry);
    }

    private Gist withParts(LogEntry entry) throws IOException {
        return gist(entry, number(Part.STATEMENT, statement, entry), number(Part.SESSION, session, entry));
    }

    private Gist gist(LogEntry entry, int ofStatement, int ofSession) {
        return new Gist(entry.index(), Schema.NONE, id, kind, reference, micros, ofStatement, ofSession, result);
    }

    private int number(Part part, BytesRefBuilder key, LogEntry entry) throws IOException {
        return key.length() == 0 ? 0 : parts.number(part, key.get(), () -> Event.of(entry));
    }

    private void scan(LogEntry entry) {
        clear();
        try (JsonParser in = TOKENS.createParser(ObjectReadContext.empty(), entry.bytes())) {
            plain = in.nextToken() == JsonToken.START_OBJECT;
            for (String name = in.nextName(); plain && name != null; name = in.nextName()) {
                in.nextToken();
                member(name, in, entry.bytes());
            }
            plain &= in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
        }
        if (!plain) {
            clear();
            takeTree(Event.of(entry));
        }
    }

    private void clear() {
        statement.clear();
        session.clear();
        id = "";
        kind = "";
        reference = "";
        micros = 0;
        result = Gist.Result.NONE;
    }

    private void member(String name, JsonParser in, byte[] bytes) {
        switch (name) {
            case "id" -> id = text(in);
            case "k" -> kind = text(in);
            case "ref" -> reference = text(in);
            case "ts" -> micros = number(in);
            case "res" -> result = result(in);
            default -> {
                byte mark = mark(name);
                if (mark == NO_PART) {
                    in.skipChildren();
                } else {
                    append(mark, in, bytes);
                }
            }
        }
    }

    private static byte mark(String name) {
        return switch (name) {
            case "cfg" -> CONFIGURATION;
            case "dec" -> DECISION;
            case "obj" -> OBJECTS;
            case "st" -> STATEMENT;
            case "db" -> DATABASE;
            case "node" -> NODE;
            case "ses" -> SESSION;
            case "src" -> SOURCE;
            case "sub" -> SUBJECT;
            default -> NO_PART;
        };
    }

    /** Of which part the members with this mark are. */
    private BytesRefBuilder key(byte mark) {
        BytesRefBuilder key = mark < FIRST_OF_SESSION ? statement : session;
        key.append(mark);
        return key;
    }

    private void append(byte mark, JsonParser in, byte[] bytes) {
        int begin = (int) in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        in.finishToken(); // a text is not read to its end before somebody wants it
        int end = (int) in.currentLocation().getByteOffset();
        key(mark).append(bytes, begin, end - begin);
    }

    private Gist.Result result(JsonParser in) {
        String status = "";
        String code = "";
        long rows = 0;
        long sent = 0;
        long affected = 0;
        long duration = 0;
        plain &= in.currentToken() == JsonToken.START_OBJECT;
        for (String name = in.nextName(); plain && name != null; name = in.nextName()) {
            in.nextToken();
            switch (name) {
                case "st" -> status = text(in);
                case "code" -> code = text(in);
                case "rows" -> rows = number(in);
                case "bout" -> sent = number(in);
                case "aff" -> affected = number(in);
                case "dur" -> duration = number(in);
                default -> in.skipChildren();
            }
        }
        return new Gist.Result(status, code, rows, sent, affected, duration);
    }

    private String text(JsonParser in) {
        plain &= in.currentToken() == JsonToken.VALUE_STRING;
        return plain ? in.getString() : "";
    }

    private long number(JsonParser in) {
        plain &= in.currentToken() == JsonToken.VALUE_NUMBER_INT
                && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return plain ? in.getLongValue() : 0;
    }

    private void takeTree(Event event) {
        id = event.id();
        kind = event.kind();
        reference = event.reference();
        micros = event.micros();
        JsonNode told = event.result();
        result = new Gist.Result(
                Event.text(told, "st"),
                Event.text(told, "code"),
                Measure.ROWS.of(event),
                Measure.BYTES.of(event),
                Measure.AFFECTED.of(event),
                Measure.DURATION.of(event));
        for (Map.Entry<String, JsonNode> member : event.record().properties()) {
            byte mark = mark(member.getKey());
            if (mark != NO_PART) {
                byte[] value = member.getValue().toString().getBytes(StandardCharsets.UTF_8);
                key(mark).append(value, 0, value.length);
            }
        }
    }
}
