package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Destroys keys and what is sealed under them, once the log says so and can never be made again from records that need those
 * keys: of a person, by order; of what was kept long enough; and who a person was whom nothing names any more. What is under
 * hold where the log says so is not destroyed by it.
 *
 * <p>What is to be destroyed is written down first, so that a loss in between does not leave it. After such a loss records are
 * gone through again, and by then the holds may be those of a later point: what was written down was not under hold where it
 * was ordered, and is ordered again in any case. Not thread-safe.
 *
 * <p>The file has a line for each: of a person to be erased the pseudonym, of the others an object of JSON.
 */
public final class Erasures {

    private final KeyTable keys;
    private final SealedStore store;
    private final Holds holds;
    private final OwnerFile waiting;
    private final Set<String> ordered = new LinkedHashSet<>();
    private final Set<String> writtenDown;

    /**
     * What was destroyed.
     *
     * @param erased units, by order
     * @param forgotten units of persons whom nothing names any more
     * @param outlived how many sealed parts were kept long enough
     */
    public record Done(List<String> erased, List<String> forgotten, long outlived) {

        public Done {
            erased = List.copyOf(erased);
            forgotten = List.copyOf(forgotten);
        }
    }

    /** @param waiting a file that is nobody else's */
    public Erasures(KeyTable keys, SealedStore store, Holds holds, Path waiting) throws IOException {
        this.keys = keys;
        this.store = store;
        this.holds = holds;
        this.waiting = new OwnerFile(waiting);
        this.writtenDown = new LinkedHashSet<>(this.waiting.lines());
    }

    /**
     * A record says that a unit is to be destroyed; those after it are under another.
     *
     * @return whether it will be; it is not when it is under hold
     */
    public boolean order(String unit) {
        return retire(unit, unit);
    }

    private boolean retire(String unit, String line) {
        if (holds.on(unit).isPresent() && !writtenDown.contains(line)) {
            return false;
        }
        ordered.add(line);
        keys.retire(unit);
        return true;
    }

    /** A record says that what is sealed in a jurisdiction, of days before one, was kept long enough. */
    public void retain(String jurisdiction, LocalDate before) {
        if (!holds.everything()) {
            ordered.add(line(new Retention(jurisdiction, before, holds.units())));
        }
    }

    /** A record says that nobody need be known whom no record names since a day. */
    public void forget(LocalDate before) {
        for (String unit : keys.unseenSince(before)) {
            boolean _ = retire(unit, JsonMapper.shared().writeValueAsString(Map.of("forget", unit)));
        }
    }

    private static String line(Retention kept) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("jur", kept.jurisdiction());
        line.put("before", kept.before().toString());
        line.put("held", kept.held().stream().sorted().toList());
        return JsonMapper.shared().writeValueAsString(line);
    }

    private static Retention retention(JsonNode line) {
        return new Retention(
                line.path("jur").asString(""),
                LocalDate.parse(line.path("before").asString("")),
                line.path("held").valueStream().map(JsonNode::asString).collect(Collectors.toSet()));
    }

    /** Whether there is something to destroy, or to write down. */
    public boolean any() throws IOException {
        return !ordered.isEmpty() || holds.changed() || !waiting.lines().isEmpty();
    }

    /** Before the log is settled: writes down what is to be destroyed afterwards, and the holds; that survives the machine. */
    public void writeDown() throws IOException {
        for (String line : ordered) {
            if (writtenDown.add(line)) {
                waiting.append(line + "\n");
            }
        }
        ordered.clear();
        holds.save();
    }

    /** After the log is settled: destroys. */
    public Done execute() throws IOException {
        Set<String> erased = new LinkedHashSet<>();
        Set<String> forgotten = new LinkedHashSet<>();
        Set<Retention> outlived = new LinkedHashSet<>();
        for (String line : waiting.lines()) {
            read(line, erased, forgotten, outlived);
        }
        long parts = 0;
        if (!erased.isEmpty()) {
            store.erase(erased);
            keys.erase(erased);
        }
        for (Retention kept : outlived) {
            parts += store.retain(kept);
            keys.retain(kept);
        }
        keys.erase(forgotten);
        if (!writtenDown.isEmpty()) {
            waiting.delete();
            writtenDown.clear();
        }
        return new Done(List.copyOf(erased), List.copyOf(forgotten), parts);
    }

    private void read(String line, Set<String> erased, Set<String> forgotten, Set<Retention> outlived)
            throws IOException {
        if (!line.startsWith("{")) {
            erased.add(line);
            return;
        }
        try {
            JsonNode order = JsonMapper.shared().readTree(line);
            if (order.has("forget")) {
                forgotten.add(order.path("forget").asString());
            } else {
                outlived.add(retention(order));
            }
        } catch (JacksonException | DateTimeException damaged) {
            throw new IOException(waiting.path() + " is damaged", damaged);
        }
    }
}
