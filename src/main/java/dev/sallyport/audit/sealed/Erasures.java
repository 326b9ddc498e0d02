package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Destroys the keys of units and what is sealed under them, once the log says so and can never be made again from records
 * that need those keys. What is to be destroyed is written down first, so that a loss in between does not leave it.
 * Not thread-safe.
 */
public final class Erasures {

    private final KeyTable keys;
    private final SealedStore store;
    private final OwnerFile waiting;
    private final Set<String> ordered = new LinkedHashSet<>();

    /** @param waiting a file that is nobody else's */
    public Erasures(KeyTable keys, SealedStore store, Path waiting) {
        this.keys = keys;
        this.store = store;
        this.waiting = new OwnerFile(waiting);
    }

    /** A record says that a unit is to be destroyed; those after it are under another. */
    public void order(String unit) {
        ordered.add(unit);
        keys.retire(unit);
    }

    /** Whether there is something to destroy. */
    public boolean any() throws IOException {
        return !ordered.isEmpty() || !waiting.lines().isEmpty();
    }

    /** Before the log is settled: writes down what is to be destroyed afterwards; that survives the machine. */
    public void writeDown() throws IOException {
        for (String unit : ordered) {
            waiting.append(unit + "\n");
        }
        ordered.clear();
    }

    /**
     * After the log is settled: destroys.
     *
     * @return the units that are gone
     */
    public List<String> execute() throws IOException {
        List<String> units = new ArrayList<>(new LinkedHashSet<>(waiting.lines()));
        if (!units.isEmpty()) {
            store.erase(Set.copyOf(units));
            keys.erase(Set.copyOf(units));
            waiting.delete();
        }
        return units;
    }
}
