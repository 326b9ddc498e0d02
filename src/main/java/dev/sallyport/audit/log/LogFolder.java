package dev.sallyport.audit.log;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.Proofs;
import dev.sallyport.audit.tree.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a log, as anybody may have them: {@code checkpoint}, and {@code tile/...} (C2SP tlog-tiles). What is written
 * under a tile's name stays.
 */
public record LogFolder(Path path) {

    private static final String CHECKPOINT = "checkpoint";

    /** The checkpoint's text with its signatures; empty when there is none yet. */
    public Optional<String> checkpoint() throws IOException {
        try {
            return Optional.of(Files.readString(path.resolve(CHECKPOINT)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /**
     * The same, read; whether its signatures are right is another question.
     *
     * @throws IOException also when it is damaged
     */
    Optional<SignedNote> published() throws IOException {
        Optional<String> note = checkpoint();
        try {
            return note.isEmpty() ? Optional.empty() : Optional.of(SignedNote.parse(note.get()));
        } catch (MalformedNote damaged) {
            throw damaged(damaged);
        }
    }

    /**
     * What it says.
     *
     * @throws IOException when that is damaged
     */
    Checkpoint said(SignedNote note) throws IOException {
        try {
            return Checkpoint.parse(note.text());
        } catch (MalformedNote damaged) {
            throw damaged(damaged);
        }
    }

    private IOException damaged(MalformedNote how) {
        return new IOException("the checkpoint of " + path + " is damaged: " + how.getMessage(), how);
    }

    /** The hashes of complete subtrees of the log as it was at a size; thread-safe. They fail with {@link java.io.UncheckedIOException}. */
    public Proofs.Nodes nodes(long size) {
        return new LogNodes(this, size);
    }

    /** Replaces the checkpoint in one step that survives the machine. */
    void publish(String note) throws IOException {
        Durable.replace(path.resolve(CHECKPOINT), note.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What is under a tile's name, or for a partial one the beginning of the full one's.
     *
     * @throws NoSuchFileException when there is neither
     */
    byte[] read(Tile tile) throws IOException {
        try {
            return Files.readAllBytes(path.resolve(tile.path()));
        } catch (NoSuchFileException none) {
            if (!tile.partial()) {
                throw none;
            }
            try {
                return Files.readAllBytes(path.resolve(tile.whole().path()));
            } catch (NoSuchFileException neither) {
                throw none;
            }
        }
    }

    /**
     * The hashes of a tile.
     *
     * @throws IOException also when the file does not hold as many
     */
    List<Hash> hashes(Tile tile) throws IOException {
        byte[] bytes = read(tile);
        if (bytes.length < tile.width() * Hash.BYTES || bytes.length % Hash.BYTES != 0) {
            throw new IOException(tile.path() + " has " + bytes.length + " bytes");
        }
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; at < tile.width(); at++) {
            hashes.add(Hash.at(bytes, at * Hash.BYTES));
        }
        return hashes;
    }

    /**
     * The entries of a bundle.
     *
     * @throws IOException also when the file does not hold as many
     */
    List<byte[]> entries(Tile tile) throws IOException {
        List<byte[]> entries = EntryBundle.read(read(tile));
        if (entries.size() < tile.width()) {
            throw new IOException(tile.path() + " has " + entries.size() + " entries");
        }
        return entries.subList(0, tile.width());
    }

    /**
     * One entry, as it is published.
     *
     * @throws IOException also when there is none with this index
     */
    public byte[] entry(long index) throws IOException {
        List<LogEntry> found = new LogReader(this, index).read();
        if (found.isEmpty()) {
            throw new IOException("the log " + path + " has no entry " + index);
        }
        return found.getFirst().bytes();
    }

    /**
     * Writes what stands under a tile's name; it need not survive the machine yet.
     *
     * @return the file
     * @throws IOException also when something else is there already
     */
    Path write(Tile tile, byte[] bytes) throws IOException {
        Path file = path.resolve(tile.path());
        if (!Files.exists(file)) {
            return rewrite(tile, bytes);
        }
        if (!Arrays.equals(Files.readAllBytes(file), bytes)) {
            throw new IOException(file + " holds something else already; a log never changes");
        }
        return file;
    }

    /** The same where a machine that was lost may have left half of it. */
    Path rewrite(Tile tile, byte[] bytes) throws IOException {
        Path file = path.resolve(tile.path());
        Path folder = Durable.parent(file);
        Files.createDirectories(folder);
        Path fresh = folder.resolve(file.getFileName() + ".new");
        Durable.write(fresh, bytes);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return file;
    }

    static byte[] bytes(List<Hash> hashes) {
        byte[] bytes = new byte[hashes.size() * Hash.BYTES];
        for (int at = 0; at < hashes.size(); at++) {
            hashes.get(at).copyTo(bytes, at * Hash.BYTES);
        }
        return bytes;
    }

    /** Removes what stood for a tile while it was not full. */
    void forgetPartials(Tile full) throws IOException {
        Path partials = path.resolve(full.path() + ".p");
        if (Files.isDirectory(partials)) {
            try (Stream<Path> files = Files.list(partials)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(partials);
        }
    }
}
