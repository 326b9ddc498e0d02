package dev.sallyport.classify.detect;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The national insurance number of the United Kingdom, which has no check digit: the letters that HM Revenue and Customs
 * allocates (National Insurance Manual, NIM39110, "Format of NINO").
 */
final class NationalInsuranceNumber {

    private static final Pattern FORM = Pattern.compile("[A-Z]{2}\\d{6}[A-D]");
    private static final Set<String> NOT_ALLOCATED = Set.of("BG", "GB", "KN", "NK", "NT", "TN", "ZZ");

    private NationalInsuranceNumber() {}

    static Verdict judge(String value) {
        String bare = Digits.bare(value).toUpperCase(Locale.ROOT);
        return FORM.matcher(bare).matches() ? Verdict.of(allocated(bare)) : Verdict.NO;
    }

    private static boolean allocated(String bare) {
        return "DFIQUV".indexOf(bare.charAt(0)) < 0
                && "DFIQUVO".indexOf(bare.charAt(1)) < 0
                && !NOT_ALLOCATED.contains(bare.substring(0, 2));
    }
}
