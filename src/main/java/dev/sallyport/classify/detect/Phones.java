package dev.sallyport.classify.detect;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Telephone numbers. With the country code (ITU-T E.164, "International ITU-T E.164-number structure") the number is
 * judged by its country's plan; without it, only its form can be.
 */
final class Phones {

    private static final Pattern INTERNATIONAL = Pattern.compile("(?:\\+|00)[1-9][\\d ().\\-/]{5,24}");
    private static final Pattern NATIONAL = Pattern.compile("\\(?\\d[\\d ().\\-/]{5,22}\\d");
    private static final Pattern WITHIN = Pattern.compile("\\+[1-9](?:[ ().\\-/]{0,2}\\d){6,14}(?!\\d)");
    private static final int LEAST_DIGITS = 7;
    private static final int MOST_DIGITS = 15;

    private Phones() {}

    static Verdict judge(String value) {
        if (INTERNATIONAL.matcher(value).matches()) {
            return enough(value) ? Verdict.of(valid(value)) : Verdict.NO;
        }
        return NATIONAL.matcher(value).matches()
                        && enough(value)
                        && Dates.read(value).isEmpty()
                ? Verdict.FORM
                : Verdict.NO;
    }

    static Verdict within(String text) {
        if (text.indexOf('+') < 0) {
            return Verdict.NO;
        }
        Matcher found = WITHIN.matcher(text);
        while (found.find()) {
            if (valid(found.group())) {
                return Verdict.VALID;
            }
        }
        return Verdict.NO;
    }

    private static boolean enough(String value) {
        long digits = value.chars().filter(Digits::is).count();
        return digits >= LEAST_DIGITS && digits <= MOST_DIGITS;
    }

    private static boolean valid(String value) {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        try {
            String international = value.startsWith("00") ? "+" + value.substring(2) : value;
            return numbers.isValidNumber(numbers.parse(international, "ZZ"));
        } catch (NumberParseException notANumber) {
            return false;
        }
    }
}
