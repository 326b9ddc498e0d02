package dev.sallyport.classify.detect;

import static dev.sallyport.classify.detect.Detector.whole;
import static dev.sallyport.classify.detect.Detector.within;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;

/** All that is looked for in values. */
public final class Detectors {

    private Detectors() {}

    /** @param today before which people are born */
    public static List<Detector> all(LocalDate today) {
        return List.of(
                whole(Kind.EMAIL, "e-mail addresses", Weight.PROVES, Emails::judge),
                whole(Kind.PHONE, "telephone numbers", Weight.PROVES, Phones::judge),
                whole(
                        Kind.PERSON_NAME,
                        "names with a common given or family name",
                        Weight.SUGGESTS,
                        PersonNames::judge),
                whole(Kind.ADDRESS, "streets with house numbers", Weight.SUGGESTS, StreetAddresses::judge),
                whole(
                        Kind.BIRTH_DATE,
                        "dates in a lifetime",
                        Weight.CONFIRMS,
                        value -> PlainForms.birthDate(value, today)),
                whole(Kind.IP_ADDRESS, "public IP addresses", Weight.SUGGESTS, IpAddresses::judge),
                whole(Kind.LOCATION, "coordinates", Weight.CONFIRMS, PlainForms::coordinate),
                whole(Kind.CARD_NUMBER, "valid card numbers", Weight.PROVES, CardNumbers::judge),
                whole(Kind.CARD_SECURITY_CODE, "three or four digits", Weight.CONFIRMS, PlainForms::securityCode),
                whole(Kind.IBAN, "valid IBANs", Weight.PROVES, Ibans::judge),
                whole(Kind.SECRET, "keys or tokens of a known form", Weight.PROVES, Secrets::key),
                whole(Kind.SECRET, "private keys", Weight.PROVES, Secrets::privateKey),
                whole(Kind.SECRET, "password hashes", Weight.PROVES, Secrets::passwordHash),
                whole(Kind.SECRET, "random tokens", Weight.CONFIRMS, Secrets::token),
                whole(Kind.SECRET, "long random tokens of mixed case", Weight.HINTS, Secrets::mixedToken),
                nationalId("US social security numbers", Weight.SUGGESTS, SocialSecurityNumber::judge),
                nationalId("possible US social security numbers", Weight.CONFIRMS, SocialSecurityNumber::judgeBare),
                nationalId("UK national insurance numbers", Weight.SUGGESTS, NationalInsuranceNumber::judge),
                nationalId("valid NHS numbers", Weight.CONFIRMS, NhsNumber::judge),
                nationalId("valid German tax ids", Weight.PROVES, GermanTaxId::judge),
                nationalId("valid French NIR", Weight.PROVES, FrenchNir::judge),
                nationalId("valid Spanish DNI or NIE", Weight.PROVES, SpanishId::judge),
                nationalId("valid Italian codici fiscali", Weight.PROVES, CodiceFiscale::judge),
                nationalId("valid Dutch BSN", Weight.CONFIRMS, DutchBsn::judge),
                nationalId("valid Polish PESEL", Weight.PROVES, PolishPesel::judge),
                nationalId("valid Swedish personnummer", Weight.PROVES, Personnummer::judge),
                nationalId("valid Brazilian CPF", Weight.PROVES, BrazilianCpf::judge),
                nationalId("valid Aadhaar numbers", Weight.SUGGESTS, Aadhaar::judge),
                nationalId("like numbers of documents", Weight.CONFIRMS, PlainForms::document),
                within(Kind.EMAIL, "e-mail addresses", Emails::within),
                within(Kind.PHONE, "telephone numbers", Phones::within),
                within(Kind.CARD_NUMBER, "valid card numbers", CardNumbers::within),
                within(Kind.IBAN, "valid IBANs", Ibans::within),
                within(Kind.SECRET, "keys of a known form", Secrets::keyWithin));
    }

    private static Detector nationalId(String plural, Weight weight, Function<String, Verdict> judge) {
        return whole(Kind.NATIONAL_ID, plural, weight, judge);
    }
}
