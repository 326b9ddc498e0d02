package dev.sallyport.classify.detect;

/**
 * The NHS number of England and Wales: ten digits, the last of which checks the others modulo 11 with the weights 10 to 2
 * (NHS Data Dictionary, "NHS NUMBER"). The International Standard Book Number of ten digits is checked alike, so
 * that values alone prove nothing.
 */
final class NhsNumber {

    private static final int LENGTH = 10;

    private NhsNumber() {}

    static Verdict judge(String value) {
        String digits = Digits.bare(value);
        return digits.length() == LENGTH && Digits.all(digits) ? Verdict.of(checks(digits)) : Verdict.NO;
    }

    private static boolean checks(String digits) {
        int check = (11 - Digits.weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11;
        return check == Digits.at(digits, LENGTH - 1) && !Digits.uniform(digits);
    }
}
