package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.TrustPolicy;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.tree.TreeHasher;
import dev.sallyport.audit.witness.StateFolder;
import dev.sallyport.audit.witness.WitnessClient;
import dev.sallyport.audit.witness.WitnessReply;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("sallyport witness")
class WitnessCommandTest {

    private static final SigningKey LOG = SigningKey.generate("audit.example/eu", VerifierKey.Type.NOTE);
    private static final Pattern LINE = Pattern.compile("(?m)^witness \\S+ \\S+ http://127\\.0\\.0\\.1:\\d+$");

    @TempDir
    private Path folder = Path.of(".");

    /** Runs it, asks it once by the policy that it prints itself, and ends it. */
    private TrustPolicy.Witness runAndAsk(String... more) throws Exception {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new WitnessCommand())
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((_, _, _) -> Sallyport.OK);
        String[] arguments = {
            "--origin-key", LOG.verifier().toString(), "--state", state().toString(), "--listen", "127.0.0.1:0"
        };
        Thread serving = Thread.ofVirtual().start(() -> line.execute(concat(arguments, more)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> LINE.matcher(out.toString()).find());
        Matcher printed = LINE.matcher(out.toString());
        assertThat(printed.find()).isTrue();
        TrustPolicy policy = TrustPolicy.parse("log " + LOG.verifier() + "\n" + printed.group() + "\nquorum none\n");
        String text = new Checkpoint("audit.example/eu", 0, new TreeHasher().empty()).text();
        SignedNote note = new SignedNote(text, List.of(LOG.sign(text)));
        try (WitnessClient client = new WitnessClient(policy.witnesses(), Duration.ofSeconds(20), Optional.empty())) {
            assertThat(client.cosign(note, _ -> 0, (_, _) -> List.of()))
                    .hasOnlyElementsOfType(WitnessReply.Cosigned.class);
        }
        serving.interrupt();
        serving.join();
        return policy.witnesses().getFirst();
    }

    private static String[] concat(String[] first, String[] second) {
        return Stream.of(first, second).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private Path state() {
        return folder.resolve("state");
    }

    @Test
    @DisplayName("makes its key once, prints the line for a policy, and answers to it")
    void serves() throws Exception {
        TrustPolicy.Witness first = runAndAsk("--name", "witness.example/w1");
        assertThat(first.name()).isEqualTo("witness.example/w1");
        assertThat(runAndAsk().key()).isEqualTo(first.key());
    }

    /** As the whole program would, but without what other commands need. */
    private static CommandRun misused(String... arguments) {
        return CommandRun.of(
                Sallyport.commandLine(new Surroundings(
                        () -> {
                            throw new IllegalStateException("not needed");
                        },
                        _ -> new char[0],
                        new SecureRandom())),
                concat(new String[] {"witness"}, arguments));
    }

    @Test
    @DisplayName("ends with 2 and says what is wrong with its options")
    void usage() throws IOException {
        String vkey = LOG.verifier().toString();
        String state = state().toString();
        String cosigner = SigningKey.generate("w", VerifierKey.Type.COSIGNATURE)
                .verifier()
                .toString();
        assertWrong("Missing required option", "--state", state, "--listen", "127.0.0.1:0");
        assertWrong(
                "a key is written name+id+base64", "--origin-key", "x", "--state", state, "--listen", "127.0.0.1:0");
        assertWrong("is the key of a witness", "--origin-key", cosigner, "--state", state, "--listen", "127.0.0.1:0");
        for (String listen : List.of("8080", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536", "localhost:80/x", ":80")) {
            assertWrong(
                    "'" + listen + "' is not ADDRESS:PORT", "--origin-key", vkey, "--state", state, "--listen", listen);
        }
        assertWrong(
                "belong together", "--origin-key", vkey, "--state", state, "--listen", "127.0.0.1:0", "--tls-key", "k");
        assertThat(Files.exists(state())).isFalse();
        assertWrong(
                "cannot be the name of a key",
                "--origin-key",
                vkey,
                "--state",
                state,
                "--listen",
                "127.0.0.1:0",
                "--name",
                "a b");
        try (StateFolder open = StateFolder.open(state())) {
            open.makeKey("witness.example/w1");
            assertWrong("in use by another witness", "--origin-key", vkey, "--state", state, "--listen", "127.0.0.1:0");
        }
        assertWrong(
                "has the name witness.example/w1, not w2",
                "--origin-key",
                vkey,
                "--state",
                state,
                "--listen",
                "127.0.0.1:0",
                "--name",
                "w2");
    }

    private static void assertWrong(String message, String... arguments) {
        CommandRun run = misused(arguments);
        assertThat(run.err()).contains(message);
        assertThat(run.code()).isEqualTo(Sallyport.USAGE);
        assertThat(run.out()).isEmpty();
    }
}
