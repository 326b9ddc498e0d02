package dev.sallyport.audit.log;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.RightEdge;
import dev.sallyport.audit.tree.Tile;
import dev.sallyport.audit.tree.TreeHasher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A log with entries that a test makes up. */
public final class WrittenLog {

    private final LogFolder folder;
    private final SigningKey key = SigningKey.generate("example.com/log", VerifierKey.Type.NOTE);
    private final TreeHasher hasher = new TreeHasher();
    private final RightEdge edge = new RightEdge();
    private final List<byte[]> open = new ArrayList<>();

    public WrittenLog(Path folder) {
        this.folder = new LogFolder(folder);
    }

    public LogFolder folder() {
        return folder;
    }

    /** Whose signature its checkpoints have. */
    public VerifierKey key() {
        return key.verifier();
    }

    /** Adds entries, and signs a checkpoint over all. */
    public void add(List<String> entries) throws IOException {
        for (String entry : entries) {
            byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
            open.add(bytes);
            long bundle = edge.size() / Tile.FULL;
            edge.append(hasher.leaf(bytes), this::write);
            if (open.size() == Tile.FULL) {
                folder.write(new Tile(Tile.ENTRIES, bundle, Tile.FULL), EntryBundle.of(open));
                open.clear();
            }
        }
        edge.partials(this::write);
        if (!open.isEmpty()) {
            folder.write(new Tile(Tile.ENTRIES, edge.size() / Tile.FULL, open.size()), EntryBundle.of(open));
        }
        String text = new Checkpoint(key.verifier().name(), edge.size(), edge.root()).text();
        folder.publish(new SignedNote(text, List.of(key.sign(text))).toString());
    }

    private void write(Tile tile, List<Hash> hashes) {
        try {
            folder.write(tile, LogFolder.bytes(hashes));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
