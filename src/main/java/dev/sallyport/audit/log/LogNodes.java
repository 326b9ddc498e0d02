package dev.sallyport.audit.log;

import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.Proofs;
import dev.sallyport.audit.tree.Tile;
import dev.sallyport.audit.tree.TreeHasher;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The hashes of complete subtrees, from the tiles of a log of a size. */
record LogNodes(LogFolder folder, long size) implements Proofs.Nodes {

    @Override
    public Hash node(int height, long index) {
        int level = height / Tile.HEIGHT;
        int within = height % Tile.HEIGHT;
        long first = index << within;
        long hashes = size >> (Tile.HEIGHT * level);
        long tile = first / Tile.FULL;
        int width = (int) Math.min(Tile.FULL, hashes - tile * Tile.FULL);
        int from = (int) (first % Tile.FULL);
        try {
            return new TreeHasher()
                    .root(folder.hashes(new Tile(level, tile, width)).subList(from, from + (1 << within)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
