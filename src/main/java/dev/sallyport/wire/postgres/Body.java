package dev.sallyport.wire.postgres;

import dev.sallyport.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the body of a message in place, without moving the buffer's own indices. */
final class Body {

    private final ByteBuf bytes;
    private final int end;
    private int at;

    Body(ByteBuf bytes, int start, int length) {
        this.bytes = bytes;
        this.at = start;
        this.end = start + length;
    }

    boolean finished() {
        return at >= end;
    }

    /** Nothing may come any more: what the database would read differently than the gate does not pass. */
    void end() {
        if (!finished()) {
            throw new ProtocolException("a message is longer than what is in it");
        }
    }

    int remaining() {
        return end - at;
    }

    byte octet() {
        need(1);
        return bytes.getByte(at++);
    }

    int int16() {
        need(2);
        at += 2;
        return bytes.getUnsignedShort(at - 2);
    }

    int int32() {
        need(4);
        at += 4;
        return bytes.getInt(at - 4);
    }

    byte[] octets(int count) {
        need(count);
        byte[] read = new byte[count];
        bytes.getBytes(at, read);
        at += count;
        return read;
    }

    /** A zero-terminated string whose bytes are taken one to one: for names that are compared and passed on. */
    String name() {
        int length = terminated();
        String name = bytes.toString(at, length, StandardCharsets.ISO_8859_1);
        at += length + 1;
        return name;
    }

    /** A zero-terminated UTF-8 string; empty when it is not UTF-8. */
    Optional<String> text() {
        int length = terminated();
        int start = at;
        at += length + 1;
        if (ascii(start, length)) {
            return Optional.of(bytes.toString(start, length, StandardCharsets.ISO_8859_1));
        }
        CharsetDecoder strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            ByteBuffer view = bytes.nioBuffer(start, length);
            return Optional.of(strict.decode(view).toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private boolean ascii(int start, int length) {
        for (int index = start; index < start + length; index++) {
            if (bytes.getByte(index) < 0) {
                return false;
            }
        }
        return true;
    }

    private int terminated() {
        int zero = bytes.indexOf(at, end, (byte) 0);
        if (zero < 0) {
            throw new ProtocolException("a string in a message has no end");
        }
        return zero - at;
    }

    private void need(int count) {
        if (count < 0 || end - at < count) {
            throw new ProtocolException("a message is shorter than what is in it");
        }
    }
}
