package dev.sallyport.classify.detect;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The Spanish DNI, eight digits and a letter that is their remainder by 23, and the NIE of foreigners, where X, Y or Z
 * stands for the leading digit 0, 1 or 2 (Ministerio del Interior, "Cálculo del dígito de control del NIF-NIE").
 */
final class SpanishId {

    private static final String LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final Pattern FORM = Pattern.compile("[XYZ\\d]\\d{7}[A-Z]");

    private SpanishId() {}

    static Verdict judge(String value) {
        String bare = Digits.bare(value).toUpperCase(Locale.ROOT);
        return FORM.matcher(bare).matches() ? Verdict.of(checks(bare)) : Verdict.NO;
    }

    private static boolean checks(String bare) {
        int foreigner = "XYZ".indexOf(bare.charAt(0));
        String digits = (foreigner >= 0 ? Integer.toString(foreigner) : bare.substring(0, 1)) + bare.substring(1, 8);
        return LETTERS.charAt(Integer.parseInt(digits) % LETTERS.length()) == bare.charAt(8);
    }
}
