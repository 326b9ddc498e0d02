package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.serve.RunningGate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("sallyport audit erase")
class AuditEraseCommandTest {

    @TempDir
    private Path folder = Path.of(".");

    private record Ran(int code, String out, String err) {}

    private Ran run(List<String> passwords, String... arguments) {
        Deque<String> typed = new ArrayDeque<>(passwords);
        Surroundings surroundings = new Surroundings(
                () -> {
                    throw new IllegalStateException("no dialect is needed");
                },
                _ -> typed.isEmpty() ? new char[0] : typed.remove().toCharArray(),
                new SecureRandom());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Sallyport.commandLine(surroundings).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of(
                "audit",
                arguments[0],
                "--config",
                folder.resolve("sallyport.yaml").toString()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return new Ran(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private Ran erase(List<String> passwords, String... by) {
        List<String> arguments = new ArrayList<>(
                List.of("erase", "--person", "ada", "--case", "DSR-1", "--reason", "request", "--wait", "30"));
        for (String one : by) {
            arguments.addAll(List.of("--by", one));
        }
        return run(passwords, arguments.toArray(String[]::new));
    }

    private static String verifier(String password) {
        return ScramVerifier.of(password.toCharArray(), new SecureRandom()).format();
    }

    private Config config(int port) throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/all.yaml"), "policy: all\nrules:\n  - allow: [all]\n");
        Path file = Files.writeString(folder.resolve("sallyport.yaml"), """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  shop:
                    environment: test
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                identities:
                  ada: {kind: human, verifier: '%s'}
                  carol: {kind: human, verifier: '%s'}
                  dan: {kind: human, verifier: '%s'}
                audit: {erasers: [carol, dan]}
                """.formatted(
                        port, verifier("ada's"), verifier("carol's"), verifier("dan's")));
        return ((ConfigResult.Loaded) Config.load(file)).config();
    }

    private static void visit(RunningGate gate) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/shop".formatted(gate.port()), "ada", "ada's")) {
            connection.createStatement().execute("select 1");
        }
    }

