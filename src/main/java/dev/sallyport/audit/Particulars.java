package dev.sallyport.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What an execution has of its own beside others of the same statement: the text as it was written, with its literals, and the
 * parameters. No record has that in clear.
 *
 * @param text empty when the normalised text says all of it
 * @param parameters the body of a Bind message from the number of format codes on (PostgreSQL protocol, "Message Formats"), or
 *     the beginning of that; what comes after the values has no meaning. Nobody writes into it
 * @param parametersCut whether that is not all of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Particulars(String text, byte[] parameters, boolean parametersCut) {

    /** Bytes of a text that are kept. */
    public static final int MAX_TEXT_BYTES = 64 << 10;

    /** There is nothing of that. */
    public static final Particulars NONE = new Particulars("", new byte[0], false);

    private static final byte FORM = 1;
    private static final int TEXT_CUT = 1;
    private static final int PARAMETERS_CUT = 2;
    private static final int HEAD_BYTES = 6;

    /** Of a text alone. */
    public static Particulars of(String text) {
        return text.isEmpty() ? NONE : new Particulars(text, NONE.parameters, false);
    }

    boolean nothing() {
        return text.isEmpty() && parameters.length == 0;
    }

    /**
     * Writes {@code "par":{"at":...,"ct":"..."},}. Encrypted are: the form 1, flags (1 the text was cut, 2 the parameters were), the
     * length of the text in four bytes, the text in UTF-8, the parameters.
     */
    void writeTo(RecordBuffer out, LaneCipher cipher) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int kept = kept(utf8);
        byte[] clear = ByteBuffer.allocate(HEAD_BYTES + kept + parameters.length)
                .put(FORM)
                .put((byte) ((kept < utf8.length ? TEXT_CUT : 0) | (parametersCut ? PARAMETERS_CUT : 0)))
                .putInt(kept)
                .put(utf8, 0, kept)
                .put(parameters)
                .array();
        out.raw("\"par\":{\"at\":")
                .number(cipher.position())
                .raw(",\"ct\":\"")
                .raw(Base64.getUrlEncoder().withoutPadding().encode(cipher.next(clear)))
                .raw("\"},");
    }

    /** How much of a text: a character as a whole. */
    private static int kept(byte[] utf8) {
        int kept = Math.min(utf8.length, MAX_TEXT_BYTES);
        while (kept < utf8.length && (utf8[kept] & 0xc0) == 0x80) {
            kept--;
        }
        return kept;
    }
}
