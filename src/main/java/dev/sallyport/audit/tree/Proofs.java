package dev.sallyport.audit.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes and checks proofs that a leaf is in a tree, and that a tree is the start of another (RFC 6962, sections 2.1.1 and
 * 2.1.2; checked as RFC 9162, sections 2.1.3.2 and 2.1.4.2). Pure.
 */
public final class Proofs {

    private Proofs() {}

    /** Knows the hashes of complete subtrees. */
    @FunctionalInterface
    public interface Nodes {

        /** @return the root over the {@code 2^height} leaves from leaf {@code index * 2^height} on */
        Hash node(int height, long index);
    }

    /**
     * From the leaf's sibling up.
     *
     * @throws IllegalArgumentException when the tree has no such leaf
     */
    public static List<Hash> inclusion(long leaf, long size, Nodes nodes) {
        if (leaf < 0 || leaf >= size) {
            throw new IllegalArgumentException("a tree of " + size + " has no leaf " + leaf);
        }
        List<Hash> proof = new ArrayList<>();
        path(leaf, 0, size, nodes, new TreeHasher(), proof);
        return proof;
    }

    private static void path(long leaf, long start, long size, Nodes nodes, TreeHasher hasher, List<Hash> proof) {
        if (size == 1) {
            return;
        }
        long left = Long.highestOneBit(size - 1);
        if (leaf < left) {
            path(leaf, start, left, nodes, hasher, proof);
            proof.add(root(start + left, size - left, nodes, hasher));
        } else {
            path(leaf - left, start + left, size - left, nodes, hasher, proof);
            proof.add(root(start, left, nodes, hasher));
        }
    }

    /**
     * That a tree of the older size is the start of the one of the newer; empty when they are of one size or the older is
     * empty.
     *
     * @throws IllegalArgumentException when the older is larger
     */
    public static List<Hash> consistency(long older, long newer, Nodes nodes) {
        if (older < 0 || older > newer) {
            throw new IllegalArgumentException("a tree of " + newer + " has none of " + older + " in it");
        }
        List<Hash> proof = new ArrayList<>();
        if (older > 0 && older < newer) {
            part(older, 0, newer, true, nodes, new TreeHasher(), proof);
        }
        return proof;
    }

    private static void part(
            long older, long start, long size, boolean whole, Nodes nodes, TreeHasher hasher, List<Hash> proof) {
        if (older == size) {
            if (!whole) {
                proof.add(root(start, size, nodes, hasher));
            }
            return;
        }
        long left = Long.highestOneBit(size - 1);
        if (older <= left) {
            part(older, start, left, whole, nodes, hasher, proof);
            proof.add(root(start + left, size - left, nodes, hasher));
        } else {
            part(older - left, start + left, size - left, false, nodes, hasher, proof);
            proof.add(root(start, left, nodes, hasher));
        }
    }

    /** The root of the tree over the first leaves, 1 at least. */
    public static Hash root(long size, Nodes nodes) {
        return root(0, size, nodes, new TreeHasher());
    }

    /** The root over leaves that begin where a complete subtree of at least that size does. */
    private static Hash root(long start, long size, Nodes nodes, TreeHasher hasher) {
        if (Long.bitCount(size) == 1 && start % size == 0) {
            int height = Long.numberOfTrailingZeros(size);
            return nodes.node(height, start >> height);
        }
        long left = Long.highestOneBit(size - 1);
        return hasher.node(root(start, left, nodes, hasher), root(start + left, size - left, nodes, hasher));
    }

    /** Whether a proof shows that the leaf with this hash is in the tree with this root. */
    public static boolean includes(long leaf, long size, Hash hash, List<Hash> proof, Hash root) {
        if (leaf < 0 || leaf >= size) {
            return false;
        }
        TreeHasher hasher = new TreeHasher();
        long at = leaf;
        long last = size - 1;
        Hash found = hash;
        for (Hash sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                found = hasher.node(sibling, found);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                found = hasher.node(found, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && found.equals(root);
    }

    /** Whether a proof shows that the tree with the older root is the start of the one with the newer. */
    public static boolean extend(long older, long newer, Hash olderRoot, Hash newerRoot, List<Hash> proof) {
        if (older < 0 || older > newer) {
            return false;
        }
        if (older == newer) {
            return proof.isEmpty() && olderRoot.equals(newerRoot);
        }
        if (older == 0) {
            return proof.isEmpty() && olderRoot.equals(new TreeHasher().empty());
        }
        List<Hash> rest = new ArrayList<>(proof);
        if (Long.bitCount(older) == 1) {
            rest.addFirst(olderRoot);
        }
        return !rest.isEmpty() && extend(older - 1, newer - 1, rest, olderRoot, newerRoot);
    }

    private static boolean extend(long at, long last, List<Hash> proof, Hash olderRoot, Hash newerRoot) {
        TreeHasher hasher = new TreeHasher();
        while ((at & 1) == 1) {
            at >>= 1;
            last >>= 1;
        }
        Hash older = proof.getFirst();
        Hash newer = older;
        for (Hash next : proof.subList(1, proof.size())) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                older = hasher.node(next, older);
                newer = hasher.node(next, newer);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                newer = hasher.node(newer, next);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && older.equals(olderRoot) && newer.equals(newerRoot);
    }
}
