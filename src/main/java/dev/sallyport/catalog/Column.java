package dev.sallyport.catalog;

import java.util.Optional;
import java.util.Set;

/**
 * A column of a relation.
 *
 * @param number the attribute number, from 1; numbers of dropped columns are missing
 * @param generatedFrom if its value is computed from those of others: from which
 */
public record Column(String name, int number, ColumnType type, Optional<Set<String>> generatedFrom) {

    public Column {
        generatedFrom = generatedFrom.map(Set::copyOf);
    }

    /** A column that is not generated. */
    public Column(String name, int number, ColumnType type) {
        this(name, number, type, Optional.empty());
    }

    /** Whether its value is computed from those of others. */
    public boolean generated() {
        return generatedFrom.isPresent();
    }
}
