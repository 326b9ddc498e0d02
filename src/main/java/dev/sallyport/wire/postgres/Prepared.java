package dev.sallyport.wire.postgres;

import dev.sallyport.audit.Particulars;
import dev.sallyport.governor.Plan;
import dev.sallyport.observe.traces.TraceParent;
import dev.sallyport.policy.Limits;
import dev.sallyport.statement.NamedObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The prepared statements, portals and cursors that the session has at the database by name, as far as the gate let them
 * be made. Protocol and SQL share the names, so they stand in one place. What is not in here may not be used.
 *
 * <p>Messages are judged before the database has answered those before them, so that what a name means is what the
 * database has said, and what it was sent since.
 */
final class Prepared {

    private final Names statements = new Names();

    /** Portals and cursors. */
    private final Names portals = new Names();

    /** Counts the batches of the extended protocol. Simple queries are in none. */
    private long batch;

    /** What was decided for something that has a name; decided anew when policy, catalog or search path change. */
    static final class Entry {
        private final Optional<TraceParent> parent;
        private final Particulars particulars;
        private Plan plan;

        /**
         * @param parent what the text says that it belongs to
         * @param particulars what each execution is recorded with
         */
        Entry(Plan plan, Optional<TraceParent> parent, Particulars particulars) {
            this.plan = plan;
            this.parent = parent;
            this.particulars = particulars;
        }

        Particulars particulars() {
            return particulars;
        }

        /** The same with more limits. */
        Entry limited(Limits more) {
            return new Entry(plan.limited(more), parent, particulars);
        }

        /** The same with parameters. */
        Entry bound(byte[] parameters, boolean cut) {
            return new Entry(plan, parent, new Particulars(particulars.text(), parameters, cut));
        }

        Optional<TraceParent> parent() {
            return parent;
        }

        Plan plan() {
            return plan;
        }

        void plan(Plan renewed) {
            plan = renewed;
        }
    }

    /** What a name means to the database when it comes to the message that is judged. */
    sealed interface Meaning {
        record Known(Entry entry) implements Meaning {}

        record Nothing() implements Meaning {}

        /** One or the other: it hangs on whether the database does what it has not answered yet. */
        record Unsettled() implements Meaning {}

        /** What it means, where that is settled. */
        default Optional<Entry> settled() {
            return this instanceof Known(Entry entry) ? Optional.of(entry) : Optional.empty();
        }
    }

    /** What a message does to names, if the database does it. */
    static final class Change {

        private final Names names;
        private final Optional<String> name;
        private final Optional<Entry> gives;
        private final boolean ofSql;
        private final Optional<Long> batch;

        /**
         * @param name empty for all of them
         * @param gives what it means then; empty for nothing
         * @param ofSql whether SQL does it: what it gives may outlive the transaction
         * @param batch whose failure leaves out everything up to its end
         */
        private Change(Names names, Optional<String> name, Optional<Entry> gives, boolean ofSql, Optional<Long> batch) {
            this.names = names;
            this.name = name;
            this.gives = gives;
            this.ofSql = ofSql;
            this.batch = batch;
            names.underWay.add(this);
        }

        private boolean of(String other) {
            return name.isEmpty() || name.get().equals(other);
        }

        /** The database has done it. */
        void done() {
            undone();
            if (name.isEmpty()) {
                names.known.clear();
            } else if (gives.isPresent()) {
                names.known.put(name.get(), new Named(gives.get(), ofSql));
            } else {
                names.known.remove(name.get());
            }
        }

        /** The database has not done it. */
        void undone() {
            names.underWay.removeFirstOccurrence(this);
        }

        /** Nobody knows whether the database has done it: what can mean one thing or another may not be used. */
        void doubtful() {
            boolean other = name.isEmpty() || names.known.containsKey(name.get());
            if (other) {
                undone();
                name.ifPresentOrElse(names.known::remove, names.known::clear);
            } else {
                done();
            }
        }
    }

    private record Named(Entry entry, boolean ofSql) {}

    /** Names of one kind. */
    private static final class Names {

