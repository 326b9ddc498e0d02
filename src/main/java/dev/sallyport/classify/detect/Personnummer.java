package dev.sallyport.classify.detect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;

/**
 * The Swedish personnummer: a birth date, three digits and a check digit over the ten digits without the century, by the
 * Luhn algorithm (Skatteverket, SKV 704). In a samordningsnummer, 60 is added to the day.
 */
final class Personnummer {

    private static final Pattern FORM = Pattern.compile("(?<century>18|19|20)?(?<number>\\d{6}[-+]?\\d{4})");

    private Personnummer() {}

    static Verdict judge(String value) {
        Matcher form = FORM.matcher(value);
        if (!form.matches()) {
            return Verdict.NO;
        }
        String digits = Digits.bare(form.group("number")).replace("+", "");
        return Verdict.of(hasDate(digits) && LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(digits));
    }

    /** The century does not matter but for one day: 2000 was a leap year, and so are the years that end alike. */
    private static boolean hasDate(String digits) {
        int day = Integer.parseInt(digits.substring(4, 6));
        return Dates.exists(
                2000 + Integer.parseInt(digits.substring(0, 2)),
                Integer.parseInt(digits.substring(2, 4)),
                day > 60 ? day - 60 : day);
    }
}
