package dev.sallyport.audit.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a tree that grows: at each level the hashes of the tile that is not full yet. From it, and from nothing
 * else, the root is known and the next tiles are made. Not thread-safe.
 */
public final class RightEdge {

    private final TreeHasher hasher = new TreeHasher();
    private final List<List<Hash>> levels = new ArrayList<>();
    private long size;

    /** Takes tiles as they become full. */
    @FunctionalInterface
    public interface Full {
        void tile(Tile tile, List<Hash> hashes);
    }

    /** Of a tree without leaves. */
    public RightEdge() {}

    /**
     * Of a tree of a size.
     *
     * @param partials for each partial tile of that size its hashes
     */
    public RightEdge(long size, Partials partials) {
        this.size = size;
        int level = 0;
        for (long hashes = size; hashes > 0; hashes /= Tile.FULL, level++) {
            int width = (int) (hashes % Tile.FULL);
            levels.add(
                    width == 0
                            ? new ArrayList<>()
                            : new ArrayList<>(partials.hashes(new Tile(level, hashes / Tile.FULL, width))));
        }
    }

    /** Where the hashes of partial tiles come from. */
    @FunctionalInterface
    public interface Partials {
        List<Hash> hashes(Tile tile);
    }

    public long size() {
        return size;
    }

    /** @param leaf the hash of the next leaf */
    public void append(Hash leaf, Full full) {
        size++;
        add(0, leaf, full);
    }

    private void add(int level, Hash hash, Full full) {
        if (level == levels.size()) {
            levels.add(new ArrayList<>());
        }
        List<Hash> tile = levels.get(level);
        tile.add(hash);
        if (tile.size() == Tile.FULL) {
            long index = (size >> (Tile.HEIGHT * (level + 1))) - 1;
            full.tile(new Tile(level, index, Tile.FULL), List.copyOf(tile));
            Hash above = hasher.root(tile);
            tile.clear();
            add(level + 1, above, full);
        }
    }

    /** The partial tiles of this size. */
    public void partials(Full partial) {
        for (int level = 0; level < levels.size(); level++) {
            List<Hash> tile = levels.get(level);
            if (!tile.isEmpty()) {
                partial.tile(new Tile(level, size >> (Tile.HEIGHT * (level + 1)), tile.size()), List.copyOf(tile));
            }
        }
    }

    /** The tree's root. */
    public Hash root() {
        List<Hash> peaks = new ArrayList<>();
        for (int level = levels.size() - 1; level >= 0; level--) {
            peaks(levels.get(level), peaks);
        }
        if (peaks.isEmpty()) {
            return hasher.empty();
        }
        Hash root = peaks.getLast();
        for (int at = peaks.size() - 2; at >= 0; at--) {
            root = hasher.node(peaks.get(at), root);
        }
        return root;
    }

    /** The roots of the largest complete subtrees over a part of a tile, from the left. */
    private void peaks(List<Hash> hashes, List<Hash> into) {
        int from = 0;
        for (int width = Tile.FULL / 2; width > 0; width /= 2) {
            if ((hashes.size() & width) != 0) {
                into.add(hasher.root(hashes.subList(from, from + width)));
                from += width;
            }
        }
    }
}
