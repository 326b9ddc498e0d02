package dev.sallyport.classify.detect;

/**
 * The Dutch burgerservicenummer: nine digits that pass the "elfproef" with the weights 9 to 2 and -1 (Rijksdienst voor
 * Identiteitsgegevens, Logisch Ontwerp BSN). One in eleven numbers passes, so that values alone prove nothing.
 */
final class DutchBsn {

    private static final int LENGTH = 9;

    private DutchBsn() {}

    static Verdict judge(String value) {
        String digits = Digits.bare(value);
        return digits.length() == LENGTH && Digits.all(digits)
                ? Verdict.of(Digits.weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0 && !Digits.uniform(digits))
                : Verdict.NO;
    }
}
