package dev.sallyport.classify.detect;

/**
 * The Brazilian CPF: nine digits and two check digits modulo 11, the second over the first too (Receita Federal,
 * Instrução Normativa on the Cadastro de Pessoas Físicas).
 */
final class BrazilianCpf {

    private static final int LENGTH = 11;

    private BrazilianCpf() {}

    static Verdict judge(String value) {
        String digits = Digits.bare(value);
        return digits.length() == LENGTH && Digits.all(digits) ? Verdict.of(checks(digits)) : Verdict.NO;
    }

    private static boolean checks(String digits) {
        return check(Digits.weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == Digits.at(digits, 9)
                && check(Digits.weighted(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == Digits.at(digits, 10)
                && !Digits.uniform(digits);
    }

    private static int check(int sum) {
        return sum % 11 < 2 ? 0 : 11 - sum % 11;
    }
}
