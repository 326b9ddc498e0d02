package dev.sallyport.audit.log;

import dev.sallyport.audit.log.Verification.Finding;
import dev.sallyport.audit.log.Verification.Kind;
import dev.sallyport.audit.sealed.SealedStore;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Holds what is sealed of records against what the log says of it; no key is needed. Not thread-safe. */
final class SealedChecks {

    private final boolean given;
    private final Map<String, String> hashes = new HashMap<>();
    private long seen;

    /**
     * A part as the log has it.
     *
     * @param hash SHA-256 of the sealed bytes, in URL-safe base64
     */
    record Part(String name, String hash) {}

    /** @param store empty when what is sealed is not there to be looked at */
    SealedChecks(Optional<SealedStore> store) throws IOException {
        given = store.isPresent();
        if (given) {
            MessageDigest digest = sha256();
            store.get().forEach((id, part, bytes) -> {
                String hash = PrivateLeaves.base64(digest.digest(bytes));
                // Two that differ are never both right, and which is cannot be told: neither is.
                hashes.merge(id + " " + part, hash, (one, other) -> one.equals(other) ? one : "");
            });
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }

    Optional<Finding> see(long index, String id, Part part) {
        if (!given) {
            return Optional.empty();
        }
        seen++;
        String stored = hashes.get(id + " " + part.name());
        if (part.hash().equals(stored)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Kind.PAYLOAD,
                "what is sealed of entry " + index + " (" + id + ", " + part.name() + ") is "
                        + (stored == null ? "missing" : "not what was sealed")));
    }

    long seen() {
        return seen;
    }
}
