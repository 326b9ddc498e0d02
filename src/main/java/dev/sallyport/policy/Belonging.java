package dev.sallyport.policy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which jurisdictions the data of a relation belongs to. */
sealed interface Belonging {

    /** Those that are named. */
    Set<String> jurisdictions();

    /** All of it to one. */
    record Whole(String jurisdiction) implements Belonging {
        @Override
        public Set<String> jurisdictions() {
            return Set.of(jurisdiction);
        }
    }

    /**
     * Each row by the value of a column.
     *
     * @param values the jurisdiction of each value
     * @param otherwise that of all others and of none; without it such rows belong to no jurisdiction, and are nowhere
     */
    record ByColumn(String column, Map<String, String> values, Optional<String> otherwise) implements Belonging {
        public ByColumn {
            values = Map.copyOf(values);
        }

        @Override
        public Set<String> jurisdictions() {
            Set<String> named = new TreeSet<>(values.values());
            otherwise.ifPresent(named::add);
            return named;
        }
    }

    /** Each row by an expression that gives the jurisdiction's name. It names none itself: it can give any. */
    record ByExpression(String sql) implements Belonging {
        @Override
        public Set<String> jurisdictions() {
            return Set.of();
        }
    }
}
