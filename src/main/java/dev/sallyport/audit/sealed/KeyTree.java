package dev.sallyport.audit.sealed;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A key for each of 2^64 labels, all from one root, of which any can be destroyed alone: the tree of Goldreich, Goldwasser and
 * Micali ("How to construct random functions", 1986), as a pseudorandom function that can be punctured. A node has sixteen
 * children, HMAC-SHA-256 of the node over one byte, 0 to 15; a label's key is sixteen levels below the root, by its hex digits
 * from the first to the last. To destroy a key, the siblings along its way take the place of the node above it: they give
 * all other keys as before, and nothing gives this one.
 *
 * <p>Labels that come in their order cost about one HMAC each, since the way of the last one is remembered. Not thread-safe.
 */
final class KeyTree {

    static final int LEVELS = 16;
    private static final int CHILDREN = 16;
    private static final int BITS = 4;

    private final Hmac hmac;

    /** By the digits above them, as hex; no one is above another. */
    private final Map<String, byte[]> nodes = new LinkedHashMap<>();

    /** The way to the last label: the node at each depth, from {@link #top} on. */
    private final byte[][] way = new byte[LEVELS + 1][];

    private long last;

    /** The depth of the node that the last way began with; behind all levels when there is no way. */
    private int top = LEVELS + 1;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Node(int depth, byte[] bytes) {}

    KeyTree(Hmac hmac) {
        this.hmac = hmac;
    }

    /**
     * Takes a node that is there; the root is the one at no digits.
     *
     * @param at hex digits, as many as its depth
     * @throws IllegalArgumentException when that is no place in the tree
     */
    void add(String at, byte[] node) {
        if (!at.matches("[0-9a-f]{0,16}") || node.length != Hmac.BYTES) {
            throw new IllegalArgumentException("no node");
        }
        nodes.put(at, node);
        forgetWay();
    }

    /** All nodes that are left, by the digits above them. */
    Map<String, byte[]> nodes() {
        return nodes;
    }

    /** The key of a label; empty when it is destroyed. */
    Optional<byte[]> key(long label) {
        int from = shared(label);
        if (from < top) {
            Optional<Node> above = above(label);
            if (above.isEmpty()) {
                return Optional.empty();
            }
            from = above.get().depth();
            way[from] = above.get().bytes();
            top = from;
        }
        for (int depth = from; depth < LEVELS; depth++) {
            way[depth + 1] = hmac.of(way[depth], (byte) digit(label, depth));
        }
        last = label;
        return Optional.of(way[LEVELS]);
    }

    /** How deep the way to a label is that of the last one. */
    private int shared(long label) {
        return Long.numberOfLeadingZeros(label ^ last) / BITS;
    }

    /** The node that a label is under. */
    private Optional<Node> above(long label) {
        for (int depth = 0; depth <= LEVELS; depth++) {
            byte[] node = nodes.get(digits(label, depth));
            if (node != null) {
                return Optional.of(new Node(depth, node));
            }
        }
        return Optional.empty();
    }

    /** Destroys the key of a label, if it is there. */
    void puncture(long label) {
        Optional<Node> above = above(label);
        if (above.isEmpty()) {
            return;
        }
        nodes.remove(digits(label, above.get().depth()));
        byte[] node = above.get().bytes();
        for (int depth = above.get().depth(); depth < LEVELS; depth++) {
            for (int child = 0; child < CHILDREN; child++) {
                if (child != digit(label, depth)) {
                    nodes.put(digits(label, depth) + Character.forDigit(child, CHILDREN), hmac.of(node, (byte) child));
                }
            }
            node = hmac.of(node, (byte) digit(label, depth));
        }
        forgetWay();
    }

    private void forgetWay() {
        Arrays.fill(way, new byte[0]);
        top = LEVELS + 1;
    }

    private static int digit(long label, int depth) {
        return (int) (label >>> (LEVELS - 1 - depth) * BITS) & CHILDREN - 1;
    }

    private static String digits(long label, int count) {
        return "%016x".formatted(label).substring(0, count);
    }
}
