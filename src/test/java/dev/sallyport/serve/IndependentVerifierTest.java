package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.tree.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Has the log of a gate checked by a program that shares nothing with it: {@code src/test/go/verifylog.go}, on the packages
 * of the Go project in Debian's archive. They are installed where that can be done.
 */
@DisplayName("A verifier that is not ours")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IndependentVerifierTest {

    private static final int STATEMENTS = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path PACKAGES = Path.of("/usr/share/gocode");

    @TempDir
    private static Path folder = Path.of(".");

    private Path log = folder;
    private String key = "";
    private Path verifier = folder;

    private record Ran(int code, String said) {}

    private static Ran run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GO111MODULE", "off");
        builder.environment().put("GOPATH", PACKAGES.toString());
        builder.environment().put("GOCACHE", folder.resolve("go-cache").toString());
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // One that never ends has not verified anything.
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), said);
    }

    @BeforeAll
    void prepare() throws IOException, InterruptedException, SQLException, MalformedNote {
        install();
        verifier = folder.resolve("verifylog");
        assertThat(run("go", "build", "-o", verifier.toString(), "src/test/go/verifylog.go"))
                .isEqualTo(new Ran(0, ""));
        Path served = folder.resolve("served");
        try (GovernedShop shop = new GovernedShop(served, "create table t (a int)", """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read]
                """)) {
            log = served.resolve("data/log");
            try (Connection ada = shop.connect("ada", "extended")) {
                for (int number = 0; number < STATEMENTS; number++) {
                    GovernedShop.rows(ada, "select a from t where a = " + number);
                }
            }
            key = Files.readString(served.resolve("data/log.key.pub")).strip();
            List<VerifierKey> keys = List.of(VerifierKey.parse(key));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> new LogVerifier(new LogFolder(log), keys, Optional.empty())
                                    .run(List.of())
                                    .entries()
                            > 2 * STATEMENTS);
        }
    }

    private static void install() throws IOException, InterruptedException {
        if (Files.isDirectory(PACKAGES.resolve("src/golang.org/x/mod/sumdb")) && onPath("go")) {
            return;
        }
        assumeThat(onPath("apt-get") && System.getProperty("user.name").equals("root"))
                .as("Go and its packages golang-go and golang-golang-x-mod-dev are not here and cannot be installed")
                .isTrue();
        if (run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "golang-go", "golang-golang-x-mod-dev")
                        .code()
                != 0) {
            run("apt-get", "update", "-qq");
            Ran installed = run(
                    "apt-get",
                    "install",
                    "-y",
                    "-qq",
                    "--no-install-recommends",
                    "golang-go",
                    "golang-golang-x-mod-dev");
            assertThat(installed.code()).as(installed.said()).isZero();
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private Ran verify() throws IOException, InterruptedException {
        return run(verifier.toString(), log.toString(), key);
    }

    @Test
    @DisplayName("agrees with the log of a gate, and with nothing that was done to it")
    void agrees() throws IOException, InterruptedException, MalformedNote {
        Ran whole = verify();
        assertThat(whole.said()).startsWith("OK ");
        assertThat(whole.code()).isZero();
        long size =
                Checkpoint.parse(Files.readString(log.resolve("checkpoint"))).size();
        List<Path> files = new ArrayList<>(List.of(log.resolve("checkpoint")));
        Stream.concat(Tile.of(size).stream(), Tile.entriesOf(size).stream())
                .map(tile -> log.resolve(tile.path()))
                .forEach(files::add);
        for (Path file : files) {
            byte[] right = Files.readAllBytes(file);
            byte[] wrong = right.clone();
            wrong[wrong.length / 2] ^= 1;
            Files.write(file, wrong);
            assertThat(verify().said()).as(file.toString()).startsWith("FAIL ");
            Files.write(file, right);
        }
        assertThat(verify().code()).isZero();
    }
}
