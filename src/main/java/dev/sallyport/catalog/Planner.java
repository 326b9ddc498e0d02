package dev.sallyport.catalog;

import java.util.List;
import java.util.Set;

/** Asks a database how it would execute a statement. Thread-safe; blocks. */
public interface Planner {

    /**
     * The plan of one statement, with every parameter unknown.
     *
     * @param path where unqualified names are looked up
     * @throws CatalogLoader.CatalogUnavailable when the database cannot be asked
     */
    Planning plan(String statement, List<String> path);

    /** What the database says. */
    sealed interface Planning {

        /**
         * It would read these relations.
         *
         * @param targets relations that it writes
         */
        record Planned(List<Scan> scans, Set<RelationName> targets) implements Planning {
            public Planned {
                scans = List.copyOf(scans);
                targets = Set.copyOf(targets);
            }
        }

        /** It would not execute it, or cannot plan it before it does. */
        record Failed(String code) implements Planning {}
    }

    /**
     * A relation that a plan reads.
     *
     * @param alias what it is called in the statement; the database may have made it unique by adding a number
     */
    record Scan(RelationName relation, String alias) {}
}
