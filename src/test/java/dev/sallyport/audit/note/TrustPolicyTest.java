package dev.sallyport.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.note.TrustPolicy.Judgement.Signed;
import dev.sallyport.audit.note.TrustPolicy.Judgement.Untrusted;
import dev.sallyport.audit.tree.TreeHasher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A trust policy")
class TrustPolicyTest {

    private static final String ORIGIN = "audit.example/eu";
    private static final SigningKey LOG = SigningKey.generate(ORIGIN, VerifierKey.Type.NOTE);
    private static final SigningKey OTHER_LOG = SigningKey.generate("audit.example/us", VerifierKey.Type.NOTE);
    private static final Map<String, SigningKey> WITNESSES = witnesses();

    private static final String TEXT = new Checkpoint(ORIGIN, 0, new TreeHasher().empty()).text();

    /** X1 to X3 and Y1 to Y3, as in the specification's example. */
    private static Map<String, SigningKey> witnesses() {
        Map<String, SigningKey> keys = new HashMap<>();
        for (String name : List.of("X1", "X2", "X3", "Y1", "Y2", "Y3")) {
            keys.put(name, SigningKey.generate("witness.example/" + name, VerifierKey.Type.COSIGNATURE));
        }
        return keys;
    }

    private static SigningKey witness(String name) {
        return Objects.requireNonNull(WITNESSES.get(name));
    }

    /** Puts keys in the place of {@code LOG}, {@code US} and, after a witness's name, {@code KEY}. */
    private static String filled(String policy) {
        String filled = policy.replace("LOG", LOG.verifier().toString())
                .replace("US", OTHER_LOG.verifier().toString());
        for (String name : WITNESSES.keySet()) {
            filled = filled.replace(name + " KEY", name + " " + witness(name).verifier());
        }
        return filled;
    }

    private static final String EXAMPLE = """
            # An example of the specification.
            log LOG

            witness X1 KEY
            witness X2 KEY https://x2.example/submit
            witness X3 KEY
            group X-witnesses 2 X1 X2 X3

            witness Y1 KEY
            \twitness\tY2 \t KEY\t
            witness Y3 KEY
            group Y-witnesses any Y1 Y2 Y3

              # Both organizations.
            group X-and-Y all X-witnesses Y-witnesses
            quorum X-and-Y
            """.replace("Y2 \t KEY", "Y2 KEY");

