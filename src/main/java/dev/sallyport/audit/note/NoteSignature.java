package dev.sallyport.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A signature line of a note: {@code — name base64(id, signature)} (C2SP signed-note, "Format").
 *
 * @param id of the key
 * @param signature without the id; with the time before it when it is a cosignature
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NoteSignature(String name, int id, byte[] signature) {

    private static final String START = "\u2014 ";

    static NoteSignature parse(String line) throws MalformedNote {
        int blank = line.indexOf(' ', START.length());
        if (!line.startsWith(START) || blank < 0) {
            throw new MalformedNote("a signature is written \"\u2014 name base64\"");
        }
        String name = line.substring(START.length(), blank);
        if (!VerifierKey.isName(name)) {
            throw new MalformedNote("not the name of a key: '" + name + "'");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(line.substring(blank + 1));
            if (bytes.length <= Integer.BYTES) {
                throw new MalformedNote("the signature of " + name + " is too short");
            }
            return new NoteSignature(
                    name, ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedNote("the signature of " + name + " is not in base64");
        }
    }

    boolean by(VerifierKey key) {
        return id == key.id() && name.equals(key.name());
    }

    boolean verifies(VerifierKey key, String text) {
        return switch (key.type()) {
            case NOTE -> key.verifies(text.getBytes(StandardCharsets.UTF_8), signature);
            case COSIGNATURE ->
                signature.length > Long.BYTES
                        && key.verifies(
                                cosigned(text, seconds()), Arrays.copyOfRange(signature, Long.BYTES, signature.length));
        };
    }

    /** When a cosigner saw the checkpoint, in seconds since 1970 UTC. */
    long seconds() {
        return signature.length < Long.BYTES ? 0 : ByteBuffer.wrap(signature).getLong();
    }

    static byte[] cosigned(String text, long seconds) {
        return ("cosignature/v1\ntime " + Long.toUnsignedString(seconds) + "\n" + text)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES + signature.length)
                .putInt(id)
                .put(signature)
                .array();
        return START + name + " " + Base64.getEncoder().encodeToString(bytes);
    }
}
