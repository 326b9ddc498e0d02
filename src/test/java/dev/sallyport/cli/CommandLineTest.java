package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.statement.sql.postgres.PostgresGoverning;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What people type, what they read, and the code that scripts get. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineTest {

    private final PostgresAnalyzer analyzer = new PostgresAnalyzer(1);

    @TempDir
    private Path folder = Path.of(".");

    @AfterAll
    void close() {
        analyzer.close();
    }

    private CommandLine commandLine(String typed) {
        return Sallyport.commandLine(new Surroundings(
                () -> new Surroundings.Dialect(
                        analyzer,
                        new PostgresGoverning(),
                        new PostgresMasks(MaskKeys.known(), analyzer),
                        new PostgresCounting()),
                new TerminalPasswords(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8))),
                new SecureRandom()));
    }

    private CommandRun run(String... arguments) {
        return type("", arguments);
    }

    private CommandRun type(String typed, String... arguments) {
        return CommandRun.of(commandLine(typed), arguments);
    }

    private String write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content).toString();
    }

    @Test
    void every_command_explains_itself_with_examples() {
        List<CommandLine> open = new ArrayList<>(List.of(commandLine("")));
        int seen = 0;
        while (!open.isEmpty()) {
            CommandLine line = open.removeLast();
            open.addAll(line.getSubcommands().values());
            if (line.getCommand() instanceof CommandLine.HelpCommand) {
                continue;
            }
            String usage = line.getUsageMessage();
            assertThat(usage).as(line.getCommandName()).contains("Example").contains("-h, --help");
            assertThat(line.getCommandSpec().usageMessage().description()).isNotEmpty();
            seen++;
        }
        assertThat(seen).isGreaterThanOrEqualTo(15);
    }

    @Test
    void help_lists_commands_by_topic_and_the_exit_codes() {
        CommandRun help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains("Getting started:\n  demo ")
                .contains("Policies:\n  policy ")
                .contains("  70 ");
    }

    @Test
    void version_names_the_revision_and_the_jdk() {
        assertThat(run("--version").out())
                .contains("sallyport ")
                .contains("commit ")
                .contains("JDK ");
    }

    @Test
    void what_is_misspelt_is_guessed_and_ends_with_two() {
        CommandRun command = run("polcy");
        assertThat(command.code()).isEqualTo(Sallyport.USAGE);
        assertThat(command.err()).contains("Did you mean: policy?").contains("Try 'sallyport --help'.");
        CommandRun option = run("check", "--conect");
        assertThat(option.code()).isEqualTo(Sallyport.USAGE);
        assertThat(option.err()).contains("--connect").contains("Try 'sallyport check --help'.");
        assertThat(run().code()).isEqualTo(Sallyport.USAGE);
        assertThat(run("policy").err()).contains("a command is missing after 'policy': check, test, explain");
    }

    @Test
    void completion_is_a_script_for_both_shells() {
        assertThat(run("completion", "bash").out()).startsWith("#!").contains("complete -F");
        assertThat(run("completion", "zsh").out()).startsWith("autoload -U +X bashcompinit");
        assertThat(run("completion", "fish").code()).isEqualTo(Sallyport.USAGE);
    }

    @Test
    void a_password_becomes_a_verifier() {
        CommandRun plain = type("correct horse\n", "password");
        assertThat(plain.code()).isZero();
        ScramVerifier verifier = ScramVerifier.parse(plain.out().strip()).orElseThrow();
        assertThat(ScramVerifier.of(
                        "correct horse".toCharArray(), verifier.salt().toArray(), verifier.iterations()))
                .isEqualTo(verifier);
        assertThat(type("correct horse\r\n", "password", "--id", "alice").out())
                .startsWith("alice:\n  kind: human\n  verifier: SCRAM-SHA-256$");
        CommandRun tooShort = type("short\n", "password");
        assertThat(tooShort.code()).isEqualTo(Sallyport.USAGE);
        assertThat(tooShort.err()).contains("the password has 5 characters").doesNotContain("short");
    }

    @Test
    void init_writes_what_can_be_used_and_overwrites_nothing() {
        String dir = folder.resolve("gate").toString();
        CommandRun init =
                run("init", "--database-url", "postgresql://gate@localhost/shop?sslmode=disable", "--dir", dir);
        assertThat(init.err()).isEmpty();
        assertThat(init.code()).isZero();
        assertThat(init.out()).contains("Identity admin has the password ").contains("export SHOP_PASSWORD=");
        CommandRun check = run("check", "--config", dir + "/sallyport.yaml");
        assertThat(check.err()).isEmpty();
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("1 database, 1 identity").contains("rules, version ");
        CommandRun again = run("init", "--database-url", "postgresql://gate@localhost/shop", "--dir", dir);
        assertThat(again.code()).isEqualTo(Sallyport.USAGE);
        assertThat(again.err()).contains("already there: ").contains("Nothing was written.");
    }

    @Test
    void the_shipped_policies_pass_their_own_tests() {
        String dir = folder.resolve("shipped").toString();
        run("init", "--database-url", "postgresql://gate@localhost/shop", "--dir", dir);
        CommandRun test = run("policy", "test", dir + "/policies", "--verbose");
        assertThat(test.out()).contains("ok    readers read").endsWith(" cases, 0 failed\n");
        assertThat(test.code()).isZero();
    }

    @Test
    void init_refuses_urls_that_it_does_not_understand() {
        assertThat(run("init", "--database-url", "postgresql://gate:hunter2@localhost/shop")
                        .err())
                .contains("the URL has a password in it")
                .doesNotContain("hunter2");
        assertThat(run("init", "--database-url", "mysql://gate@localhost/shop").err())
                .contains("must start with postgresql://");
        assertThat(run("init", "--database-url", "postgresql://localhost/shop").err())
                .contains("must name user, host and database");
        assertThat(run("init", "--database-url", "postgresql://gate@localhost/shop?ssl=on")
                        .err())
                .contains("'ssl=on' is not understood");
        assertThat(run("init", "--database-url", "postgresql://gate@localhost/sh op")
                        .code())
                .isEqualTo(Sallyport.USAGE);
    }

    @Test
    void check_tells_every_mistake_of_configuration_and_policies() throws IOException {
        String missing = folder.resolve("none.yaml").toString();
        assertThat(run("check", "-c", missing).code()).isEqualTo(Sallyport.USAGE);
        assertThat(run("check", "-c", missing).err()).contains("there is no configuration " + missing);
        String config = write("bad/sallyport.yaml", "databases: {}\nnod: x\n");
        CommandRun bad = run("check", "-c", config);
        assertThat(bad.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(bad.err())
                .contains(config + ":1:12: at least one database is needed")
                .contains(config + ":2:1: unknown key 'nod' (did you mean 'node'?)")
                .contains("2 problems");
        String good = write(
                "half/sallyport.yaml", "databases: {shop: {environment: t, upstream: {host: localhost, user: u}}}\n");
        assertThat(run("check", "-c", good).err()).contains("the policy folder does not exist");
        String policy = write("half/policies/a.yaml", "policy: p\nrulse: []\n");
        CommandRun half = run("check", "-c", good);
        assertThat(half.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(half.err()).contains(policy + ":2:1: unknown key 'rulse' (did you mean 'rules'?)");
    }

    @Test
    void policy_check_names_the_place() throws IOException {
        String policy = write("p1/a.yaml", "policy: p\napplies: principal.knd == 'x'\nrules: []\n");
        CommandRun check = run("policy", "check", folder.resolve("p1").toString());
        assertThat(check.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(check.err()).contains(policy + ":2:10: in the condition: principal has no 'knd'");
        assertThat(run("policy", "check", folder.resolve("nowhere").toString()).code())
                .isEqualTo(Sallyport.USAGE);
    }

    @Test
    void policy_test_fails_with_the_place_and_what_came_instead() throws IOException {
        write("p2/a.yaml", """
                policy: p
                rules:
                  - allow: [read]
                  - mask: {columns: [public.customers.email]}
                    with: redact
                """);
        String file = write("p2/a.test.yaml", """
                database: shop
                tables:
                  public.customers: {id: bigint, email: text}
                identities:
                  bot: {kind: agent}
                cases:
                  - {as: bot, sql: SELECT email FROM customers, expect: allow, rule: p/allow-1, masked: [public.customers.email], governed: "FROM ("}
                  - {name: wrong, as: bot, sql: SELECT 1, expect: deny}
                  - {as: bot, sql: DELETE FROM customers, expect: allow, rule: p/allow-1, masked: [public.customers.id]}
                  - {name: broken, as: bot, sql: SELEKT, expect: deny}
                """);
        CommandRun test = run("policy", "test", folder.resolve("p2").toString());
        assertThat(test.code()).isEqualTo(Sallyport.CHECK_FAILED);
        assertThat(test.out())
                .contains("FAIL  wrong\n      " + file + ":8:5: expected deny, and it is allowed by")
                .contains("FAIL  DELETE FROM customers\n      " + file + ":9:5: expected allow, and it is denied: ")
                .contains("public.customers.id is not masked")
                .contains("rule p/allow-1 is not behind it, but sallyport/no-rule-allows")
                .contains("FAIL  broken\n      " + file + ":10:5: the statement cannot be parsed: ")
                .endsWith("4 cases, 3 failed\n");
        write("p2/a.test.yaml", "database: shop\ncases:\n  - {as: bto, sql: SELECT 1, expect: alow}\n");
        assertThat(run("policy", "test", folder.resolve("p2").toString()).err())
                .contains("a.test.yaml:3:10: there is no identity 'bto'")
                .contains("'expect' cannot be 'alow' (did you mean 'allow'?)");
    }
}