    @Test
    @DisplayName("erases a person when two who may order it, and the log verifies")
    void erases() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                RunningGate gate = new RunningGate(config(postgres.getPort()), "test")) {
            visit(gate);
            Path units = folder.resolve("data/log.units");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Files.exists(units) && Files.readString(units).contains("\"ada\""));
            assertThat(erase(List.of("carol's", "dan's"), "carol").err()).contains("one alone cannot order this");
            assertThat(erase(List.of("carol's", "carol's"), "carol", "carol").err())
                    .contains("one alone cannot order this");
            assertThat(erase(List.of("carol's", "ada's"), "carol", "ada").err()).contains("'ada' may not order this");
            assertThat(erase(List.of("carol's", "wrong"), "carol", "dan").err()).contains("not the password of dan");
            assertThat(Files.readString(units)).contains("\"ada\"");

            Ran ran = erase(List.of("carol's", "dan's"), "carol", "dan");
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).contains("erased: nobody can tell any more who p_");
            assertThat(ran.code()).isZero();
            assertThat(Files.readString(units)).doesNotContain("\"ada\"");
            Ran verified = run(List.of(), "verify");
            assertThat(verified.out()).contains("The log is what was written.");
            assertThat(erase(List.of("carol's", "dan's"), "carol", "dan").err())
                    .contains("nothing in the log belongs to 'ada'");
            assertThat(new LogFolder(folder.resolve("data/log")).checkpoint()).isPresent();
        }
    }

    private Ran order(String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--reason", "court order", "--by", "carol", "--by", "dan"));
        arguments.addAll(List.of(more));
        return run(List.of("carol's", "dan's"), arguments.toArray(String[]::new));
    }

    @Test
    @DisplayName("does nothing while the person, or everything, is under hold")
    void held() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                RunningGate gate = new RunningGate(config(postgres.getPort()), "test")) {
            visit(gate);
            Path units = folder.resolve("data/log.units");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Files.exists(units) && Files.readString(units).contains("\"ada\""));
            assertThat(run(List.of(), "holds").out()).isEqualTo("nothing is under hold\n");
            assertThat(order("release", "--person", "ada", "--case", "LIT-7").err())
                    .contains("'ada' is not under hold for case LIT-7");
            assertThat(order("hold", "--case", "LIT-7").err()).contains("(--person=ID | --all)");
            assertThat(order("hold", "--person", "nobody", "--case", "LIT-7").err())
                    .contains("nothing in the log belongs to 'nobody'");
            assertThat(run(
                                    List.of("wrong"),
                                    "hold",
                                    "--all",
                                    "--case",
                                    "L",
                                    "--reason",
                                    "r",
                                    "--by",
                                    "carol",
                                    "--by",
                                    "dan")
                            .err())
                    .contains("not the password of carol");
            Ran held = order("hold", "--person", "ada", "--case", "LIT-7");
            assertThat(held.err()).isEmpty();
            assertThat(held.out()).contains("is destroyed until case LIT-7 is released");
            assertThat(order("hold", "--person", "ada", "--case", "LIT-7").err())
                    .contains("'ada' is under hold for case LIT-7 already");
            assertThat(order("hold", "--all", "--case", "LIT-8").code()).isZero();
            assertThat(run(List.of(), "holds").out())
                    .containsPattern("LIT-7 +ada +[0-9-]+T[0-9:]+Z +carol, dan +court order")
                    .containsPattern("LIT-8 +everything ");
            assertThat(run(List.of(), "holds", "--json").out().lines().toList().getLast())
                    .startsWith("{\"case\":\"LIT-8\",\"whose\":\"everything\",")
                    .endsWith("\"by\":[\"carol\",\"dan\"],\"reason\":\"court order\"}");

            Ran refused = erase(List.of("carol's", "dan's"), "carol", "dan");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("'ada' is under hold for case LIT-7 (court order)");
            assertThat(order("release", "--person", "ada", "--case", "LIT-7").out())
                    .contains("case LIT-7 holds 'ada' no longer", "still under hold for case LIT-8");
            assertThat(erase(List.of("carol's", "dan's"), "carol", "dan").err())
                    .contains("everything is under hold for case LIT-8");
            assertThat(order("release", "--all", "--case", "LIT-8").code()).isZero();
            assertThat(erase(List.of("carol's", "dan's"), "carol", "dan").code())
                    .isZero();
            assertThat(run(List.of(), "verify").out()).contains("The log is what was written.");
        }
    }

    @Test
    @DisplayName("and rotate-key: a log is signed with both keys, and then with the new one alone")
    void rotates() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                RunningGate _ = new RunningGate(config(postgres.getPort()), "test")) {
            assertThat(run(List.of(), "rotate-key", "--finish").err()).contains("there is no new key");
            String old = run(List.of(), "key").out().strip();
            Ran made = run(List.of(), "rotate-key");
            String fresh = made.out().strip();
            assertThat(made.err()).contains("signs with both keys");
            assertThat(fresh).isNotEqualTo(old).startsWith("sallyport/gate-1+");
            assertThat(run(List.of(), "rotate-key").err()).contains("there is a new key already");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> run(List.of(), "verify", "--key", fresh).code() == 0);
            Ran both = run(List.of(), "verify", "--key", old);
            assertThat(both.code()).isZero();
            assertThat(both.out()).contains("new key     the log says that it is signed with this one too: " + fresh);
            assertThat(run(List.of(), "rotate-key", "--finish").out().strip()).isEqualTo(fresh);
            assertThat(run(List.of(), "key").out().strip()).isEqualTo(fresh);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> run(List.of(), "verify", "--key", old).code() == 1);
            assertThat(run(List.of(), "verify", "--key", fresh).code()).isZero();
        }
    }
}
