package dev.sallyport.audit.search;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.Proofs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Of which log an index is, and how much of it is in there.
 *
 * @param size entries
 * @param root of the tree over them
 */
public record Reach(String origin, long size, String root) {

    private static final String VERSION = "version";
    private static final String ORIGIN = "origin";
    private static final String SIZE = "size";
    private static final String ROOT = "root";
    private static final String PARTS = "parts";

    /** Of the first entries of a log. */
    static Reach at(LogFolder log, long size) throws IOException {
        Checkpoint checkpoint =
                LogReader.reach(log).orElseThrow(() -> new IOException(log.path() + " has no checkpoint"));
        return new Reach(checkpoint.origin(), size, root(log, checkpoint, size).toString());
    }

    private static Hash root(LogFolder log, Checkpoint checkpoint, long size) throws IOException {
        try {
            return size == checkpoint.size() ? checkpoint.root() : Proofs.root(size, log.nodes(checkpoint.size()));
        } catch (UncheckedIOException unreadable) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
    }

    /** Whether the log still begins as it did. */
    boolean isOf(LogFolder log) throws IOException {
        Optional<Checkpoint> now = LogReader.reach(log);
        return now.isPresent()
                && now.get().origin().equals(origin)
                && now.get().size() >= size
                && root(log, now.get(), size).toString().equals(root);
    }

    /**
     * As it is committed.
     *
     * @param parts how many numbers of parts were given
     */
    Iterable<Map.Entry<String, String>> data(int parts) {
        return Map.of(
                        VERSION,
                        Schema.VERSION,
                        ORIGIN,
                        origin,
                        SIZE,
                        Long.toString(size),
                        ROOT,
                        root,
                        PARTS,
                        Integer.toString(parts))
                .entrySet();
    }

    /** What a commit says; empty when it is none of ours, or of another form. */
    static Optional<Reach> of(@Nullable Iterable<Map.Entry<String, String>> data) {
        Map<String, String> members = members(data);
        return members.getOrDefault(VERSION, "").equals(Schema.VERSION)
                ? Optional.of(new Reach(
                        members.getOrDefault(ORIGIN, ""),
                        Long.parseLong(members.getOrDefault(SIZE, "0")),
                        members.getOrDefault(ROOT, "")))
                : Optional.empty();
    }

    /** How many numbers of parts were given. */
    static int parts(@Nullable Iterable<Map.Entry<String, String>> data) {
        return Integer.parseInt(members(data).getOrDefault(PARTS, "0"));
    }

    private static Map<String, String> members(@Nullable Iterable<Map.Entry<String, String>> data) {
        Map<String, String> members = new HashMap<>();
        if (data != null) {
            data.forEach(member -> members.put(member.getKey(), member.getValue()));
        }
        return members;
    }
}
