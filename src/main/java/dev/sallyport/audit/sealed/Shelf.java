package dev.sallyport.audit.sealed;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What is kept equally long, and so has keys and files of its own.
 *
 * @param jurisdiction of the database that the records are about; empty when it has none
 * @param day of the records, in UTC
 */
public record Shelf(String jurisdiction, LocalDate day) {

    private static final long MICROS = 1_000_000;

    /** @param micros a record's time, since 1970 UTC */
    public static Shelf of(String jurisdiction, long micros) {
        return new Shelf(jurisdiction, day(micros));
    }

    /** @param micros since 1970 UTC */
    public static LocalDate day(long micros) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(Math.floorDiv(micros, MICROS)), ZoneOffset.UTC);
    }
}
