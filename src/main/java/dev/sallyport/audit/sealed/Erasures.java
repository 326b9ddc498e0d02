package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Destroys keys and what is sealed under them, once the log says so and can never be made again from records that need those
 * keys: of a person or of a single statement, by order; of what was kept long enough; and who a person was whom nothing names
 * any more. What is under hold where the log says so is not destroyed by it.
 *
 * <p>What is to be destroyed is written down first, so that a loss in between does not leave it. After such a loss records are
 * gone through again, and by then holds may be those of a later point: what was decided for a record is not decided again.
 * Not thread-safe.
 */
public final class Erasures {

    private final KeyTable keys;
    private final SealedStore store;
    private final Holds holds;
    private final OwnerFile waiting;

    /** By the record: what is written down, and what is to be. */
    private final Map<String, Destruction> decided = new HashMap<>();

    private final List<Destruction> unwritten = new ArrayList<>();

    /** What comes of an order. */
    public enum Order {
        /** It is carried out when the log is settled. */
        TAKEN,
        /** It is not, because of a hold. */
        HELD,
        /** There is nothing to destroy. */
        NOTHING_THERE
    }

    /**
     * What was destroyed.
     *
     * @param erased units, and records of statements, by order
     * @param forgotten units of persons whom nothing names any more
     * @param outlived how many sealed parts were kept long enough
     */
    public record Done(List<String> erased, List<String> forgotten, long outlived) {

        public Done {
            erased = List.copyOf(erased);
            forgotten = List.copyOf(forgotten);
        }
    }

    /**
     * @param waiting a file that is nobody else's
     * @throws IOException when it cannot be read
     */
    public Erasures(KeyTable keys, SealedStore store, Holds holds, Path waiting) throws IOException {
        this.keys = keys;
        this.store = store;
        this.holds = holds;
        this.waiting = new OwnerFile(waiting);
        for (String line : this.waiting.lines()) {
            Destruction one = Destruction.parse(line);
            decided.put(one.record(), one);
        }
    }

    /** A record says that a unit is to be destroyed; those after it are under another. */
    public Order order(String record, String unit) {
        // An hour has statements of anybody.
        boolean held =
                Hour.parse(unit).isPresent() ? holds.any() : holds.on(unit).isPresent();
        Destruction decision =
                decision(record, held ? new Destruction.Nothing(record) : new Destruction.Erased(record, unit));
        if (decision instanceof Destruction.Erased(var _, String erased)) {
            keys.retire(erased);
            return Order.TAKEN;
        }
        return Order.HELD;
    }

    /**
     * A record says that what is sealed of one statement is to be destroyed.
     *
     * @param hour the unit that it is under
     * @param statement its record
     * @param part which part of it
     */
    public Order order(String record, String hour, String statement, String part) throws IOException {
        Destruction before = decided.get(record);
        if (before != null) {
            return before instanceof Destruction.Nothing ? Order.HELD : Order.TAKEN;
        }
        Optional<SealedRecord> found = store.statement(hour, statement, part);
        if (found.isEmpty()) {
            return Order.NOTHING_THERE;
        }
        boolean held = holds.on(found.get().person()).isPresent();
        Destruction _ = decision(
                record, held ? new Destruction.Nothing(record) : new Destruction.Punctured(record, found.get()));
        return held ? Order.HELD : Order.TAKEN;
    }

    /**
     * A record says that what is sealed in a jurisdiction, of days before one, was kept long enough. What comes after it, and is
     * of these days, is not meant: it goes to that day.
     */
    public void retain(String record, String jurisdiction, LocalDate before) {
        Destruction _ = decision(
                record,
                holds.everything()
                        ? new Destruction.Nothing(record)
                        : new Destruction.Outlived(record, new Retention(jurisdiction, before, holds.units())));
        keys.close(jurisdiction, before);
    }

    /** A record says that nobody need be known whom no record names since a day. */
    public void forget(String record, LocalDate before) {
        List<String> unheld = keys.unseenSince(before).stream()
                .filter(unit -> holds.on(unit).isEmpty())
                .toList();
        if (decision(record, new Destruction.Forgotten(record, unheld))
                instanceof Destruction.Forgotten(var _, List<String> units)) {
            units.forEach(keys::retire);
        }
    }

    private Destruction decision(String record, Destruction now) {
        return Optional.ofNullable(decided.get(record)).orElseGet(() -> {
            decided.put(record, now);
            unwritten.add(now);
            return now;
        });
    }

    /** Whether there is something to destroy, or to write down. */
    public boolean any() {
        return !decided.isEmpty() || holds.changed();
    }

    /** Before the log is settled: writes down what is to be destroyed afterwards, then the holds; that survives the machine. */
    public void writeDown() throws IOException {
        for (Destruction one : unwritten) {
            waiting.append(one.line() + "\n");
        }
        unwritten.clear();
        holds.save();
    }

    /** After the log is settled: destroys. */
    public Done execute() throws IOException {
        Set<String> erased = new LinkedHashSet<>();
        Set<String> forgotten = new LinkedHashSet<>();
        Set<SealedRecord> statements = new LinkedHashSet<>();
        Set<Retention> outlived = new LinkedHashSet<>();
        for (String line : waiting.lines()) {
            switch (Destruction.parse(line)) {
                case Destruction.Erased(var _, String unit) -> erased.add(unit);
                case Destruction.Punctured(var _, SealedRecord statement) -> statements.add(statement);
                case Destruction.Forgotten(var _, List<String> units) -> forgotten.addAll(units);
                case Destruction.Outlived(var _, Retention kept) -> outlived.add(kept);
                case Destruction.Nothing _ -> {
                    // all of it was under hold
                }
            }
        }
        long parts = 0;
        if (!erased.isEmpty()) {
            store.erase(erased);
            keys.erase(erased);
        }
        store.erase(statements);
        keys.puncture(statements);
        for (Retention kept : outlived) {
            parts += store.retain(kept);
            keys.retain(kept);
        }
        keys.erase(forgotten);
        keys.reopen();
        if (!decided.isEmpty()) {
            waiting.delete();
            decided.clear();
        }
        statements.forEach(statement -> erased.add(statement.id()));
        return new Done(List.copyOf(erased), List.copyOf(forgotten), parts);
    }
}
