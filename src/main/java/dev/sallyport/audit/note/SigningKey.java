package dev.sallyport.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A private key with its name. Immutable, thread-safe. */
public final class SigningKey {

    private static final String PREFIX = "SALLYPORT-KEY ";

    private final VerifierKey verifier;
    private final PrivateKey key;

    private SigningKey(VerifierKey verifier, PrivateKey key) {
        this.verifier = verifier;
        this.key = key;
    }

    /** Makes a new one. */
    public static SigningKey generate(String name, VerifierKey.Type type) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningKey(new VerifierKey(name, type, VerifierKey.raw(pair.getPublic())), pair.getPrivate());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no Ed25519", missing);
        }
    }

    /** Reads what {@link #secret} wrote. */
    public static SigningKey parse(String text) throws MalformedNote {
        String[] parts = text.strip().split(" ", -1);
        if (parts.length != 3 || !(parts[0] + " ").equals(PREFIX)) {
            throw new MalformedNote("this is no private key of a log or witness");
        }
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(parts[2])));
            return new SigningKey(VerifierKey.parse(parts[1]), key);
        } catch (GeneralSecurityException | IllegalArgumentException damaged) {
            throw new MalformedNote("the private key is damaged");
        }
    }

    /** The private key with its public one, for a file that only its owner reads. */
    public String secret() {
        return PREFIX + verifier + " " + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n";
    }

    public VerifierKey verifier() {
        return verifier;
    }

    /** Signs the text of a note. */
    public NoteSignature sign(String text) {
        return new NoteSignature(verifier.name(), verifier.id(), signed(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Signs a checkpoint as seen (C2SP tlog-cosignature, "Ed25519 signatures").
     *
     * @param seconds since 1970 UTC
     */
    public NoteSignature cosign(String text, long seconds) {
        byte[] signature = signed(NoteSignature.cosigned(text, seconds));
        return new NoteSignature(
                verifier.name(),
                verifier.id(),
                ByteBuffer.allocate(Long.BYTES + signature.length)
                        .putLong(seconds)
                        .put(signature)
                        .array());
    }

    private byte[] signed(byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot sign", impossible);
        }
    }
}
