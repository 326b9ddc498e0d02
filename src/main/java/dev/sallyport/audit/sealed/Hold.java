package dev.sallyport.audit.sealed;

import java.util.List;
import java.util.Optional;

/**
 * What must not be destroyed, because a court or an investigation may ask for it.
 *
 * @param reference the case
 * @param unit the pseudonym of the person; empty when it is everything
 * @param why for auditors
 * @param micros when that was recorded, since 1970 UTC
 * @param by the pseudonyms of those who ordered it
 */
public record Hold(String reference, Optional<String> unit, String why, long micros, List<String> by) {

    public Hold {
        by = List.copyOf(by);
    }

    /** Whether it is the same person's, or everything's, in the same case. */
    boolean isOf(String otherReference, Optional<String> otherUnit) {
        return reference.equals(otherReference) && unit.equals(otherUnit);
    }
}
