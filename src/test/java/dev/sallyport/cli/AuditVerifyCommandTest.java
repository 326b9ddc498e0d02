package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.LogKeys;
import dev.sallyport.audit.log.LogWriter;
import dev.sallyport.audit.log.PlainLeaves;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("sallyport audit verify, prove, check-proof and key")
class AuditVerifyCommandTest {

    @TempDir
    private Path folder = Path.of(".");

    private Path log = folder;
    private String key = "";

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void make() throws IOException {
        log = folder.resolve("log");
        write(300);
    }

    private void write(int records) throws IOException {
        SigningKey signing = LogKeys.key(folder.resolve("log.key"), "example.com/log", VerifierKey.Type.NOTE);
        key = signing.verifier().toString();
        try (Journal journal = Journal.open(
                        folder.resolve("journal"), "gate", 1, 2 << 20, Journal.Durability.PROCESS, Clock.systemUTC());
                LogWriter writer = new LogWriter(
                        log,
                        folder.resolve("log.state"),
                        folder.resolve("journal"),
                        List.of(signing),
                        new PlainLeaves(),
                        Cosigner.NONE)) {
            for (int number = 0; number < records; number++) {
                new GateTrail(journal.lane(0)).loginFailed("user " + number, "shop", "", "::1", "none", "test");
            }
            writer.advance();
        }
    }

    private Ran run(String command, String... arguments) {
        Surroundings surroundings = new Surroundings(
                () -> {
                    throw new IllegalStateException("no dialect is needed");
                },
                _ -> new char[0],
                new SecureRandom());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Sallyport.commandLine(surroundings).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("audit", command, "--log", log.toString()));
        all.addAll(List.of(arguments));
        return new Ran(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    @Test
    @DisplayName("say that a log is whole, and what that rests on")
    void whole() throws IOException {
        Ran ran = run("verify");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains(
                        "entries     300 of 300",
                        "the one beside the log",
                        "Give --pin",
                        "The log is what was written.");
        Path pin = folder.resolve("pin");
        assertThat(run("verify", "--key", key, "--pin", pin.toString()).out()).contains("key         as given");
        assertThat(Files.readString(pin)).isEqualTo(Files.readString(log.resolve("checkpoint")));
        write(10);
        assertThat(run("verify", "--key", key, "--pin", pin.toString(), "--keep-pin")
                        .out())
                .contains("1 held against it");
        assertThat(Files.readString(pin)).isNotEqualTo(Files.readString(log.resolve("checkpoint")));
        JsonNode json = JsonMapper.shared()
                .readTree(run("verify", "--json", "--pin", pin.toString()).out());
        assertThat(json.path("result").asString()).isEqualTo("ok");
        assertThat(json.path("size").asLong()).isEqualTo(310);
    }

    @Test
    @DisplayName("say that it is not, where, and keep the pin")
    void damaged() throws IOException {
        Path pin = folder.resolve("pin");
        run("verify", "--pin", pin.toString());
        String pinned = Files.readString(pin);
        Path entries = log.resolve("tile/entries/000");
        byte[] bytes = Files.readAllBytes(entries);
        bytes[500] ^= 1;
        Files.write(entries, bytes);
        Ran ran = run("verify", "--pin", pin.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("E-LEAF  entry", "in tile/entries/000 has the hash", "The log is NOT what was written.");
        assertThat(Files.readString(pin)).isEqualTo(pinned);
        assertThat(JsonMapper.shared()
                        .readTree(run("verify", "--json").out())
                        .path("findings")
                        .path(0)
                        .path("code")
                        .asString())
                .isEqualTo("E-LEAF");
    }

    @Test
    @DisplayName("say when fewer witnesses than the policy asks for have cosigned")
    void quorum() throws IOException {
        SigningKey witness = SigningKey.generate("example.com/witness", VerifierKey.Type.COSIGNATURE);
        Path policy = folder.resolve("policy");
        Files.writeString(policy, "log " + key + "\nquorum none\n");
        assertThat(run("verify", "--policy", policy.toString()).code()).isZero();
        Files.writeString(policy, "log " + key + "\nwitness one " + witness.verifier() + "\nquorum one\n");
        Ran alone = run("verify", "--policy", policy.toString());
        assertThat(alone.code()).isEqualTo(4);
        assertThat(alone.out()).contains("W-QUORUM  of the witnesses, 0 have cosigned the checkpoint");
        Path checkpoint = log.resolve("checkpoint");
        String text = Files.readString(checkpoint);
        String signed = text.substring(0, text.indexOf("\n\n") + 1);
        Files.writeString(
                checkpoint, text + witness.cosign(signed, Instant.now().getEpochSecond() - 3600) + "\n");
        assertThat(run("verify", "--policy", policy.toString()).code()).isZero();
        assertThat(run("verify", "--policy", policy.toString(), "--max-age", "2h")
                        .code())
                .isZero();
        Ran old = run("verify", "--policy", policy.toString(), "--max-age", "10m");
        assertThat(old.code()).isEqualTo(4);
        assertThat(old.out()).contains("1 have cosigned the checkpoint, 0 of them lately enough");
        assertThat(run("verify", "--max-age", "10m").err()).contains("Name them with --policy");
        assertThat(run("verify", "--policy", policy.toString(), "--max-age", "soon")
                        .err())
                .contains("is no time");
        Files.writeString(policy, "nonsense\n");
        assertThat(run("verify", "--policy", policy.toString()).err()).contains("policy: line 1");
    }

    @Test
    @DisplayName("prove a record to whoever has the key")
    void proof() throws IOException {
        String id = JsonMapper.shared()
                .readTree(Files.readAllBytes(prove("17").resolve("17.json")))
                .path("id")
                .asString();
        Path files = prove(id);
        Ran right = run(
                "check-proof",
                "--key",
                key,
                files.resolve(id + ".json").toString(),
                files.resolve(id + ".tlog-proof").toString());
        assertThat(right.out()).contains("The record is entry 17 of the log:", "example.com/log");
        assertThat(right.code()).isZero();
        Ran wrong = run(
                "check-proof",
                files.resolve(id + ".tlog-proof").toString(),
                files.resolve(id + ".tlog-proof").toString());
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.out()).contains("is not the one with index 17");
        assertThat(run(
                                "check-proof",
                                "--key",
                                key,
                                files.resolve(id + ".json").toString(),
                                files.resolve(id + ".json").toString())
                        .code())
                .isEqualTo(2);
    }

    private Path prove(String record) throws IOException {
        Path files = Files.createTempDirectory(folder, "proof");
        assertThat(run("prove", record, "--output", files.toString()).code()).isZero();
        return files;
    }

    @Test
    @DisplayName("say what is wrong with what they are given")
    void wrong() {
        assertThat(run("prove", "300").err()).contains("the log has no record 300");
        assertThat(run("prove", "no-such-id").err()).contains("the log has no record no-such-id");
        assertThat(run("verify", "--key", "nonsense").err()).contains("--key: a key is written name+id+base64");
        assertThat(run("verify", "--pin", folder.resolve("none").toString(), "--keep-pin")
                        .code())
                .isEqualTo(2);
        assertThat(run("key").out()).isEqualTo(key + System.lineSeparator());
        log = folder.resolve("elsewhere");
        assertThat(run("verify").err()).contains("there is no log in");
    }
}
