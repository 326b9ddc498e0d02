package dev.sallyport.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.tree.TreeHasher;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Signed notes")
class NoteTest {

    private static final String KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private static final String NOTE = "This is an example message.\n\n"
            + "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    @Test
    @DisplayName("of the specification are read, verified, and written as they were")
    void vector() throws MalformedNote {
        VerifierKey key = VerifierKey.parse(KEY);
        assertThat(key).hasToString(KEY);
        SignedNote note = SignedNote.parse(NOTE);
        assertThat(note).hasToString(NOTE);
        assertThat(note.verified(List.of(key))).hasSize(1);
        SignedNote changed = SignedNote.parse(NOTE.replace("an example", "another"));
        assertThatThrownBy(() -> changed.verified(List.of(key))).hasMessageContaining("example.com/foo is wrong");
        VerifierKey other =
                SigningKey.generate("example.com/foo", VerifierKey.Type.NOTE).verifier();
        assertThat(note.verified(List.of(other))).isEmpty();
    }

    @Test
    @DisplayName("are signed and cosigned, with keys that survive a file")
    void signed() throws MalformedNote {
        SigningKey log = SigningKey.parse(
                SigningKey.generate("example.com/log", VerifierKey.Type.NOTE).secret());
        SigningKey witness = SigningKey.generate("example.com/witness", VerifierKey.Type.COSIGNATURE);
        Checkpoint checkpoint = new Checkpoint("example.com/log", 0, new TreeHasher().empty());
        SignedNote note = new SignedNote(checkpoint.text(), List.of(log.sign(checkpoint.text())))
                .with(List.of(witness.cosign(checkpoint.text(), 1_764_000_000L)));
        SignedNote read = SignedNote.parse(note.toString());
        assertThat(read.verified(List.of(log.verifier(), witness.verifier())))
                .extracting(SignedNote.Verified::seconds)
                .containsExactly(0L, 1_764_000_000L);
        assertThat(Checkpoint.parse(read.text())).isEqualTo(checkpoint);
        assertThat(VerifierKey.parse(witness.verifier().toString())).isEqualTo(witness.verifier());
        String moved = note.toString().replace("example.com/log\n0\n", "example.com/log\n1\n");
        assertThatThrownBy(() -> SignedNote.parse(moved).verified(List.of(witness.verifier())))
                .isInstanceOf(MalformedNote.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "text\n",
                "text\n\n",
                "text\n\nno dash",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n\u2014 a+b AAAAAAAA\n",
                "text\n\n\u2014 name !!!!\n",
                "te\u0001xt\n\n\u2014 name AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA"
            })
    @DisplayName("in another form are refused")
    void malformed(String note) {
        assertThatThrownBy(() -> SignedNote.parse(note)).isInstanceOf(MalformedNote.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\n",
                "a\n1\n",
                "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "a b\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "a\n1\n47DEQpj8\n",
                "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
            })
    @DisplayName("that are no checkpoints are refused as such")
    void checkpoints(String text) {
        assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(MalformedNote.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a+b",
                "a+00000000+AA==",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+CekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
            })
    @DisplayName("have no keys of another form")
    void keys(String text) {
        assertThatThrownBy(() -> VerifierKey.parse(text)).isInstanceOf(MalformedNote.class);
    }

    @Test
    @DisplayName("that are damaged anywhere are refused, or do not verify, and break nothing")
    void fuzz() throws MalformedNote {
        Random random = new Random(7);
        VerifierKey key = VerifierKey.parse(KEY);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder damaged = new StringBuilder(NOTE);
            for (int edits = random.nextInt(3) + 1; edits > 0; edits--) {
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.deleteCharAt(at);
                    case 1 -> damaged.insert(at, (char) random.nextInt(0x3000));
                    default -> damaged.setCharAt(at, (char) random.nextInt(0x80));
                }
            }
            boolean accepted;
            try {
                accepted = !SignedNote.parse(damaged.toString())
                        .verified(List.of(key))
                        .isEmpty();
            } catch (MalformedNote refused) {
                accepted = false;
            }
            assertThat(accepted && !damaged.toString().startsWith("This is an example message.\n\n"))
                    .isFalse();
        }
    }
}
