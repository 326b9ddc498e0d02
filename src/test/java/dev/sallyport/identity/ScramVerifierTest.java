package dev.sallyport.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ScramVerifierTest {

    /** RFC 7677, section 3: user "user", password "pencil". */
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

    private static final String PENCIL =
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    @Test
    void the_example_of_the_rfc_gives_the_verifier_that_postgresql_keeps() {
        assertThat(ScramVerifier.of("pencil".toCharArray(), SALT, 4096).format())
                .isEqualTo(PENCIL);
    }

    @Test
    void what_is_formatted_is_parsed() {
        ScramVerifier made = ScramVerifier.of("a password".toCharArray(), new SecureRandom());
        assertThat(ScramVerifier.parse(made.format())).contains(made);
        assertThat(ScramVerifier.parse(PENCIL).orElseThrow().salt().toArray()).isEqualTo(SALT);
    }

    @Test
    void two_passwords_that_saslprep_makes_equal_have_equal_verifiers() {
        ScramVerifier composed = ScramVerifier.of("caf\u00e9\u00a0au lait".toCharArray(), SALT, 4096);
        assertThat(ScramVerifier.of("cafe\u0301 au lait".toCharArray(), SALT, 4096))
                .isEqualTo(composed);
    }

    @Test
    void a_password_that_saslprep_forbids_is_taken_as_it_is() {
        assertThat(ScramVerifier.of("bell\u0007".toCharArray(), SALT, 4096))
                .isNotEqualTo(ScramVerifier.of("bell".toCharArray(), SALT, 4096));
    }

    @Test
    void anything_else_is_not_a_verifier() {
        for (String wrong : new String[] {
            "",
            "pencil",
            "md5abc",
            PENCIL.replace("4096", "4095"),
            PENCIL.replace("4096", "9999999"),
            PENCIL.replace("wfPL", ""),
            PENCIL + "x",
            PENCIL.replace('$', ':')
        }) {
            assertThat(ScramVerifier.parse(wrong)).as(wrong).isEmpty();
        }
        assertThatThrownBy(() -> ScramVerifier.of(new char[0], SALT, 4096))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void it_does_not_print_its_keys() {
        assertThat(ScramVerifier.parse(PENCIL).orElseThrow().toString()).isEqualTo("SCRAM-SHA-256$4096:***");
    }
}