    private static SignedNote note(String names) {
        SignedNote note = new SignedNote(TEXT, List.of(LOG.sign(TEXT)));
        List<NoteSignature> cosignatures = new ArrayList<>();
        for (String name : names.isEmpty() ? new String[0] : names.split(" ")) {
            cosignatures.add(witness(name).cosign(TEXT, 1_764_000_000L + name.charAt(1)));
        }
        return note.with(cosignatures);
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "X1 X2, false",
        "X1 X2 X3, false",
        "Y1 Y2 Y3, false",
        "X1 Y1, false",
        "X1 X2 Y3, true",
        "X3 X2 Y1, true",
        "X1 X2 X3 Y1 Y2 Y3, true"
    })
    @DisplayName("asks for as many witnesses of each group as it says")
    void quorum(String cosigned, boolean met) throws MalformedNote {
        TrustPolicy policy = TrustPolicy.parse(filled(EXAMPLE));
        assertThat(policy.judge(note(cosigned)))
                .isInstanceOfSatisfying(
                        Signed.class, signed -> assertThat(signed.quorum()).isEqualTo(met));
    }

    @Test
    @DisplayName("is read with all that it names")
    void read() throws MalformedNote {
        TrustPolicy policy = TrustPolicy.parse(filled(EXAMPLE));
        assertThat(policy.logs()).extracting(TrustPolicy.Log::key).containsExactly(LOG.verifier());
        assertThat(policy.witnesses())
                .extracting(TrustPolicy.Witness::name)
                .containsExactly("X1", "X2", "X3", "Y1", "Y2", "Y3");
        assertThat(policy.witnesses().get(1).url()).contains("https://x2.example/submit");
        assertThat(policy.witnesses().get(1).key()).isEqualTo(witness("X2").verifier());
        assertThat(policy.quorum())
                .containsInstanceOf(TrustPolicy.Group.class)
                .map(member -> (TrustPolicy.Group) member)
                .hasValueSatisfying(group -> assertThat(group.threshold()).isEqualTo(2));
    }

    @Test
    @DisplayName("tells who has seen a checkpoint and when last")
    void seen() throws MalformedNote {
        TrustPolicy policy = TrustPolicy.parse(filled("log LOG\nwitness X1 KEY\nwitness X2 KEY\nquorum X1\n"));
        SignedNote note = note("X2 Y1")
                .with(List.of(
                        witness("X1").cosign(TEXT, 2),
                        witness("X1").cosign(TEXT, 7),
                        witness("X1").cosign(TEXT, 3)));
        assertThat(policy.judge(note)).isInstanceOfSatisfying(Signed.class, signed -> {
            assertThat(signed.checkpoint().origin()).isEqualTo(ORIGIN);
            assertThat(signed.seen())
                    .extracting(seen -> seen.witness().name(), TrustPolicy.Seen::seconds)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("X1", 7L),
                            org.assertj.core.groups.Tuple.tuple("X2", 1_764_000_000L + '2'));
            assertThat(policy.met(signed.seen())).isTrue();
            assertThat(policy.met(signed.seen().stream()
                            .filter(seen -> seen.seconds() > 7)
                            .toList()))
                    .isFalse();
        });
    }

    @Test
    @DisplayName("of no witness is met by the log's own signature")
    void none() throws MalformedNote {
        TrustPolicy policy = TrustPolicy.parse(filled("log LOG https://audit.example/eu\nquorum none"));
        assertThat(policy.judge(note("")))
                .isInstanceOfSatisfying(
                        Signed.class, signed -> assertThat(signed.quorum()).isTrue());
    }

    @Test
    @DisplayName("believes no checkpoint but of the log that signed it, and none with a wrong signature")
    void untrusted() throws MalformedNote {
        TrustPolicy policy = TrustPolicy.parse(filled("log LOG\nlog US\nwitness X1 KEY\nquorum none\n"));
        assertThat(policy.judge(new SignedNote(TEXT, List.of(OTHER_LOG.sign(TEXT)))))
                .as("signed by the key of another log")
                .isInstanceOf(Untrusted.class);
        assertThat(policy.judge(new SignedNote(TEXT, List.of(witness("X1").cosign(TEXT, 1)))))
                .as("signed by a witness alone")
                .isInstanceOf(Untrusted.class);
        SigningKey impostor = SigningKey.generate(ORIGIN, VerifierKey.Type.NOTE);
        assertThat(policy.judge(new SignedNote(TEXT, List.of(impostor.sign(TEXT)))))
                .as("signed by an unknown key of that name")
                .isInstanceOf(Untrusted.class);
        NoteSignature other = LOG.sign("other\n");
        assertThat(policy.judge(new SignedNote(TEXT, List.of(LOG.sign(TEXT), other))))
                .isEqualTo(new Untrusted("the signature of " + ORIGIN + " is wrong"));
        NoteSignature late = witness("X1").cosign("other\n", 1);
        assertThat(policy.judge(note("").with(List.of(late))))
                .isEqualTo(new Untrusted("the signature of witness.example/X1 is wrong"));
        for (long time : new long[] {0, Long.MIN_VALUE, -1}) {
            assertThat(policy.judge(note("").with(List.of(witness("X1").cosign(TEXT, time)))))
                    .isEqualTo(new Untrusted("the cosignature of witness.example/X1 has no time"));
        }
        assertThat(policy.judge(new SignedNote("text\n", List.of(LOG.sign("text\n")))))
                .as("no checkpoint")
                .isInstanceOf(Untrusted.class);
    }

    @Test
    @DisplayName("without logs believes none")
    void noLogs() throws MalformedNote {
        assertThat(TrustPolicy.parse("quorum none\n").judge(note(""))).isInstanceOf(Untrusted.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "log LOG~there is no line 'quorum'; 'quorum none' asks for no witness",
                "log LOG\\nlogs LOG~line 2: 'logs' is none of 'log', 'witness', 'group' and 'quorum'",
                "log~line 1: a log is written 'log KEY [URL]'",
                "log LOG u v~line 1: a log is written 'log KEY [URL]'",
                "log nokey~line 1: a key is written name+id+base64",
                "log LOG\\nlog LOG https://other.example~line 2: the key of log audit.example/eu stands here a second time",
                "witness X1~line 1: a witness is written 'witness NAME KEY [URL]'",
                "witness X1 KEY u v~line 1: a witness is written 'witness NAME KEY [URL]'",
                "witness X1 LOG~line 1: key audit.example/eu is one of a log, not of a witness",
                "witness X1 KEY\\nwitness X1 LOG~line 2: key audit.example/eu is one of a log, not of a witness",
                "log WITNESS~line 1: key witness.example/X1 is one of a witness, not of a log",
                "witness X1 KEY\\nwitness again WITNESS~line 2: witness again has the key of witness X1",
                "witness X1 KEY\\n\\nwitness X1 OTHER~line 3: there is a witness or group 'X1' already",
                "witness none WITNESS~line 1: 'none' cannot be a name",
                "witness X1 KEY\\ngroup none any X1~line 2: 'none' cannot be a name",
                "witness X1 KEY\\ngroup X1 any X1~line 2: there is a witness or group 'X1' already",
                "witness X1 KEY\\ngroup g any~line 2: a group is written 'group NAME any|all|COUNT MEMBER...'",
                "witness X1 KEY\\ngroup g 0 X1~line 2: '0' is none of 'any', 'all' and 1..1",
                "witness X1 KEY\\ngroup g 2 X1~line 2: '2' is none of 'any', 'all' and 1..1",
                "witness X1 KEY\\ngroup g 01 X1~line 2: '01' is none of 'any', 'all' and 1..1",
                "witness X1 KEY\\ngroup g most X1~line 2: 'most' is none of 'any', 'all' and 1..1",
                "witness X1 KEY\\ngroup g 1 X1 X1~line 2: 'X1' is in a group already; it counts once",
                "witness X1 KEY\\ngroup g any X1\\ngroup h any X1~line 3: 'X1' is in a group already; it counts once",
                "group g any g~line 1: there is no witness or group 'g' above",
                "group g any none~line 1: there is no witness or group 'none' above",
                "quorum X1\\nwitness X1 KEY~line 1: there is no witness or group 'X1' above",
                "quorum none\\nquorum none~line 2: there is a quorum already",
                "quorum~line 1: a quorum is written 'quorum NAME' or 'quorum none'",
                "quorum none # nobody~line 1: a quorum is written 'quorum NAME' or 'quorum none'",
                "quorum none\\r~line 1: a control character",
                "quorum\u00a0none~line 1: 'quorum\u00a0none' is none of 'log', 'witness', 'group' and 'quorum'"
            },
            quoteCharacter = '\0')
    @DisplayName("that is wrong is refused with the line and what is wrong there")
    void wrong(String policy, String message) {
        String file = filled(policy.replace("\\n", "\n").replace("\\r", "\r"))
                .replace("WITNESS", witness("X1").verifier().toString())
                .replace("OTHER", witness("X2").verifier().toString());
        assertThatThrownBy(() -> TrustPolicy.parse(file))
                .isInstanceOf(MalformedNote.class)
                .hasMessage(message);
    }

    @Test
    @DisplayName("counts a key once, whatever names it goes by")
    void renamed() {
        VerifierKey log = renamed(LOG.verifier());
        VerifierKey witness = renamed(witness("X1").verifier());
        assertThatThrownBy(() -> TrustPolicy.parse(filled("log LOG\nlog " + log)))
                .hasMessage("line 2: the key of log renamed.example stands here a second time");
        assertThatThrownBy(() -> TrustPolicy.parse(filled("witness X1 KEY\nwitness X9 " + witness)))
                .hasMessage("line 2: witness X9 has the key of witness X1");
    }

    private static VerifierKey renamed(VerifierKey key) {
        byte[] typed = Base64.getDecoder().decode(key.toString().split("\\+", 3)[2]);
        return new VerifierKey("renamed.example", key.type(), Arrays.copyOfRange(typed, 1, typed.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 257})
    @DisplayName("has an end, and groups in groups are counted to it")
    void limits(int groups) throws MalformedNote {
        StringBuilder file = new StringBuilder(filled("log LOG\nwitness X1 KEY\ngroup g1 all X1\n"));
        for (int group = 2; group <= groups; group++) {
            file.append("group g%d all g%d\n".formatted(group, group - 1));
        }
        file.append("quorum g").append(groups).append('\n');
        if (groups > 256) {
            assertThatThrownBy(() -> TrustPolicy.parse(file.toString())).hasMessageEndingWith("more than 256 groups");
        } else {
            TrustPolicy policy = TrustPolicy.parse(file.toString());
            assertThat(policy.judge(note("X1")))
                    .isInstanceOfSatisfying(
                            Signed.class, signed -> assertThat(signed.quorum()).isTrue());
        }
    }

    @Test
    @DisplayName("that is damaged is refused, or read as another, and breaks nothing")
    void fuzz() {
        Random random = new Random(11);
        String good = filled(EXAMPLE);
        for (int round = 0; round < 5_000; round++) {
            List<String> lines = new ArrayList<>(good.lines().toList());
            for (int edits = random.nextInt(3) + 1; edits > 0; edits--) {
                int at = random.nextInt(lines.size());
                StringBuilder line = new StringBuilder(lines.get(at));
                int column = random.nextInt(line.length() + 1);
                switch (random.nextInt(4)) {
                    case 0 -> line.setLength(column);
                    case 1 -> line.insert(column, (char) random.nextInt(0x80));
                    case 2 -> line.append(' ').append(lines.get(random.nextInt(lines.size())));
                    default -> lines.add(lines.get(random.nextInt(lines.size())));
                }
                lines.set(at, line.toString());
            }
            try {
                TrustPolicy read = TrustPolicy.parse(String.join("\n", lines));
                // Whatever it is now, a note that nobody signed is not believed.
                assertThat(read.judge(new SignedNote(TEXT, List.of()))).isInstanceOf(Untrusted.class);
            } catch (MalformedNote refused) {
                assertThat(refused).hasMessageMatching("(?s)(line \\d+: .+|there is no line 'quorum'.*)");
            }
        }
    }
}
