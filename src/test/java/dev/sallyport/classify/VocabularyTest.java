package dev.sallyport.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.classify.detect.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What names of columns say, in the languages and cases that people write them in. */
class VocabularyTest {

    private final Vocabulary vocabulary = Vocabulary.load();

    private void says(Kind kind, String... names) {
        assertThat(List.of(names))
                .allSatisfy(name -> assertThat(vocabulary.name(name).map(NameClaim::kind))
                        .as(name)
                        .contains(kind));
    }

    @Test
    void names_are_split_at_every_kind_of_border() {
        assertThat(NameWords.of("first_name")).containsExactly("first", "name");
        assertThat(NameWords.of("firstName")).containsExactly("first", "name");
        assertThat(NameWords.of("clientIPAddress")).containsExactly("client", "ip", "address");
        assertThat(NameWords.of("Straße 2")).containsExactly("strasse", "2");
        assertThat(NameWords.of("addr1")).containsExactly("addr", "1");
        assertThat(NameWords.of("FIRST-NAME")).containsExactly("first", "name");
        assertThat(NameWords.of("")).isEmpty();
        assertThat(NameWords.of("__")).isEmpty();
    }

    @Test
    void names_in_many_languages_are_known() {
        says(
                Kind.EMAIL,
                "email",
                "e_mail",
                "E-Mail",
                "customer_email_address",
                "correo_electronico",
                "courriel",
                "custemail");
        says(Kind.PHONE, "phone", "phone_number_2", "telefonnummer", "handy", "numeroTelefono", "tel_no", "fax");
        says(
                Kind.PERSON_NAME,
                "first_name",
                "LastName",
                "vorname",
                "prenom",
                "apellidos",
                "cognome",
                "customer_name",
                "name");
        says(
                Kind.ADDRESS,
                "street",
                "address_line_2",
                "billing_address",
                "anschrift",
                "direccion",
                "adresse",
                "plz",
                "city");
        says(
                Kind.BIRTH_DATE,
                "dob",
                "date_of_birth",
                "birthDate",
                "geburtsdatum",
                "date_naissance",
                "fecha_nacimiento");
        says(Kind.IP_ADDRESS, "ip", "client_ip", "ipAddress", "last_login_ip", "remote_addr", "x_forwarded_for");
        says(
                Kind.NATIONAL_ID,
                "ssn",
                "steuer_id",
                "numero_secu",
                "dni",
                "codice_fiscale",
                "bsn",
                "pesel",
                "cpf",
                "aadhaar_no");
        says(Kind.NATIONAL_ID, "passport_number", "drivers_license", "ssn_encrypted");
        says(Kind.CARD_NUMBER, "cc_num", "card_number", "creditCardNo", "kreditkartennummer", "numero_tarjeta", "pan");
        says(
                Kind.SECRET,
                "password",
                "pwd_hash",
                "passwort",
                "mot_de_passe",
                "api_key",
                "access_token",
                "client_secret");
        says(Kind.IBAN, "iban", "customer_iban", "bank_iban");
        says(Kind.LOCATION, "latitude", "pickup_lng", "geolocation");
    }

    @Test
    void names_of_other_things_say_nothing() {
        assertThat(List.of(
                        "email_template",
                        "email_count",
                        "phone_model",
                        "product_name",
                        "company_name",
                        "file_name",
                        "mac_address",
                        "wallet_address",
                        "card_type",
                        "card_last4",
                        "password_changed_at",
                        "token_count",
                        "max_tokens",
                        "primary_key",
                        "cache_key",
                        "public_key",
                        "customer_id",
                        "order_number",
                        "code",
                        "quantity",
                        "created_at",
                        "description",
                        "spin",
                        "shipping_method",
                        "capacity",
                        "platform",
                        "",
                        "_"))
                .allSatisfy(name -> assertThat(vocabulary.name(name)).as(name).isEmpty());
    }

    @Test
    void comments_hint_at_strong_words_only() {
        assertThat(vocabulary.comment("The date of birth, as told").map(NameClaim::kind))
                .contains(Kind.BIRTH_DATE);
        assertThat(vocabulary.comment("E-Mail des Kunden").map(NameClaim::kind)).contains(Kind.EMAIL);
        assertThat(vocabulary.comment("name of the city this code stands for")).isEmpty();
    }

    @Test
    void relations_about_people_are_known() {
        assertThat(vocabulary.people("crm_customers")).contains("customers");
        assertThat(vocabulary.people("Kunden2024")).contains("kunden");
        assertThat(vocabulary.people("products")).isEmpty();
    }
}
