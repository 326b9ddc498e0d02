package dev.sallyport.audit.tree;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 value. Immutable. */
public final class Hash {

    public static final int BYTES = 32;

    private final byte[] value;

    private Hash(byte[] value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException when there are not 32 bytes from there on */
    public static Hash at(byte[] bytes, int from) {
        if (from < 0 || bytes.length - from < BYTES) {
            throw new IllegalArgumentException("a hash has " + BYTES + " bytes");
        }
        return new Hash(Arrays.copyOfRange(bytes, from, from + BYTES));
    }

    /** @throws IllegalArgumentException when there are not exactly 32 bytes */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has " + BYTES + " bytes, not " + bytes.length);
        }
        return at(bytes, 0);
    }

    /**
     * Reads standard base64 with padding.
     *
     * @throws IllegalArgumentException when it is none, or not of 32 bytes
     */
    public static Hash parse(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
            throw new IllegalArgumentException("not canonical base64");
        }
        return of(bytes);
    }

    static Hash digested(MessageDigest digest) {
        return new Hash(digest.digest());
    }

    void addTo(MessageDigest digest) {
        digest.update(value);
    }

    public byte[] toBytes() {
        return value.clone();
    }

    public void copyTo(byte[] bytes, int at) {
        System.arraycopy(value, 0, bytes, at, BYTES);
    }

    /** Standard base64 with padding. */
    public String base64() {
        return Base64.getEncoder().encodeToString(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** Hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(value);
    }
}
