package dev.sallyport.classify.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Numbers with check digits: published examples are valid, and no longer so when the check digit is another. */
class CheckDigitTest {

    private record Scheme(Function<String, Verdict> judge, List<String> valid) {}

    private static final Map<String, Scheme> SCHEMES = Map.ofEntries(
            Map.entry(
                    "card",
                    new Scheme(
                            CardNumbers::judge,
                            List.of(
                                    "4111111111111111",
                                    "4111 1111 1111 1111",
                                    "5555-5555-5555-4444",
                                    "378282246310005",
                                    "6011111111111117",
                                    "3530111333300000",
                                    "30569309025904",
                                    "2223003122003222",
                                    "6200000000000005"))),
            Map.entry("nhs", new Scheme(NhsNumber::judge, List.of("9434765919", "943 476 5919", "401 023 2137"))),
            Map.entry(
                    "steuer-id", new Scheme(GermanTaxId::judge, List.of("86095742719", "47036892816", "65929970489"))),
            Map.entry("nir", new Scheme(FrenchNir::judge, List.of("255081416802538", "2 55 08 14 168 025 38"))),
            Map.entry(
                    "dni",
                    new Scheme(SpanishId::judge, List.of("12345678Z", "12345678-z", "X1234567L", "X-5253868-R"))),
            Map.entry(
                    "codice fiscale",
                    new Scheme(CodiceFiscale::judge, List.of("RSSMRA85T10A562S", "RCCMNL83S18D969H"))),
            Map.entry("bsn", new Scheme(DutchBsn::judge, List.of("111222333", "123456782"))),
            Map.entry("pesel", new Scheme(PolishPesel::judge, List.of("44051401359", "44051401458"))),
            Map.entry(
                    "personnummer",
                    new Scheme(Personnummer::judge, List.of("811228-9874", "19811228-9874", "880320-0016"))),
            Map.entry("cpf", new Scheme(BrazilianCpf::judge, List.of("390.533.447-05", "52998224725"))),
            Map.entry("aadhaar", new Scheme(Aadhaar::judge, List.of("234123412346", "2341 2341 2346"))),
            Map.entry(
                    "iban",
                    new Scheme(
                            Ibans::judge,
                            List.of(
                                    "DE89370400440532013000",
                                    "DE89 3704 0044 0532 0130 00",
                                    "GB82WEST12345698765432",
                                    "FR1420041010050500013M02606"))));

    @Test
    void published_examples_are_valid() {
        SCHEMES.forEach((name, scheme) -> assertThat(scheme.valid())
                .as(name)
                .allSatisfy(value -> assertThat(scheme.judge().apply(value)).isEqualTo(Verdict.VALID)));
    }

    @Test
    void another_check_digit_is_not_valid() {
        SCHEMES.forEach((name, scheme) -> {
            for (String value : scheme.valid()) {
                int last = value.length() - 1;
                for (char other : alphabet(value.charAt(last)).toCharArray()) {
                    if (other != Character.toUpperCase(value.charAt(last))) {
                        assertThat(scheme.judge().apply(value.substring(0, last) + other))
                                .as("%s %s with %s", name, value, other)
                                .isNotEqualTo(Verdict.VALID);
                    }
                }
            }
        });
    }

    /** In a CPF the remainders 0 and 1 both give the digit 0 (here 231 and, with a 3 in front, 221 modulo 11). */
    private static final Set<String> RIGHT_ALL_THE_SAME = Set.of("cpf 490.533.447-05");

    @Test
    void any_other_digit_is_not_valid_either() {
        Set<String> valid = new TreeSet<>();
        SCHEMES.forEach((name, scheme) -> {
            for (String value : scheme.valid()) {
                for (int i = 0; i < value.length(); i++) {
                    // In a century nothing is checked.
                    boolean checked = !(name.equals("personnummer") && value.length() > 11 && i < 2);
                    for (char other = '0'; other <= '9' && checked && Character.isDigit(value.charAt(i)); other++) {
                        String changed = value.substring(0, i) + other + value.substring(i + 1);
                        if (other != value.charAt(i) && scheme.judge().apply(changed) == Verdict.VALID) {
                            valid.add(name + " " + changed);
                        }
                    }
                }
            }
        });
        assertThat(valid).isEqualTo(RIGHT_ALL_THE_SAME);
    }

    @Test
    void what_is_not_of_the_form_is_nothing() {
        SCHEMES.forEach((name, scheme) -> assertThat(
                        List.of("", "x", "12", "hello world", "2024-01-01", "1.5", "١٢٣٤٥٦٧٨٩"))
                .as(name)
                .allSatisfy(value -> assertThat(scheme.judge().apply(value)).isEqualTo(Verdict.NO)));
    }

    @Test
    void a_corsican_department_counts_as_a_number() {
        // 1 80 01 2A 004 001: 2A is 19 in the arithmetic.
        long key = 97 - 1_800_119_004_001L % 97;
        assertThat(FrenchNir.judge("180012A004001%02d".formatted(key))).isEqualTo(Verdict.VALID);
        assertThat(FrenchNir.judge("180012B004001%02d".formatted(key))).isEqualTo(Verdict.FORM);
    }

    @Test
    void numbers_of_one_digit_repeated_are_nobodys() {
        assertThat(BrazilianCpf.judge("11111111111")).isEqualTo(Verdict.FORM);
        assertThat(NhsNumber.judge("1111111111")).isEqualTo(Verdict.FORM);
        assertThat(CardNumbers.judge("4444444444444444")).isEqualTo(Verdict.FORM);
    }

    @Test
    void a_birth_date_that_does_not_exist_is_not_valid() {
        assertThat(PolishPesel.judge("44053201359")).isEqualTo(Verdict.FORM);
        assertThat(Personnummer.judge("811332-9870")).isEqualTo(Verdict.FORM);
    }

    @Test
    void united_states_areas_and_groups_are_judged() {
        assertThat(SocialSecurityNumber.judge("219-09-9999")).isEqualTo(Verdict.VALID);
        assertThat(SocialSecurityNumber.judgeBare("219099999")).isEqualTo(Verdict.VALID);
        assertThat(List.of("000-12-3456", "666-12-3456", "912-12-3456", "219-00-9999", "219-09-0000", "123-45-6789"))
                .allSatisfy(
                        value -> assertThat(SocialSecurityNumber.judge(value)).isEqualTo(Verdict.FORM));
        assertThat(SocialSecurityNumber.judge("219099999")).isEqualTo(Verdict.NO);
        assertThat(SocialSecurityNumber.judge("219-09 9999")).isEqualTo(Verdict.NO);
    }

    @Test
    void national_insurance_prefixes_are_judged() {
        assertThat(NationalInsuranceNumber.judge("AB 12 34 56 C")).isEqualTo(Verdict.VALID);
        assertThat(List.of("QQ123456C", "BG123456A", "AO123456B", "GB123456D"))
                .allSatisfy(value ->
                        assertThat(NationalInsuranceNumber.judge(value)).isEqualTo(Verdict.FORM));
        assertThat(NationalInsuranceNumber.judge("AB123456E")).isEqualTo(Verdict.NO);
    }

    private static String alphabet(char of) {
        return Character.isDigit(of) ? "0123456789" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    }
}
