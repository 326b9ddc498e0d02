package dev.sallyport.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of one SCRAM-SHA-256 or SCRAM-SHA-256-PLUS log-in (RFC 5802, RFC 7677; the binding is
 * {@code tls-server-end-point}, RFC 5929). Not thread-safe; for one log-in.
 *
 * <p>Somebody who is not known, or has no password, goes the same way with a verifier made up from a secret and the
 * name, and fails at its end like a wrong password does.
 */
public final class ScramExchange {

    public static final String PLAIN = "SCRAM-SHA-256";
    public static final String PLUS = "SCRAM-SHA-256-PLUS";

    private static final String BINDING = "p=tls-server-end-point";
    private static final int NONCE_BYTES = 18;

    private final ScramVerifier verifier;
    private final boolean real;
    private final Optional<byte[]> bindingHash;
    private final boolean plus;
    private final SecureRandom random = new SecureRandom();
    private String header = "";
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String nonce = "";

    /** The client's message is not of the form, or not true. It is told only that it failed. */
    public static final class Failed extends Exception {
        Failed(String message) {
            super(message);
        }
    }

    /**
     * @param bindingHash of the gate's certificate when the connection has TLS
     * @param plus whether the client chose the mechanism with channel binding
     */
    public ScramExchange(
            Optional<ScramVerifier> known, String name, byte[] secret, Optional<byte[]> bindingHash, boolean plus) {
        this.real = known.isPresent();
        this.verifier = known.orElseGet(() -> madeUp(name, secret));
        this.bindingHash = bindingHash;
        this.plus = plus;
    }

    private static ScramVerifier madeUp(String name, byte[] secret) {
        byte[] seed = hmac(secret, name.getBytes(StandardCharsets.UTF_8));
        byte[] salt = java.util.Arrays.copyOf(seed, 16);
        byte[] key = hmac(secret, seed);
        return new ScramVerifier(
                ScramVerifier.MIN_ITERATIONS,
                new ScramVerifier.Bytes(salt),
                new ScramVerifier.Bytes(key),
                new ScramVerifier.Bytes(key));
    }

    /** Answers the client-first-message. */
    public String first(String clientFirst) throws Failed {
        int bare = clientFirst.indexOf(",n=");
        if (bare < 0) {
            throw new Failed("no client-first-message");
        }
        header = clientFirst.substring(0, bare + 1);
        clientFirstBare = clientFirst.substring(bare + 1);
        checkHeader(header.substring(0, header.indexOf(',')));
        String clientNonce = attribute(clientFirstBare, 'r');
        byte[] own = new byte[NONCE_BYTES];
        random.nextBytes(own);
        nonce = clientNonce + Base64.getEncoder().encodeToString(own);
        serverFirst = "r=" + nonce + ",s="
                + Base64.getEncoder().encodeToString(verifier.salt().toArray()) + ",i=" + verifier.iterations();
        return serverFirst;
    }

    private void checkHeader(String flag) throws Failed {
        boolean good = switch (flag) {
            case "n" -> !plus;
            // The client could have bound and thinks we cannot: somebody between has taken PLUS off the list.
            case "y" -> !plus && bindingHash.isEmpty();
            case BINDING -> plus && bindingHash.isPresent();
            default -> false;
        };
        if (!good) {
            throw new Failed("channel binding does not fit the mechanism");
        }
    }

    /** Answers the client-final-message: the proof holds. */
    public String last(String clientFinal) throws Failed {
        int proofAt = clientFinal.lastIndexOf(",p=");
        if (proofAt < 0) {
            throw new Failed("no proof");
        }
        String withoutProof = clientFinal.substring(0, proofAt);
        byte[] proof = decode(clientFinal.substring(proofAt + 3));
        byte[] expectedBinding = expectedBinding();
        boolean bound = MessageDigest.isEqual(expectedBinding, decode(attribute(withoutProof, 'c')));
        boolean sameNonce = MessageDigest.isEqual(
                nonce.getBytes(StandardCharsets.UTF_8),
                attribute(withoutProof, 'r').getBytes(StandardCharsets.UTF_8));
        String message = clientFirstBare + "," + serverFirst + "," + withoutProof;
        byte[] stored = verifier.storedKey().toArray();
        byte[] signature = hmac(stored, message.getBytes(StandardCharsets.UTF_8));
        if (proof.length != signature.length) {
            throw new Failed("a proof has " + signature.length + " bytes");
        }
        byte[] clientKey = new byte[proof.length];
        for (int at = 0; at < proof.length; at++) {
            clientKey[at] = (byte) (proof[at] ^ signature[at]);
        }
        boolean proven = MessageDigest.isEqual(sha256(clientKey), stored);
        // All of it has been computed by now, whatever is wrong: how long it takes tells nothing.
        if (!bound || !sameNonce || !proven || !real) {
            throw new Failed("the proof does not hold");
        }
        byte[] serverSignature = hmac(verifier.serverKey().toArray(), message.getBytes(StandardCharsets.UTF_8));
        return "v=" + Base64.getEncoder().encodeToString(serverSignature);
    }

    private byte[] expectedBinding() {
        byte[] start = header.getBytes(StandardCharsets.UTF_8);
        byte[] hash = plus ? bindingHash.orElse(new byte[0]) : new byte[0];
        byte[] all = java.util.Arrays.copyOf(start, start.length + hash.length);
        System.arraycopy(hash, 0, all, start.length, hash.length);
        return all;
    }

    private static String attribute(String message, char name) throws Failed {
        for (String part : message.split(",", -1)) {
            if (part.length() > 2 && part.charAt(0) == name && part.charAt(1) == '=') {
                return part.substring(2);
            }
        }
        throw new Failed("attribute " + name + " is missing");
    }

    private static byte[] decode(String base64) throws Failed {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new Failed("not base64");
        }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
