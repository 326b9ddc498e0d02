package dev.sallyport.audit.sealed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals one text after another, in the form that {@link Seal} tells, with little to set up for each. Not thread-safe. */
public final class Sealer {

    static final String CIPHER = "AES/GCM/NoPadding";

    private final Hmac hmac = new Hmac();
    private final MessageDigest digest = sha256();
    private Cipher cipher = aes();

    /** Seals a text under a key. */
    public Seal.Sealed seal(KeyTable.Unit unit, Seal.Place place, byte[] text) {
        String where = "\0" + place.origin() + "\0" + place.recordId() + "\0" + place.part();
        byte[] random = hmac.of(unit.key(), ("random" + where).getBytes(StandardCharsets.UTF_8));
        byte[] nonce = Arrays.copyOf(
                hmac.of(unit.key(), ("nonce" + where).getBytes(StandardCharsets.UTF_8)), Seal.NONCE_BYTES);
        byte[] bytes = encrypted(unit, place, nonce, random, text);
        digest.update(Seal.committed(place));
        digest.update(random);
        byte[] commitment = digest.digest(text);
        return new Seal.Sealed(digest.digest(bytes), commitment, bytes);
    }

    private byte[] encrypted(KeyTable.Unit unit, Seal.Place place, byte[] nonce, byte[] random, byte[] text) {
        byte[] bytes = new byte[1 + nonce.length + random.length + text.length + Seal.TAG_BITS / Byte.SIZE];
        bytes[0] = Seal.VERSION;
        System.arraycopy(nonce, 0, bytes, 1, nonce.length);
        int begin = 1 + nonce.length;
        try {
            init(unit.key(), nonce);
            cipher.updateAAD(Seal.associated(unit, place));
            int done = cipher.update(random, 0, random.length, bytes, begin);
            cipher.doFinal(text, 0, text.length, bytes, begin + done);
            return bytes;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot seal", impossible);
        }
    }

    private void init(byte[] key, byte[] nonce) throws GeneralSecurityException {
        SecretKeySpec secret = new SecretKeySpec(key, "AES");
        GCMParameterSpec parameters = new GCMParameterSpec(Seal.TAG_BITS, nonce);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, secret, parameters);
        } catch (InvalidAlgorithmParameterException sameAsBefore) {
            // The same text is sealed again, to the same bytes; a cipher that has done it does not do it twice.
            cipher = aes();
            cipher.init(Cipher.ENCRYPT_MODE, secret, parameters);
        }
    }

    private static Cipher aes() {
        try {
            return Cipher.getInstance(CIPHER);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no AES-GCM", missing);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }
}
