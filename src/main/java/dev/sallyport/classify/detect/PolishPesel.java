package dev.sallyport.classify.detect;

/**
 * The Polish PESEL: a birth date with the century in its month, four digits and a check digit with the weights 1, 3, 7, 9
 * (Ustawa o ewidencji ludności of 24 September 2010, article 15).
 */
final class PolishPesel {

    private static final int LENGTH = 11;

    private PolishPesel() {}

    static Verdict judge(String value) {
        String digits = Digits.bare(value);
        return digits.length() == LENGTH && Digits.all(digits)
                ? Verdict.of(hasDate(digits) && checks(digits))
                : Verdict.NO;
    }

    private static boolean checks(String digits) {
        int sum = Digits.weighted(digits, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3);
        return (10 - sum % 10) % 10 == Digits.at(digits, LENGTH - 1);
    }

    private static boolean hasDate(String digits) {
        int month = Integer.parseInt(digits.substring(2, 4));
        int century = switch (month / 20) {
            case 0 -> 1900;
            case 1 -> 2000;
            case 2 -> 2100;
            case 3 -> 2200;
            default -> 1800;
        };
        return Dates.exists(
                century + Integer.parseInt(digits.substring(0, 2)),
                month % 20,
                Integer.parseInt(digits.substring(4, 6)));
    }
}
