package dev.sallyport.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key with its name, as {@code name+hex id+base64} (C2SP signed-note, "Signatures"). Immutable.
 *
 * <p>Two types are known: Ed25519 signatures of notes, and Ed25519 cosignatures of checkpoints with their time.
 */
public final class VerifierKey {

    private static final int RAW_BYTES = 32;

    /** What stands before the raw key in its X.509 form (RFC 8410, section 4). */
    private static final byte[] X509_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final Type type;
    private final byte[] raw;
    private final PublicKey key;

    /** What a key signs. */
    public enum Type {
        /** The text of a note. */
        NOTE(0x01),
        /** The text of a checkpoint, and when it was seen. */
        COSIGNATURE(0x04);

        private final int octet;

        Type(int octet) {
            this.octet = octet;
        }

        byte octet() {
            return (byte) octet;
        }
    }

    /**
     * @param raw the key as RFC 8032 has it
     * @throws IllegalArgumentException when name or key are none
     */
    public VerifierKey(String name, Type type, byte[] raw) {
        if (!isName(name)) {
            throw new IllegalArgumentException("not the name of a key: '" + name + "'");
        }
        this.name = name;
        this.type = type;
        this.raw = raw.clone();
        this.key = publicKey(raw);
    }

    /** The raw form of an Ed25519 key. */
    static byte[] raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - RAW_BYTES, encoded.length);
    }

    private static PublicKey publicKey(byte[] raw) {
        if (raw.length != RAW_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has " + RAW_BYTES + " bytes, not " + raw.length);
        }
        byte[] encoded = ByteBuffer.allocate(X509_HEADER.length + RAW_BYTES)
                .put(X509_HEADER)
                .put(raw)
                .array();
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException noKey) {
            throw new IllegalArgumentException("not an Ed25519 key", noKey);
        }
    }

    /** Whether a key can have this name: not empty, without blanks and plus signs. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(point -> point == '+'
                                || Character.isWhitespace(point)
                                || Character.isSpaceChar(point)
                                || point < 0x20);
    }

    /** Reads {@code name+hex id+base64}. */
    public static VerifierKey parse(String text) throws MalformedNote {
        String[] parts = text.split("\\+", 3);
        if (parts.length != 3) {
            throw new MalformedNote("a key is written name+id+base64");
        }
        try {
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            for (Type type : Type.values()) {
                if (typed.length > 0 && typed[0] == type.octet()) {
                    VerifierKey key = new VerifierKey(parts[0], type, Arrays.copyOfRange(typed, 1, typed.length));
                    if (!key.hexId().equals(parts[1])) {
                        throw new MalformedNote(
                                "the id of key " + parts[0] + " is " + key.hexId() + ", not " + parts[1]);
                    }
                    return key;
                }
            }
        } catch (IllegalArgumentException wrong) {
            throw new MalformedNote("key " + parts[0] + ": " + wrong.getMessage());
        }
        throw new MalformedNote("key " + parts[0] + " is of a type that is not known");
    }

    public String name() {
        return name;
    }

    public Type type() {
        return type;
    }

    /** Whether both are one key, whatever their names and types. */
    boolean wraps(VerifierKey other) {
        return Arrays.equals(raw, other.raw);
    }

    /** The first four bytes of SHA-256 over name, line feed, type and key. */
    public int id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(type.octet());
            return ByteBuffer.wrap(digest.digest(raw)).getInt();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }

    private String hexId() {
        return HexFormat.of().toHexDigits(id());
    }

    /** @param message the bytes that were signed */
    boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return id();
    }

    @Override
    public String toString() {
        byte[] typed =
                ByteBuffer.allocate(1 + raw.length).put(type.octet()).put(raw).array();
        return name + "+" + hexId() + "+" + Base64.getEncoder().encodeToString(typed);
    }
}
