package dev.sallyport.audit.sealed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts a part of a record so that the log can vouch for it without holding anything of it. The log has the SHA-256 of the
 * encrypted bytes, which anybody can compare, and a commitment to the text: it hides the text from whoever lacks the random
 * part of it, and lets nobody show another text later.
 *
 * <p>The bytes: version 1, a nonce of 12, then AES-256-GCM over 32 random bytes and the text, with the place as associated
 * data: the log's origin, record id, part and the unit's name, a zero between them. Nonce and random part are made from the unit's key and the place by HMAC-SHA-256: the same record gives the same
 * bytes when the log is made again, and where the key is destroyed nothing tells them.
 *
 * <p>The key is that of the unit for a shelf; of a statement that of {@link KeyTable#statement}, under the name of its hour.
 *
 * <p>The commitment: SHA-256 over {@code sallyport/cm/v1}, part, record id, each ended by a zero, random part, text.
 */
public final class Seal {

    static final byte VERSION = 1;
    static final int NONCE_BYTES = 12;
    static final int TAG_BITS = 128;
    static final int RANDOM_BYTES = 32;

    private Seal() {}

    /**
     * Where sealed text belongs.
     *
     * @param part which part of the record, as {@code who}
     */
    public record Place(String origin, String recordId, String part) {}

    /**
     * @param hash SHA-256 of the encrypted text
     * @param commitment to the text
     * @param bytes the encrypted text
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sealed(byte[] hash, byte[] commitment, byte[] bytes) {}

    public static Sealed seal(KeyTable.Unit unit, Place place, byte[] text) {
        return new Sealer().seal(unit, place, text);
    }

    /** The text; empty when the bytes were not sealed with this key for this place, or to another commitment. */
    public static Optional<byte[]> open(KeyTable.Unit unit, Place place, byte[] bytes, byte[] commitment) {
        if (bytes.length < 1 + NONCE_BYTES + RANDOM_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        try {
            byte[] nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_BYTES);
            byte[] inner = cipher(Cipher.DECRYPT_MODE, unit, place, nonce)
                    .doFinal(bytes, 1 + NONCE_BYTES, bytes.length - 1 - NONCE_BYTES);
            byte[] text = Arrays.copyOfRange(inner, RANDOM_BYTES, inner.length);
            byte[] found = commitment(place, Arrays.copyOf(inner, RANDOM_BYTES), text);
            return MessageDigest.isEqual(found, commitment) ? Optional.of(text) : Optional.empty();
        } catch (AEADBadTagException altered) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot open what is sealed", impossible);
        }
    }

    private static Cipher cipher(int mode, KeyTable.Unit unit, Place place, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(Sealer.CIPHER);
        cipher.init(mode, new SecretKeySpec(unit.key(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated(unit, place));
        return cipher;
    }

    static byte[] associated(KeyTable.Unit unit, Place place) {
        return (place.origin() + "\0" + place.recordId() + "\0" + place.part() + "\0" + unit.name())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] commitment(Place place, byte[] random, byte[] text) {
        MessageDigest digest = Sealer.sha256();
        digest.update(committed(place));
        digest.update(random);
        return digest.digest(text);
    }

    /** What a commitment begins with. */
    static byte[] committed(Place place) {
        return ("sallyport/cm/v1\0" + place.part() + "\0" + place.recordId() + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
