package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.OutputColumn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How often a statement's text refers to each column of a relation. */
final class Reads {

    private final Map<OutputColumn, Integer> counts = new HashMap<>();
    private final Set<OutputColumn> since = new HashSet<>();

    void note(RelationName relation, String column) {
        OutputColumn read = new OutputColumn(relation, column);
        counts.merge(read, 1, Integer::sum);
        since.add(read);
    }

    Map<OutputColumn, Integer> counts() {
        return Map.copyOf(counts);
    }

    /** What was referred to since this was asked last. */
    Set<OutputColumn> take() {
        Set<OutputColumn> taken = Set.copyOf(since);
        since.clear();
        return taken;
    }
}
