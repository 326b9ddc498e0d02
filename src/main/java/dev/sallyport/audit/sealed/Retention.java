package dev.sallyport.audit.sealed;

import java.time.LocalDate;
import java.util.Set;

/**
 * What has been kept long enough: all that is sealed in a jurisdiction, of the days before one, but for persons under hold.
 *
 * @param held their pseudonyms
 */
public record Retention(String jurisdiction, LocalDate before, Set<String> held) {

    public Retention {
        held = Set.copyOf(held);
    }

    boolean covers(String unit, Shelf shelf) {
        return covers(shelf) && !held.contains(unit);
    }

    /** What is there of nobody under hold. */
    boolean covers(Shelf shelf) {
        return shelf.jurisdiction().equals(jurisdiction) && shelf.day().isBefore(before);
    }
}
