package dev.sallyport.classify.detect;

import java.util.regex.Pattern;

/**
 * The social security number of the United States, which has no check digit: area, group and serial are judged by the
 * rules of the Social Security Administration ("Social Security Number Randomization"): no area 000, 666 or 900 to 999, no
 * group 00, no serial 0000.
 */
final class SocialSecurityNumber {

    private static final Pattern FORM = Pattern.compile("\\d{3}([- ])\\d{2}\\1\\d{4}");

    private SocialSecurityNumber() {}

    /** Only with its separators: nine bare digits are as many other things. */
    static Verdict judge(String value) {
        return FORM.matcher(value).matches() ? Verdict.of(possible(Digits.bare(value))) : Verdict.NO;
    }

    /** Nine digits, of which only a column's name can tell what they are. */
    static Verdict judgeBare(String value) {
        return value.length() == 9 && Digits.all(value) ? Verdict.of(possible(value)) : Verdict.NO;
    }

    private static boolean possible(String digits) {
        int area = Integer.parseInt(digits.substring(0, 3));
        return area != 0
                && area != 666
                && area < 900
                && !digits.startsWith("00", 3)
                && !digits.endsWith("0000")
                && !digits.equals("123456789")
                && !Digits.uniform(digits);
    }
}
