package dev.sallyport.classify.detect;

import org.apache.commons.validator.routines.checkdigit.VerhoeffCheckDigit;

/**
 * The Indian Aadhaar number: twelve digits, the first neither 0 nor 1, the last by the Verhoeff algorithm (UIDAI, "A UID
 * Numbering Scheme", 2010).
 */
final class Aadhaar {

    private static final int LENGTH = 12;

    private Aadhaar() {}

    static Verdict judge(String value) {
        String digits = Digits.bare(value);
        return digits.length() == LENGTH && Digits.all(digits) && digits.charAt(0) >= '2'
                ? Verdict.of(VerhoeffCheckDigit.VERHOEFF_CHECK_DIGIT.isValid(digits) && !Digits.uniform(digits))
                : Verdict.NO;
    }
}
