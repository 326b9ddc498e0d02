package dev.sallyport.classify.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What single values are taken for. */
class DetectorsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    private static void all(Function<String, Verdict> judge, Verdict verdict, String... values) {
        assertThat(List.of(values))
                .allSatisfy(value -> assertThat(judge.apply(value)).isEqualTo(verdict));
    }

    @Test
    void mail_addresses() {
        all(
                Emails::judge,
                Verdict.VALID,
                "ada@example.org",
                "a.b+c@sub.example.co.uk",
                "ada@shop.test",
                "jörg@müller.de");
        all(Emails::judge, Verdict.FORM, "ada@example.nosuchtld");
        all(Emails::judge, Verdict.NO, "ada", "@ada", "ada@localhost", "write to ada@example.org", "a@b@c", "1.5");
        all(Emails::within, Verdict.VALID, "write to ada@example.org, please");
        all(Emails::within, Verdict.NO, "meet @ noon", "see user@host", "v1@2.0");
    }

    @Test
    void phone_numbers() {
        all(Phones::judge, Verdict.VALID, "+49 30 1000037", "+14155552671", "00442079460958", "+33 1 42 68 53 00");
        all(Phones::judge, Verdict.FORM, "+15551234567", "030 1000037", "(415) 555-2671", "1234567890");
        all(Phones::judge, Verdict.NO, "12345", "2024-01-01", "1.5", "A-1234567", "+", "+49 30 1", "1234567890123456");
        all(Phones::within, Verdict.VALID, "call +49 30 1000037 after six");
        all(Phones::within, Verdict.NO, "order 4711 of 2024, +3 items", "1+1000000 rows");
    }

    @Test
    void network_addresses() {
        all(IpAddresses::judge, Verdict.VALID, "203.0.113.9", "8.8.8.8", "2001:db8::1");
        all(IpAddresses::judge, Verdict.FORM, "10.0.0.1", "127.0.0.1", "192.168.1.1", "172.20.0.1", "::1", "fe80::1");
        all(IpAddresses::judge, Verdict.NO, "1.2.3", "256.1.1.1", "12:30", "12:30:00", "10.0.0.0/8", "v1.2.3.4");
    }

    @Test
    void secrets_of_known_forms() {
        all(
                Secrets::key,
                Verdict.VALID,
                "AKIA" + "ABCDEFGHIJKLMNOP",
                "ghp_" + "a1".repeat(18),
                "sk_live_" + "a1".repeat(12),
                "xoxb-" + "1234567890-abcdef",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl");
        all(Secrets::key, Verdict.NO, "eyes.on.you", "eyJhIjoxfQ.a.b", "AKIA", "sk-8", "order_4711", "ghp_x");
        all(
                Secrets::passwordHash,
                Verdict.VALID,
                "$2b$12$" + "a".repeat(53),
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
                "SCRAM-SHA-256$4096:c2FsdA==$a2V5:a2V5",
                "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
                "$6$salt$" + "a".repeat(86),
                "pbkdf2_sha256$600000$salt$aGFzaA==",
                "md5" + "0f".repeat(16));
        all(Secrets::passwordHash, Verdict.NO, "0f".repeat(16), "0f".repeat(32), "$12.50", "$1", "md5");
        all(
                Secrets::privateKey,
                Verdict.VALID,
                "-----BEGIN PRIVATE KEY-----\nx",
                "-----BEGIN OPENSSH PRIVATE KEY-----");
        all(Secrets::privateKey, Verdict.NO, "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----");
        all(Secrets::keyWithin, Verdict.VALID, "use AKIAABCDEFGHIJKLMNOP for it");
        all(Secrets::keyWithin, Verdict.NO, "use the key for it");
    }

    @Test
    void random_tokens() {
        all(Secrets::token, Verdict.VALID, "q8Zt3Lk9Xv2Bn7Mw4Rp6Ys", "550e8400-e29b-41d4-a716-446655440000");
        all(
                Secrets::token,
                Verdict.NO,
                "short",
                "12345678901234567890",
                "aaaaaaaaaaaaaaaaaaaaaaaa",
                "two words that are long");
        all(Secrets::mixedToken, Verdict.VALID, "q8Zt3Lk9Xv2Bn7Mw4Rp6YsD1Fg5Hj0Kc");
        all(
                Secrets::mixedToken,
                Verdict.NO,
                "0f".repeat(32),
                "550e8400-e29b-41d4-a716-446655440000",
                "Path/To/Some/File-1.0/With/Many/Parts.txt");
    }

    @Test
    void names_of_persons() {
        all(
                PersonNames::judge,
                Verdict.VALID,
                "Ada",
                "Ada Meyer",
                "Meyer, Ada",
                "José García",
                "Anna-Lena von Hoffmann");
        all(PersonNames::judge, Verdict.FORM, "Blue Chair", "Zyx Qwv");
        all(PersonNames::judge, Verdict.NO, "ada", "Employee 12", "A4 paper", "the Meyer", "", "x".repeat(80));
    }

    @Test
    void streets() {
        all(
                StreetAddresses::judge,
                Verdict.VALID,
                "12 Main Street",
                "Hauptstraße 5",
                "Lindenstr. 12a",
                "10 rue de la Paix",
                "Calle Mayor 3",
                "Via Roma 1",
                "ul. Długa 7",
                "Keizersgracht 123");
        all(StreetAddresses::judge, Verdict.FORM, "Main Street", "Oak chair 12");
        all(StreetAddresses::judge, Verdict.NO, "12", "12-34");
    }

    @Test
    void dates_of_birth_are_in_a_lifetime() {
        Function<String, Verdict> judge = value -> PlainForms.birthDate(value, TODAY);
        all(judge, Verdict.VALID, "1980-05-17", "17.05.1980", "12/31/1999", "1980-05-17 00:00:00", "1980");
        all(judge, Verdict.FORM, "2026-11-01", "1850-01-01", "2031-01-01");
        all(judge, Verdict.NO, "1980-13-01", "yesterday", "19800517");
    }

    @Test
    void coordinates_and_codes() {
        all(PlainForms::coordinate, Verdict.VALID, "52.52", "-13.4", "52.52, 13.4");
        all(PlainForms::coordinate, Verdict.FORM, "200.5");
        all(PlainForms::coordinate, Verdict.NO, "52°", "north");
        all(PlainForms::securityCode, Verdict.VALID, "123", "1234");
        all(PlainForms::securityCode, Verdict.NO, "12", "12345", "abc");
    }

    @Test
    void cards_and_accounts_within_texts() {
        all(CardNumbers::within, Verdict.VALID, "paid with 4111 1111 1111 1111 today", "card:4111111111111111.");
        all(CardNumbers::within, Verdict.NO, "paid with 4111 1111 1111 1112 today", "order 41111111111111110000");
        all(Ibans::within, Verdict.VALID, "send to DE89 3704 0044 0532 0130 00 please", "DE89370400440532013000 it is");
        all(Ibans::within, Verdict.NO, "send to DE88 3704 0044 0532 0130 00", "AB12 parts");
    }

    @Test
    void no_detector_fails_on_any_text() {
        List<String> strange = List.of(
                "\u0000",
                "👩‍👩‍👧",
                "a".repeat(1024),
                "1".repeat(1024),
                " @ ",
                "$$$$",
                "-----",
                "ey..",
                "+" + "9".repeat(600),
                "١٢٣",
                "\ud800",
                "((((((((((",
                "a@".repeat(400),
                "1 ".repeat(500),
                "A.".repeat(500));
        for (Detector detector : Detectors.all(TODAY)) {
            for (String value : strange) {
                assertThat(detector.judge().apply(value)).isNotNull();
            }
        }
    }
}
