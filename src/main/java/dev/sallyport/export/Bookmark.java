package dev.sallyport.export;

import dev.sallyport.audit.log.Durable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a receiver has the log: all entries before {@code next}, but for those that wait for their outcome.
 *
 * @param next the index of the first entry that was not looked at
 * @param waiting the indexes of statements before it that are not exported yet
 */
record Bookmark(long next, SortedSet<Long> waiting) {

    private static final JsonMapper JSON = JsonMapper.shared();

    Bookmark {
        if (next < 0 || (!waiting.isEmpty() && (waiting.first() < 0 || waiting.last() >= next))) {
            throw new IllegalArgumentException("a bookmark at " + next + " that waits for entries behind it");
        }
    }

    static Bookmark at(long next) {
        return new Bookmark(next, new TreeSet<>());
    }

    static Bookmark at(long next, Collection<Long> waiting) {
        return new Bookmark(next, new TreeSet<>(waiting));
    }

    /** The index of the first entry that the receiver does not have. */
    long reached() {
        return waiting.isEmpty() ? next : waiting.first();
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @return empty when there is none
     * @throws IOException also when it is damaged
     */
    static Optional<Bookmark> read(Path file) throws IOException {
        try {
            JsonNode node = JSON.readTree(Files.readString(file));
            SortedSet<Long> waiting = new TreeSet<>();
            for (JsonNode one : node.path("waiting")) {
                waiting.add(one.asLong());
            }
            return Optional.of(new Bookmark(node.required("next").asLong(), waiting));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JacksonException | IllegalArgumentException damaged) {
            throw new IOException(
                    "the bookmark " + file + " is damaged; without it everything is exported anew", damaged);
        }
    }

    /** Replaces the file; when this returns, it survives the machine. */
    void write(Path file) throws IOException {
        ObjectNode node = JSON.createObjectNode().put("next", next);
        ArrayNode indexes = node.putArray("waiting");
        waiting.forEach(indexes::add);
        Durable.replace(file, JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8));
    }
}
