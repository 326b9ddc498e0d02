package dev.sallyport.statement;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that hashes and tokens are made with: one for each policy, so that what one policy shows cannot be joined with
 * what another does. Policies that are given the same secret have the same key.
 *
 * <p>A key stands in the text that the database runs, a secret never does: keys are HMAC-SHA-256 of a purpose, so that none of
 * them tells the secret behind it, nor another key. Immutable and thread-safe.
 */
public final class MaskKeys {

    /** What a secret has at least; {@code openssl rand -base64 32} makes 44. */
    public static final int MIN_SECRET_BYTES = 32;

    private static final String HMAC = "HmacSHA256";
    private static final String OF_SECRET = "sallyport mask key";
    private static final String OF_POLICY = "sallyport mask key of policy ";

    private final byte[] own;
    private final Map<String, byte[]> named;

    /**
     * @param own the gate's secret, for policies that are given none
     * @param secrets those that policies are given, by the policy's name
     * @throws IllegalArgumentException if a secret is too short; the message holds nothing of it
     */
    public MaskKeys(byte[] own, Map<String, byte[]> secrets) {
        this.own = longEnough(own).clone();
        Map<String, byte[]> keys = new HashMap<>();
        secrets.forEach((policy, secret) -> keys.put(policy, hmac(longEnough(secret), OF_SECRET)));
        this.named = Map.copyOf(keys);
    }

    /** Keys that everybody knows, for where nothing is run. */
    public static MaskKeys known() {
        return new MaskKeys(new byte[MIN_SECRET_BYTES], Map.of());
    }

    private static byte[] longEnough(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "the secret has " + secret.length + " bytes; it must have at least " + MIN_SECRET_BYTES);
        }
        return secret;
    }

    /** 32 bytes. */
    public byte[] key(String policy) {
        byte[] key = named.get(policy);
        return key != null ? key.clone() : hmac(own, OF_POLICY + policy);
    }

    private static byte[] hmac(byte[] secret, String purpose) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
            throw new AssertionError("every Java platform has " + HMAC, missing);
        }
    }
}