        private final Map<String, Named> known = new HashMap<>();
        private final Deque<Change> underWay = new ArrayDeque<>();

        /**
         * If a change in the same batch fails, then so does the message. One that was sent before in another batch, or by
         * a simple query, may have failed and left the name as it was.
         */
        Meaning meaning(String name, long batch) {
            Iterator<Change> newestFirst = underWay.descendingIterator();
            Optional<Change> newest = Optional.empty();
            while (newestFirst.hasNext()) {
                Change change = newestFirst.next();
                if (!change.of(name)) {
                    continue;
                }
                if (newest.isPresent() || change.batch.isEmpty()) {
                    return new Meaning.Unsettled();
                }
                if (change.batch.get() == batch) {
                    return meaning(change.gives);
                }
                newest = Optional.of(change);
            }
            Optional<Entry> before = Optional.ofNullable(known.get(name)).map(Named::entry);
            if (newest.isEmpty()) {
                return meaning(before);
            }
            return before.isPresent() ? new Meaning.Unsettled() : meaning(newest.get().gives);
        }

        private static Meaning meaning(Optional<Entry> entry) {
            return entry.<Meaning>map(Meaning.Known::new).orElseGet(Meaning.Nothing::new);
        }
    }

    Meaning statement(String name) {
        return statements.meaning(name, batch);
    }

    /** A portal or a cursor. */
    Meaning portal(String name) {
        return portals.meaning(name, batch);
    }

    /** Parse is sent. */
    Change prepares(String statement, Entry entry) {
        return new Change(statements, Optional.of(statement), Optional.of(entry), false, Optional.of(batch));
    }

    /** Bind is sent. */
    Change binds(String portal, Entry entry) {
        return new Change(portals, Optional.of(portal), Optional.of(entry), false, Optional.of(batch));
    }

    /** Close is sent. */
    Change closesStatement(String name) {
        return new Change(statements, Optional.of(name), Optional.empty(), false, Optional.of(batch));
    }

    /** Close is sent. */
    Change closesPortal(String name) {
        return new Change(portals, Optional.of(name), Optional.empty(), false, Optional.of(batch));
    }

    /** Sync is sent: a failure reaches no further. */
    void batchEnds() {
        batch++;
    }

    /** A simple query is sent, which ends the portal without a name. */
    void queried() {
        portals.known.remove("");
    }

    /**
     * What is sent to run changes names by SQL.
     *
     * @param simple whether it is a simple query
     * @return for each step of the plan; empty when none of them does anything to names
     */
    List<List<Change>> runs(Entry entry, boolean simple) {
        if (entry.plan().steps().stream().allMatch(step -> step.namedObjects().isEmpty())) {
            return List.of();
        }
        Optional<Long> in = simple ? Optional.empty() : Optional.of(batch);
        List<List<Change>> changes = new ArrayList<>();
        for (Plan.Step step : entry.plan().steps()) {
            changes.add(step.namedObjects().stream()
                    .flatMap(object -> change(object, entry, in).stream())
                    .toList());
        }
        return changes;
    }

    private Optional<Change> change(NamedObject object, Entry entry, Optional<Long> in) {
        return switch (object) {
            case NamedObject.Prepares(String name) ->
                Optional.of(new Change(statements, Optional.of(name), Optional.of(entry), true, in));
            case NamedObject.Deallocates(Optional<String> name) ->
                Optional.of(new Change(statements, name, Optional.empty(), true, in));
            case NamedObject.DeclaresCursor(String name) ->
                Optional.of(new Change(portals, Optional.of(name), Optional.of(entry), true, in));
            case NamedObject.ClosesCursor(Optional<String> name) ->
                Optional.of(new Change(portals, name, Optional.empty(), true, in));
            case NamedObject.Executes _, NamedObject.FetchesCursor _ -> Optional.empty();
        };
    }

    /** Portals end with their transaction; cursors may be made to outlive it, so their names stay. */
    void transactionEnded() {
        portals.known.values().removeIf(named -> !named.ofSql());
    }
}
