package dev.sallyport.audit.log;

import dev.sallyport.audit.RecordBuffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A statement's text and parameters, as a gate records them, made into JSON. The bytes: version 1; flags (1: the text was cut, 2:
 * the parameters were); four bytes of the text's length; the text in UTF-8; then, if there are parameters, what PostgreSQL's
 * message Bind has of them ("Message Formats"): the formats and the values. The last value may be cut, and values may be missing.
 *
 * <p>The JSON is canonical (RFC 8785): {@code cut}, true when something is missing or could not be read; {@code par}, an array
 * of values, each null, a text, or {@code {"hex":"..."}} when it is binary or no text; {@code txt}, unless it is empty.
 *
 * <p>Made by a gate from what a client sent: whatever the bytes are, there is an answer. For one use.
 */
final class ParticularsReader {

    private static final byte VERSION = 1;
    private static final int TEXT_CUT = 1;
    private static final int PARAMETERS_CUT = 2;
    private static final int BINARY = 1;
    private static final int NULL = -1;

    private final ByteBuffer in;
    private boolean cut;

    private ParticularsReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /** @return canonical JSON */
    static byte[] json(byte[] bytes) {
        return new ParticularsReader(bytes).json();
    }

    private byte[] json() {
        String text = "";
        RecordBuffer values = new RecordBuffer();
        if (in.remaining() >= 2 && in.get() == VERSION) {
            cut = (in.get() & (TEXT_CUT | PARAMETERS_CUT)) != 0;
            text = text();
            if (in.hasRemaining()) {
                values(values);
            }
        } else {
            cut = true;
        }
        RecordBuffer out = new RecordBuffer().raw("{");
        if (cut) {
            out.member("cut", true);
        }
        byte[] list = values.toBytes();
        if (list.length > 0) {
            out.key("par").raw("[").raw(list).raw("]");
        }
        if (!text.isEmpty()) {
            out.member("txt", text);
        }
        return out.close().toBytes();
    }

    private String text() {
        if (in.remaining() < Integer.BYTES) {
            nothingMore();
            return "";
        }
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            cut = true;
            length = in.remaining();
        }
        int from = in.position();
        int size = length;
        String text = strict(from, size).orElseGet(() -> upToFirstError(from, size));
        in.position(in.position() + length);
        return text;
    }

    private void nothingMore() {
        cut = true;
        in.position(in.limit());
    }

    private void values(RecordBuffer out) {
        int[] formats = numbers();
        if (in.remaining() < Short.BYTES) {
            nothingMore();
            return;
        }
        int count = in.getShort() & 0xFFFF;
        if (formats.length > 1 && formats.length != count) {
            cut = true;
        }
        for (int at = 0; at < count; at++) {
            if (in.remaining() < Integer.BYTES) {
                nothingMore();
                return;
            }
            int length = in.getInt();
            if (length < NULL) {
                nothingMore();
                return;
            }
            if (at > 0) {
                out.raw(",");
            }
            value(length, format(formats, at), out);
        }
        cut |= in.hasRemaining();
    }

    private int[] numbers() {
        if (in.remaining() < Short.BYTES) {
            nothingMore();
            return new int[0];
        }
        int count = in.getShort() & 0xFFFF;
        if (count * Short.BYTES > in.remaining()) {
            nothingMore();
            return new int[0];
        }
        int[] numbers = new int[count];
        for (int at = 0; at < count; at++) {
            numbers[at] = in.getShort();
        }
        return numbers;
    }

    /** One is for all, none means text. */
    private static int format(int[] formats, int at) {
        if (formats.length == 0) {
            return 0;
        }
        return formats.length == 1 ? formats[0] : at < formats.length ? formats[at] : BINARY;
    }

    private void value(int length, int format, RecordBuffer out) {
        if (length == NULL) {
            out.raw("null");
            return;
        }
        int here = Math.min(length, in.remaining());
        cut |= here < length;
        Optional<String> text = format == 0 ? strict(in.position(), here) : Optional.empty();
        if (text.isPresent()) {
            out.string(text.get());
        } else {
            out.raw("{\"hex\":\"")
                    .raw(HexFormat.of().formatHex(in.array(), in.position(), in.position() + here))
                    .raw("\"}");
        }
        in.position(in.position() + here);
    }

    /** Empty when it is no UTF-8. */
    private Optional<String> strict(int from, int length) {
        String text = new String(in.array(), from, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return Optional.of(text);
        }
        try {
            // The character itself is in it, or stands for what is none.
            return Optional.of(
                    decoder().decode(ByteBuffer.wrap(in.array(), from, length)).toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private String upToFirstError(int from, int length) {
        cut = true;
        CharBuffer out = CharBuffer.allocate(length);
        CoderResult _ = decoder().decode(ByteBuffer.wrap(in.array(), from, length), out, true);
        return out.flip().toString();
    }
}
