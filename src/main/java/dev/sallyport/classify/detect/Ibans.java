package dev.sallyport.classify.detect;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.IBANValidator;

/** International bank account numbers: length and structure by country, and the remainder by 97 (ISO 13616, ISO/IEC 7064). */
final class Ibans {

    private static final Pattern FORM = Pattern.compile("[A-Z]{2}\\d{2}[A-Z0-9]{11,30}");
    private static final Pattern WITHIN =
            Pattern.compile("\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b");

    private Ibans() {}

    static Verdict judge(String value) {
        String bare = Digits.bare(value).toUpperCase(Locale.ROOT);
        return FORM.matcher(bare).matches() ? Verdict.of(valid(bare)) : Verdict.NO;
    }

    static Verdict within(String text) {
        Matcher found = WITHIN.matcher(text);
        while (found.find()) {
            if (valid(Digits.bare(found.group()))) {
                return Verdict.VALID;
            }
        }
        return Verdict.NO;
    }

    private static boolean valid(String bare) {
        return IBANValidator.getInstance().isValid(bare);
    }
}
