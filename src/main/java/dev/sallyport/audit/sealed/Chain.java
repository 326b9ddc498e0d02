package dev.sallyport.audit.sealed;

import java.time.LocalDate;

/**
 * The keys of one person in one jurisdiction, one for each day from some day on. A day's link gives its key and the link of
 * the day after, by HMAC-SHA-256, and nothing of the days before: to destroy these, the link of a later day takes its place.
 *
 * @param unit the person's pseudonym
 * @param shelf the day that the link is of
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Chain(String unit, Shelf shelf, byte[] link) {

    /** @param day this one's, or a later one */
    Chain at(LocalDate day) {
        byte[] later = link;
        for (LocalDate one = shelf.day(); one.isBefore(day); one = one.plusDays(1)) {
            later = new Hmac().of(later, "next day");
        }
        return new Chain(unit, new Shelf(shelf.jurisdiction(), day), later);
    }

    /** What the day is sealed with. */
    byte[] key() {
        return new Hmac().of(link, "key");
    }
}
