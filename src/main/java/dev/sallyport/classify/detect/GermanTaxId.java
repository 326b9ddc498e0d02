package dev.sallyport.classify.detect;

/**
 * The German Steueridentifikationsnummer: eleven digits, the last by ISO/IEC 7064, MOD 11,10 (Section 139b AO, and
 * Bundeszentralamt für Steuern, "Aufbau der Identifikationsnummer"). Among the first ten, the first is not 0, and one digit
 * stands there two or three times, all others at most once.
 */
final class GermanTaxId {

    private static final int LENGTH = 11;

    private GermanTaxId() {}

    static Verdict judge(String value) {
        String digits = Digits.bare(value);
        return digits.length() == LENGTH && Digits.all(digits)
                ? Verdict.of(digits.charAt(0) != '0' && repeatsOne(digits) && checks(digits))
                : Verdict.NO;
    }

    private static boolean repeatsOne(String digits) {
        int[] times = new int[10];
        for (int i = 0; i < LENGTH - 1; i++) {
            times[Digits.at(digits, i)]++;
        }
        int repeated = 0;
        for (int count : times) {
            if (count > 3) {
                return false;
            }
            repeated += count > 1 ? 1 : 0;
        }
        return repeated == 1;
    }

    private static boolean checks(String digits) {
        int product = 10;
        for (int i = 0; i < LENGTH - 1; i++) {
            int sum = (Digits.at(digits, i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == Digits.at(digits, LENGTH - 1);
    }
}
