package dev.sallyport.cli;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.commons.validator.routines.checkdigit.CheckDigitException;
import org.apache.commons.validator.routines.checkdigit.IBANCheckDigit;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;

/** Values that look real and are nobody's; the same for the same row. */
final class MadeData {

    private static final List<String> GIVEN =
            List.of("Ada", "Grace", "Alan", "Barbara", "Radia", "Tony", "Lena", "Jonas");
    private static final List<String> FAMILY =
            List.of("Meyer", "Rossi", "Silva", "Novak", "Dubois", "Tanaka", "Qwertz", "Xylander");
    private static final List<String> ADJECTIVES = List.of("Blue", "Oak", "Heavy", "Small", "Modern", "Steel");
    private static final List<String> THINGS = List.of("Chair", "Table", "Lamp", "Shelf", "Desk", "Cup");
    private static final List<String> CITIES = List.of("Berlin", "Lyon", "Sevilla", "Leeds", "Torino");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private MadeData() {}

    /** @param kind a word in the column's line of the test's table of contents */
    static String value(String kind, int row) {
        Random random = new Random(31L * row + kind.hashCode());
        return switch (kind) {
            case "given" -> pick(GIVEN, random);
            case "family" -> pick(FAMILY, random);
            case "person" -> pick(GIVEN, random) + " " + pick(FAMILY, random);
            case "product" -> pick(ADJECTIVES, random) + " " + pick(THINGS, random);
            case "company" -> pick(ADJECTIVES, random) + pick(THINGS, random) + " GmbH";
            case "city" -> pick(CITIES, random);
            case "mail" -> "person" + row + "@example.org";
            case "phone" -> "+49 30 " + (1_000_000 + row * 37);
            case "localphone" -> "030/" + (1_000_000 + row * 37);
            case "street" -> "Lindenstraße " + (row % 90 + 1);
            case "zip" -> Integer.toString(10_000 + row * 7 % 80_000);
            case "birth" -> (1940 + row % 65) + "-0" + (row % 9 + 1) + "-1" + row % 10;
            case "card" -> luhn("4" + digits(random, 14));
            case "luhnless" -> "4" + digits(random, 15);
            case "iban" -> iban(digits(random, 18));
            case "ssn" -> "2" + (10 + row % 80) + "-" + (10 + row % 80) + "-" + (1000 + row);
            case "ip" -> "203.0." + row % 250 + "." + (row * 7 % 250);
            case "privateip" -> "10.0." + row % 250 + "." + (row * 7 % 250);
            case "bcrypt" -> "$2b$12$" + letters(random, 53);
            case "apikey" -> "sk_live_" + letters(random, 24);
            case "token" -> letters(random, 40);
            case "sha256" -> hex(random, 64);
            case "uuid" ->
                hex(random, 8) + "-" + hex(random, 4) + "-" + hex(random, 4) + "-" + hex(random, 4) + "-"
                        + hex(random, 12);
            case "order" -> Long.toString(4_000_000_000L + row * 13L);
            case "sku" -> "AB" + digits(random, 6) + "C";
            case "int" -> Integer.toString(random.nextInt(100_000));
            case "bigint" -> "4" + digits(random, 15);
            case "decimal" -> random.nextInt(90) + "." + (10 + random.nextInt(89));
            case "time" -> "2025-0" + (row % 9 + 1) + "-1" + row % 10 + " 08:0" + row % 10 + ":00";
            case "version" -> "1." + row % 20 + "." + row % 7 + "." + row % 100;
            case "note" -> row % 10 == 0 ? "please write to person" + row + "@example.net soon" : "called, no answer";
            case "prose" -> "A fine " + pick(THINGS, random).toLowerCase(Locale.ROOT) + " for every room.";
            case "word" -> pick(List.of("open", "closed", "pending"), random);
            case "ean" -> "40" + digits(random, 11);
            case "isbn10" -> isbn10(digits(random, 9));
            case "bool" -> Boolean.toString(random.nextBoolean());
            case "profile" ->
                "{\"email\": \"json" + row
                        + "@example.org\", \"theme\": \"dark\", \"geo\": {\"lat\": 52.5, \"lng\": 13.4}}";
            case "settings" -> "{\"theme\": \"dark\", \"size\": " + row % 5 + "}";
            case "bymail" -> "{\"key" + row + "@example.org\": true}";
            case "tags" -> "{sale,new}";
            case "mails" -> "{list" + row + "@example.org,other" + row + "@example.org}";
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    private static String digits(Random random, int length) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < length; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static String hex(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("0123456789abcdef".charAt(random.nextInt(16)));
        }
        return text.toString();
    }

    private static String luhn(String digits) {
        try {
            return digits + LuhnCheckDigit.LUHN_CHECK_DIGIT.calculate(digits);
        } catch (CheckDigitException notDigits) {
            throw new IllegalStateException(notDigits);
        }
    }

    private static String iban(String account) {
        try {
            return "DE" + IBANCheckDigit.IBAN_CHECK_DIGIT.calculate("DE00" + account) + account;
        } catch (CheckDigitException notDigits) {
            throw new IllegalStateException(notDigits);
        }
    }

    private static String isbn10(String nine) {
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (nine.charAt(i) - '0') * (10 - i);
        }
        int check = (11 - sum % 11) % 11;
        return nine + (check == 10 ? "X" : Integer.toString(check));
    }
}
