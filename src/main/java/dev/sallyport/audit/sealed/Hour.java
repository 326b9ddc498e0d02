package dev.sallyport.audit.sealed;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * An hour of a shelf, which is a unit too.
 *
 * @param of the day, from 0 to 23, in UTC
 */
record Hour(Shelf shelf, int of) {

    private static final String PREFIX = "h_";
    private static final int DAY_DIGITS = 8;
    private static final int DIGITS = DAY_DIGITS + 2;
    private static final int HOURS = 24;
    private static final long MICROS = 3_600_000_000L;

    /** @param micros a time since 1970 UTC; when it is of another day, the first hour of the shelf's is taken */
    static Hour of(Shelf shelf, long micros) {
        boolean within = Shelf.day(micros).equals(shelf.day());
        return new Hour(shelf, within ? (int) Math.floorMod(Math.floorDiv(micros, MICROS), (long) HOURS) : 0);
    }

    /** Its name as a unit, as {@code h_2026113014/eu}. */
    String name() {
        String jurisdiction = shelf.jurisdiction();
        return PREFIX
                + DateTimeFormatter.BASIC_ISO_DATE.format(shelf.day())
                + digits()
                + (jurisdiction.isEmpty() ? "" : "/" + jurisdiction);
    }

    /** Two. */
    String digits() {
        return (of < 10 ? "0" : "") + of;
    }

    /** Empty when that is the name of no hour. */
    static Optional<Hour> parse(String name) {
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String time = name.substring(PREFIX.length());
        int slash = time.indexOf('/');
        String digits = slash < 0 ? time : time.substring(0, slash);
        try {
            LocalDate day = LocalDate.parse(
                    digits.substring(0, Math.min(DAY_DIGITS, digits.length())), DateTimeFormatter.BASIC_ISO_DATE);
            int hour = Integer.parseInt(digits.substring(DAY_DIGITS));
            return digits.length() == DIGITS && hour >= 0 && hour < HOURS
                    ? Optional.of(new Hour(new Shelf(slash < 0 ? "" : time.substring(slash + 1), day), hour))
                    : Optional.empty();
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException other) {
            return Optional.empty();
        }
    }
}
