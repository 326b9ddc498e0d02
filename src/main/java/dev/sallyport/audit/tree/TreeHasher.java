package dev.sallyport.audit.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Hashes leaves and nodes (RFC 6962, section 2.1). Not thread-safe; made to be reused. */
public final class TreeHasher {

    private final MessageDigest digest;

    public TreeHasher() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }

    /** The root of a tree without leaves. */
    public Hash empty() {
        digest.reset();
        return Hash.digested(digest);
    }

    public Hash leaf(byte[] entry) {
        digest.update((byte) 0);
        digest.update(entry);
        return Hash.digested(digest);
    }

    public Hash node(Hash left, Hash right) {
        digest.update((byte) 1);
        left.addTo(digest);
        right.addTo(digest);
        return Hash.digested(digest);
    }

    /**
     * The root of a tree over these hashes of subtrees of one size.
     *
     * @throws IllegalArgumentException when there are none
     */
    public Hash root(List<Hash> hashes) {
        if (hashes.size() == 1) {
            return hashes.getFirst();
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException("no hashes");
        }
        int left = Integer.highestOneBit(hashes.size() - 1);
        return node(root(hashes.subList(0, left)), root(hashes.subList(left, hashes.size())));
    }
}
