package dev.sallyport.identity;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a password for SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677), in PostgreSQL's form. It lets nobody log
 * in by itself, but a stolen one can be guessed against, so it is no public thing: it does not print.
 *
 * @param iterations of PBKDF2, within {@value #MIN_ITERATIONS}..{@value #MAX_ITERATIONS}
 */
public record ScramVerifier(int iterations, Bytes salt, Bytes storedKey, Bytes serverKey) {

    /** RFC 7677, section 4: at least 4096. */
    public static final int MIN_ITERATIONS = 4096;

    /** The client has to do them all; more would make it wait for seconds. */
    public static final int MAX_ITERATIONS = 1_000_000;

    private static final int DEFAULT_ITERATIONS = 4096;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final String SCHEME = "SCRAM-SHA-256";
    private static final Pattern FORM =
            Pattern.compile("SCRAM-SHA-256\\$([0-9]{1,7}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    /** Bytes that nobody changes, equal by content. */
    public static final class Bytes {
        private final byte[] content;

        public Bytes(byte[] content) {
            this.content = content.clone();
        }

        /** A copy. */
        public byte[] toArray() {
            return content.clone();
        }

        public int length() {
            return content.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }

        @Override
        public String toString() {
            return content.length + " bytes";
        }
    }

    public ScramVerifier {
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException(
                    "iterations %d is not in %d..%d".formatted(iterations, MIN_ITERATIONS, MAX_ITERATIONS));
        }
        if (salt.length() == 0 || storedKey.length() != KEY_BYTES || serverKey.length() != KEY_BYTES) {
            throw new IllegalArgumentException("a verifier has a salt and two keys of " + KEY_BYTES + " bytes");
        }
    }

    /** Reads {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}; empty for anything else. */
    public static Optional<ScramVerifier> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return Optional.of(new ScramVerifier(
                    Integer.parseInt(form.group(1)),
                    new Bytes(base64.decode(form.group(2))),
                    new Bytes(base64.decode(form.group(3))),
                    new Bytes(base64.decode(form.group(4)))));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /** Makes one with a fresh salt. */
    public static ScramVerifier of(char[] password, SecureRandom random) {
        return of(password, ScramFunctions.salt(SALT_BYTES, random), DEFAULT_ITERATIONS);
    }

    /**
     * Makes one as PostgreSQL does: with SASLprep (RFC 4013), and the raw password where that forbids it.
     *
     * @throws IllegalArgumentException for an empty password
     */
    public static ScramVerifier of(char[] password, byte[] salt, int iterations) {
        ScramMechanism mechanism = ScramMechanism.SCRAM_SHA_256;
        byte[] salted = ScramFunctions.saltedPassword(
                mechanism, StringPreparation.POSTGRESQL_PREPARATION, password, salt, iterations);
        byte[] storedKey = ScramFunctions.storedKey(mechanism, ScramFunctions.clientKey(mechanism, salted));
        byte[] serverKey = ScramFunctions.serverKey(mechanism, salted);
        return new ScramVerifier(iterations, new Bytes(salt), new Bytes(storedKey), new Bytes(serverKey));
    }

    /** Whether it was made of this password; takes as long for any. */
    public boolean matches(char[] password) {
        return password.length > 0
                && MessageDigest.isEqual(
                        of(password, salt.toArray(), iterations).storedKey().toArray(), storedKey.toArray());
    }

    /** The form that {@link #parse} reads. */
    public String format() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + "$" + iterations + ":" + base64.encodeToString(salt.toArray()) + "$"
                + base64.encodeToString(storedKey.toArray()) + ":" + base64.encodeToString(serverKey.toArray());
    }

    @Override
    public String toString() {
        return SCHEME + "$" + iterations + ":***";
    }
}
