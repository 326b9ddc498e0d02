package dev.sallyport.audit.log;

import dev.sallyport.audit.log.Verification.Finding;
import dev.sallyport.audit.log.Verification.Kind;
import dev.sallyport.audit.sealed.SealedStore;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds what is sealed of records against what the log says of it; no key is needed. Not thread-safe. */
final class SealedChecks {

    private final boolean given;
    private final Map<String, String> hashes = new HashMap<>();
    private final Map<String, Long> erased = new HashMap<>();
    private final List<Missing> missing = new ArrayList<>();

    /** For each unit the first part that is there. */
    private final Map<String, Missing> there = new LinkedHashMap<>();

    private long seen;

    private record Missing(long index, String id, Part part) {}

    /**
     * A part as the log has it.
     *
     * @param hash SHA-256 of the sealed bytes, in URL-safe base64
     * @param unit what it is erased with
     */
    record Part(String name, String hash, String unit) {}

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
        if (stored == null) {
            missing.add(new Missing(index, id, part));
        } else if (!part.hash().equals(stored)) {
            return Optional.of(new Finding(Kind.PAYLOAD, what(index, id, part) + " is not what was sealed"));
        } else {
            there.putIfAbsent(part.unit(), new Missing(index, id, part));
        }
        return Optional.empty();
    }

    private static String what(long index, String id, Part part) {
        return "what is sealed of entry " + index + " (" + id + ", " + part.name() + ")";
    }

    /** An entry orders a unit to be erased. */
    void erased(long index, String unit) {
        erased.put(unit, index);
    }

    /** At the end: what is missing without having been erased, and what was erased and is there. */
    List<Finding> finish() {
        List<Finding> findings = new ArrayList<>();
        missing.stream()
                .filter(part -> !wasErased(part))
                .forEach(part -> findings.add(
                        new Finding(Kind.PAYLOAD, what(part.index(), part.id(), part.part()) + " is missing")));
        there.values().stream()
                .filter(this::wasErased)
                .forEach(part -> findings.add(new Finding(
                        Kind.ERASE,
                        what(part.index(), part.id(), part.part()) + " is still there, and entry "
                                + erased.get(part.part().unit()) + " says that it was erased")));
        return findings;
    }

    private boolean wasErased(Missing part) {
        Long by = erased.get(part.part().unit());
        return by != null && by > part.index();
    }

    long seen() {
        return seen;
    }
}
