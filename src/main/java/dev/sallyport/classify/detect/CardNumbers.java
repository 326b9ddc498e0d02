package dev.sallyport.classify.detect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.CreditCardValidator;
import org.apache.commons.validator.routines.CreditCardValidator.CreditCardRange;

/**
 * Payment card numbers: 12 to 19 digits in a range of a scheme's issuer identification numbers, the last by the Luhn
 * algorithm (ISO/IEC 7812-1, annex B).
 */
final class CardNumbers {

    private static final Pattern FORM = Pattern.compile("\\d{4}([ -]?)\\d{4,6}\\1\\d{3,5}(\\1\\d{1,4}){0,2}");
    private static final Pattern WITHIN =
            Pattern.compile("(?<![\\d-])\\d{4}([ -]?)\\d{4,6}\\1\\d{4,5}(\\1\\d{3,4})?(?![\\d-])");
    private static final int LEAST_DIGITS = 13;

    /** The ranges that the schemes publish, but for the oldest and those of single countries. */
    private static final CreditCardValidator CARDS = new CreditCardValidator(new CreditCardRange[] {
        new CreditCardRange("4", null, new int[] {13, 16, 19}), // Visa
        new CreditCardRange("51", "55", 16, 16), // Mastercard
        new CreditCardRange("2221", "2720", 16, 16),
        new CreditCardRange("34", null, 15, 15), // American Express
        new CreditCardRange("37", null, 15, 15),
        new CreditCardRange("6011", null, 16, 19), // Discover
        new CreditCardRange("644", "65", 16, 19),
        new CreditCardRange("300", "305", 14, 19), // Diners Club
        new CreditCardRange("3095", null, 14, 19),
        new CreditCardRange("36", null, 14, 19),
        new CreditCardRange("38", "39", 14, 19),
        new CreditCardRange("3528", "3589", 16, 19), // JCB
        new CreditCardRange("62", null, 16, 19), // UnionPay
        new CreditCardRange("50", null, 13, 19), // Maestro
        new CreditCardRange("56", "58", 13, 19),
        new CreditCardRange("6304", null, 13, 19),
        new CreditCardRange("6759", "6763", 13, 19),
        new CreditCardRange("2200", "2204", 16, 19), // Mir
        new CreditCardRange("60", null, 16, 16), // RuPay
    });

    private CardNumbers() {}

    static Verdict judge(String value) {
        if (!FORM.matcher(value).matches()) {
            return Verdict.NO;
        }
        String digits = Digits.bare(value);
        return digits.length() < LEAST_DIGITS ? Verdict.NO : Verdict.of(valid(digits));
    }

    static Verdict within(String text) {
        Matcher found = WITHIN.matcher(text);
        while (found.find()) {
            String digits = Digits.bare(found.group());
            if (digits.length() >= LEAST_DIGITS && valid(digits)) {
                return Verdict.VALID;
            }
        }
        return Verdict.NO;
    }

    private static boolean valid(String digits) {
        return !Digits.uniform(digits) && CARDS.isValid(digits);
    }
}
