package dev.sallyport.audit.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The place of a tile (C2SP tlog-tiles, "Merkle tree"): up to 256 hashes that stand side by side in a tree, or the entries
 * below those of level 0.
 *
 * @param level from 0, where the hashes are those of leaves; {@link #ENTRIES} for entries
 * @param index from 0, from the left
 * @param width how many hashes or entries, 1 to 256; below 256 it is partial
 */
public record Tile(int level, long index, int width) {

    /** As the level of a bundle of entries. */
    public static final int ENTRIES = -1;

    /** Hashes of a full tile. */
    public static final int FULL = 256;

    /** How many bits of a leaf's index a level takes. */
    public static final int HEIGHT = 8;

    private static final int GROUP = 1000;

    public Tile {
        if (level < ENTRIES || level > 63 || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException("no tile: " + level + ", " + index + ", " + width);
        }
    }

    public boolean partial() {
        return width < FULL;
    }

    /** The same place when it is full. */
    public Tile whole() {
        return new Tile(level, index, FULL);
    }

    /** Where it is below the log's folder or address: {@code tile/0/x001/x234/067.p/112}. */
    public String path() {
        StringBuilder name = new StringBuilder(String.format("%03d", index % GROUP));
        for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
            name.insert(0, String.format("x%03d/", rest % GROUP));
        }
        String where = level == ENTRIES ? "entries" : Integer.toString(level);
        return "tile/" + where + "/" + name + (partial() ? ".p/" + width : "");
    }

    /** All tiles of hashes that a tree of a size has, full and partial, from the lowest level up. */
    public static List<Tile> of(long size) {
        List<Tile> tiles = new ArrayList<>();
        int level = 0;
        for (long hashes = size; hashes > 0; hashes /= FULL, level++) {
            for (long index = 0; index < hashes / FULL; index++) {
                tiles.add(new Tile(level, index, FULL));
            }
            if (hashes % FULL > 0) {
                tiles.add(new Tile(level, hashes / FULL, (int) (hashes % FULL)));
            }
        }
        return tiles;
    }

    /** The bundles of entries that a tree of a size has. */
    public static List<Tile> entriesOf(long size) {
        return of(size).stream()
                .filter(tile -> tile.level() == 0)
                .map(tile -> new Tile(ENTRIES, tile.index(), tile.width()))
                .toList();
    }
}
