package dev.sallyport.classify.detect;

/** Texts of decimal digits, as check digit algorithms need them. Only ASCII digits count. */
final class Digits {

    private Digits() {}

    static boolean all(String text) {
        return !text.isEmpty() && text.chars().allMatch(Digits::is);
    }

    static boolean is(int c) {
        return c >= '0' && c <= '9';
    }

    static int at(String text, int index) {
        return text.charAt(index) - '0';
    }

    /** The sum of each digit times its weight; digits beyond the weights do not count. */
    static int weighted(String text, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += at(text, i) * weights[i];
        }
        return sum;
    }

    /** The text without blanks, dots, dashes and slashes that people put between groups of digits. */
    static String bare(String text) {
        StringBuilder bare = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '.' && c != '-' && c != '/' && c != '\u00a0') {
                bare.append(c);
            }
        }
        return bare.toString();
    }

    /** Whether all digits are the same, as in numbers that somebody typed to fill a field. */
    static boolean uniform(String digits) {
        return digits.chars().distinct().count() == 1;
    }
}
