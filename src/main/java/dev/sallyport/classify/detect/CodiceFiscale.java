package dev.sallyport.classify.detect;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The Italian codice fiscale of a person: sixteen characters, the last of which checks the others: those in odd places
 * count by a table, those in even places as they are, modulo 26 (Decreto ministeriale 23 dicembre 1976, article 12). Digits may
 * be replaced by letters where two persons would have the same code ("omocodia").
 */
final class CodiceFiscale {

    private static final String DIGIT = "[\\dLMNPQRSTUV]";
    private static final Pattern FORM =
            Pattern.compile("[A-Z]{6}" + DIGIT + "{2}[ABCDEHLMPRST]" + DIGIT + "{2}[A-Z]" + DIGIT + "{3}[A-Z]");

    /** What the letters A to Z count in odd places; digits count as the letters in their place. */
    private static final int[] ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private static final int CHECK = 15;

    private CodiceFiscale() {}

    static Verdict judge(String value) {
        String bare = Digits.bare(value).toUpperCase(Locale.ROOT);
        return FORM.matcher(bare).matches() ? Verdict.of(checks(bare)) : Verdict.NO;
    }

    private static boolean checks(String code) {
        int sum = 0;
        for (int i = 0; i < CHECK; i++) {
            char c = code.charAt(i);
            int place = Digits.is(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? ODD[place] : place;
        }
        return 'A' + sum % 26 == code.charAt(CHECK);
    }
}
