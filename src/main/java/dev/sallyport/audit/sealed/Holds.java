package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is under hold, as the log has said by its last settled record. Made from the records as they are taken into the log;
 * the file, with a line of JSON for each, only spares reading all of them again. Not thread-safe.
 */
public final class Holds {

    private final OwnerFile file;
    private final List<Hold> all = new ArrayList<>();
    private boolean changed;

    private Holds(OwnerFile file) {
        this.file = file;
    }

    /**
     * Reads them; without a file there are none.
     *
     * @throws IOException when it cannot be read, or is damaged: then nothing may be destroyed
     */
    public static Holds open(Path path) throws IOException {
        Holds holds = new Holds(new OwnerFile(path));
        for (String line : holds.file.lines()) {
            try {
                JsonNode one = JsonMapper.shared().readTree(line);
                holds.all.add(new Hold(
                        one.path("case").asString(),
                        Optional.ofNullable(one.get("eu")).map(JsonNode::asString),
                        one.path("why").asString(),
                        one.path("ts").asLong(),
                        one.path("by").valueStream().map(JsonNode::asString).toList()));
            } catch (JacksonException damaged) {
                throw new IOException(path + " is damaged", damaged);
            }
        }
        return holds;
    }

    /** In the order in which they were recorded. */
    public List<Hold> list() {
        return List.copyOf(all);
    }

    /** Of a person, or everything; the first if there are several. */
    public Optional<Hold> on(String unit) {
        return all.stream()
                .filter(hold -> hold.unit().isEmpty() || hold.unit().get().equals(unit))
                .findFirst();
    }

    /** One that is the same person's, or everything's, in the same case. */
    public Optional<Hold> find(String reference, Optional<String> unit) {
        return all.stream().filter(hold -> hold.isOf(reference, unit)).findFirst();
    }

    /** Whether anything is. */
    boolean any() {
        return !all.isEmpty();
    }

    /** Whether everything is. */
    public boolean everything() {
        return all.stream().anyMatch(hold -> hold.unit().isEmpty());
    }

    /** The persons who are. */
    public Set<String> units() {
        return all.stream().flatMap(hold -> hold.unit().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** A record says so. */
    public void add(Hold hold) {
        all.removeIf(one -> one.isOf(hold.reference(), hold.unit()));
        all.add(hold);
        changed = true;
    }

    /** A record says that one has ended. */
    public void release(String reference, Optional<String> unit) {
        changed |= all.removeIf(one -> one.isOf(reference, unit));
    }

    boolean changed() {
        return changed;
    }

    /** Makes the file say so too; it survives the machine. */
    void save() throws IOException {
        if (changed) {
            file.replace(all.stream().map(Holds::line).toList());
            changed = false;
        }
    }

    private static String line(Hold hold) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("case", hold.reference());
        hold.unit().ifPresent(unit -> line.put("eu", unit));
        line.put("why", hold.why());
        line.put("ts", hold.micros());
        line.put("by", hold.by());
        return JsonMapper.shared().writeValueAsString(line);
    }
}
