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
    private final DestructionOrders orders = new DestructionOrders();
    private final List<Missing> missing = new ArrayList<>();

    /** Of those that are destroyed by the same orders, the first part that is there. */
    private final Map<Alike, Missing> there = new LinkedHashMap<>();

    private long seen;

    private record Missing(long index, String id, Part part) {}

    private record Alike(String unit, String jurisdiction, String day) {}

    /**
     * A part as the log has it.
     *
     * @param hash SHA-256 of the sealed bytes, in URL-safe base64
     * @param unit what it is erased with
     * @param jurisdiction what it is kept as long as; empty when it belongs to none
     * @param day of the same, as 2026-11-30; empty of entries from before there was one
     */
    record Part(String name, String hash, String unit, String jurisdiction, String day) {}

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
            there.putIfAbsent(new Alike(part.unit(), part.jurisdiction(), part.day()), new Missing(index, id, part));
        }
        return Optional.empty();
    }

    private static String what(long index, String id, Part part) {
        return "what is sealed of entry " + index + " (" + id + ", " + part.name() + ")";
    }

    /** What entries order. */
    DestructionOrders orders() {
        return orders;
    }

    /** At the end: what is missing without an order, and what is there in spite of one. */
    List<Finding> finish() {
        List<Finding> findings = new ArrayList<>();
        missing.stream()
                .filter(part -> orders.of(part.index(), part.part()).isEmpty())
                .forEach(part -> findings.add(
                        new Finding(Kind.PAYLOAD, what(part.index(), part.id(), part.part()) + " is missing")));
        there.values()
                .forEach(part -> orders.of(part.index(), part.part())
                        .ifPresent(order -> findings.add(new Finding(
                                Kind.ERASE,
                                what(part.index(), part.id(), part.part()) + " is still there, and entry " + order
                                        + " says that it was destroyed"))));
        return findings;
    }

    long seen() {
        return seen;
    }
}
