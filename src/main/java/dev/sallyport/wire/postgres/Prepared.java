package dev.sallyport.wire.postgres;

import dev.sallyport.governor.Plan;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The prepared statements, portals and cursors that the session has at the database by name, as far as the gate let them
 * be made. Protocol and SQL share the names, so they stand in one place. What is not in here may not be used.
 */
final class Prepared {

    private final Map<String, Entry> statements = new HashMap<>();
    private final Map<String, Entry> portals = new HashMap<>();
    private final Map<String, Entry> cursors = new HashMap<>();

    /** What was decided for something that has a name; decided anew when policy, catalog or search path change. */
    static final class Entry {
        private Plan plan;

        Entry(Plan plan) {
            this.plan = plan;
        }

        Plan plan() {
            return plan;
        }

        void plan(Plan renewed) {
            plan = renewed;
        }
    }

    Optional<Entry> statement(String name) {
        return Optional.ofNullable(statements.get(name));
    }

    Optional<Entry> portal(String name) {
        Entry portal = portals.get(name);
        return portal != null ? Optional.of(portal) : Optional.ofNullable(cursors.get(name));
    }

    /** @return what had the name before */
    Optional<Entry> prepare(String name, Entry entry) {
        return Optional.ofNullable(statements.put(name, entry));
    }

    /** Undoes {@link #prepare} when it turns out that the database did not do it. */
    void restore(String name, Optional<Entry> before) {
        before.ifPresentOrElse(entry -> statements.put(name, entry), () -> statements.remove(name));
    }

    void bind(String portal, Entry entry) {
        portals.put(portal, entry);
    }

    void declare(String cursor, Entry entry) {
        cursors.put(cursor, entry);
    }

    void closeStatement(Optional<String> name) {
        name.ifPresentOrElse(statements::remove, statements::clear);
    }

    void closePortal(String name) {
        portals.remove(name);
    }

    void closeCursor(Optional<String> name) {
        name.ifPresentOrElse(cursors::remove, cursors::clear);
    }

    /** Portals end with their transaction; cursors may be made to outlive it, so their names stay. */
    void transactionEnded() {
        portals.clear();
    }
}
