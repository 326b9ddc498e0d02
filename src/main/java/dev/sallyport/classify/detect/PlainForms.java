package dev.sallyport.classify.detect;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values that are so common that they only confirm what a column's name says. */
final class PlainForms {

    private static final int OLDEST_YEARS = 115;
    private static final Pattern YEAR = Pattern.compile("[12]\\d{3}");
    private static final Pattern SECURITY_CODE = Pattern.compile("\\d{3,4}");
    private static final Pattern COORDINATE = Pattern.compile("[-+]?\\d{1,3}(?:\\.\\d+)?");
    private static final Pattern COORDINATES = Pattern.compile("[-+]?\\d{1,3}\\.\\d+\\s*[,;]\\s*[-+]?\\d{1,3}\\.\\d+");
    private static final Pattern DOCUMENT = Pattern.compile("(?=.*\\d)[A-Z0-9]{6,20}");

    private PlainForms() {}

    /** The birth date or year of somebody who may be alive; days of the future and of this year are hardly any. */
    static Verdict birthDate(String value, LocalDate today) {
        Optional<LocalDate> date = Dates.read(YEAR.matcher(value).matches() ? value + "-01-01" : value);
        if (date.isEmpty()) {
            return Verdict.NO;
        }
        boolean lived =
                date.get().isAfter(today.minusYears(OLDEST_YEARS)) && date.get().isBefore(today.minusYears(1));
        return Verdict.of(lived);
    }

    static Verdict securityCode(String value) {
        return SECURITY_CODE.matcher(value).matches() ? Verdict.VALID : Verdict.NO;
    }

    /** Degrees (WGS 84): a latitude or longitude, or both. */
    static Verdict coordinate(String value) {
        if (COORDINATES.matcher(value).matches()) {
            return Verdict.VALID;
        }
        return COORDINATE.matcher(value).matches()
                ? Verdict.of(Math.abs(Double.parseDouble(value)) <= 180)
                : Verdict.NO;
    }

    /** The number of a passport or another document. */
    static Verdict document(String value) {
        return DOCUMENT.matcher(Digits.bare(value).toUpperCase(Locale.ROOT)).matches() ? Verdict.FORM : Verdict.NO;
    }
}
