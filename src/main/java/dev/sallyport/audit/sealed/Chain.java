package dev.sallyport.audit.sealed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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
            later = hmac(later, "next day");
        }
        return new Chain(unit, new Shelf(shelf.jurisdiction(), day), later);
    }

    /** What the day is sealed with. */
    byte[] key() {
        return hmac(link, "key");
    }

    private static byte[] hmac(byte[] key, String what) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(what.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no HMAC-SHA-256", impossible);
        }
    }
}
