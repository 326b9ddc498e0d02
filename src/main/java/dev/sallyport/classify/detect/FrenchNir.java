package dev.sallyport.classify.detect;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The French numéro d'inscription au répertoire: thirteen characters and a key, 97 minus the number modulo 97; in the
 * departments of Corsica 2A counts as 19 and 2B as 18 (INSEE, "Numéro de sécurité sociale", and décret 82-103).
 */
final class FrenchNir {

    /** Sex, year, month (beyond 12 where it is not known), department, commune and order, key. */
    private static final Pattern FORM =
            Pattern.compile("[1-478]\\d{2}(0[1-9]|1[0-2]|[2-9]\\d)(\\d{2}|2[AB])\\d{6}\\d{2}");

    private static final int KEY = 13;
    private static final long MODULUS = 97;

    private FrenchNir() {}

    static Verdict judge(String value) {
        String bare = Digits.bare(value).toUpperCase(Locale.ROOT);
        return FORM.matcher(bare).matches() ? Verdict.of(checks(bare)) : Verdict.NO;
    }

    private static boolean checks(String bare) {
        String digits = bare.substring(0, KEY).replace("2A", "19").replace("2B", "18");
        return MODULUS - Long.parseLong(digits) % MODULUS == Long.parseLong(bare.substring(KEY));
    }
}
