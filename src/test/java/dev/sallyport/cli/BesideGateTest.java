package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are used while a gate runs. */
@DisplayName("Beside a running gate")
class BesideGateTest {

    private static DemoGate demo;

    @TempDir
    private Path elsewhere;

    @BeforeAll
    static void start() throws IOException, SQLException {
        demo = new DemoGate();
        demo.send(
                "ada",
                "select name from customers where id = 7",
                "select id from orders where id = 3",
                "drop table orders");
        demo.send("bot", "select count(*) from orders");
    }

    @AfterAll
    static void stop() throws IOException {
        demo.close();
    }

    private static String url(String user) {
        return demo.url(user);
    }

    private static CommandRun run(String... arguments) {
        return demo.run(arguments);
    }

    private static CommandRun tail(String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit", "tail"));
        all.addAll(Arrays.asList(arguments));
        return run(all.toArray(String[]::new));
    }

    @Test
    @DisplayName("connect prints what drivers take, with the gate's certificate to check")
    void forms() {
        String certificate =
                demo.folder().resolve("data/tls/gate.crt").toAbsolutePath().toString();
        String port = demo.port();
        assertThat(url("ada")).contains("sslmode=verify-full&sslrootcert=");
        assertThat(run("connect", "shop", "--user", "ada", "--port", port, "--print", "dsn")
                        .out())
                .isEqualTo("host=localhost port=%s dbname=shop user=ada sslmode=verify-full sslrootcert=%s%n"
                        .formatted(port, certificate));
        assertThat(run("connect", "shop", "--user", "ada", "--port", port, "--print", "ENV")
                        .lines())
                .contains("export PGDATABASE='shop'", "export PGSSLMODE='verify-full'");
    }

    @Test
    @DisplayName("connect quotes what needs it")
    void quoting() {
        assertThat(CommandRun.plain(
                                "connect",
                                "my shop",
                                "--host",
                                "::1",
                                "--user",
                                "o'neil",
                                "--ca",
                                "/a b.pem",
                                "--print",
                                "url")
                        .out())
                .isEqualTo("postgresql://o%27neil@[::1]:6432/my%20shop?sslmode=verify-full&sslrootcert=%2Fa%20b.pem\n");
        assertThat(CommandRun.plain("connect", "my shop", "--host", "::1", "--user", "o'neil", "--print", "dsn")
                        .out())
                .isEqualTo("host=::1 port=6432 dbname='my shop' user='o\\'neil' sslmode=verify-full\n");
        assertThat(CommandRun.plain("connect", "shop", "--host", "h", "--user", "o'neil", "--print", "env")
                        .out())
                .contains("export PGUSER='o'\\''neil'\n");
    }

    @Test
    @DisplayName("connect says what is wrong, and what there is")
    void wrong() {
        assertThat(run("connect", "shap", "--user", "ada", "--print", "url").err())
                .contains("there is no database 'shap' (did you mean 'shop'?)");
        assertThat(run("connect", "shop", "--user", "adda", "--print", "url").err())
                .contains("there is no identity 'adda' (did you mean 'ada'?)")
                .contains("ada, bot, dan");
        assertThat(run("connect", "shop", "--user", "ada", "--sslmode", "prefer", "--print", "url")
                        .code())
                .isEqualTo(Sallyport.USAGE);
        CommandRun nowhere = CommandRun.plain(
                "connect", "shop", "--config", elsewhere.resolve("none.yaml").toString());
        assertThat(nowhere.code()).isEqualTo(Sallyport.USAGE);
        assertThat(nowhere.err()).contains("where is the gate?").contains("--host");
    }

    @Test
    @DisplayName("audit tail tells statements with their outcomes")
    void told() {
        assertThat(tail("--as", "ada", "--relation", "customers").lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains(" q.intent ", " ada ", " shop ", "mask", "select name from customers where id = $1"))
                .anySatisfy(line -> assertThat(line).contains(" q.outcome ", " ada ", " shop ", "ok 1 rows"));
        assertThat(tail("--refused").lines())
                .singleElement()
                .asString()
                .contains(" q.deny ", " ada ", "drop table orders", "no rule allows drop on public.orders");
    }

    @Test
    @DisplayName("audit tail chooses by who, what and when")
    void chosen() {
        assertThat(tail("--as", "bot", "--kind", "q.intent", "--effect", "read").lines())
                .singleElement()
                .asString()
                .contains("bot>ada");
        assertThat(tail("--as", "ada", "--kind", "q.intent", "--effect", "read").lines())
                .as("what was done on behalf is among it")
                .hasSize(3);
        assertThat(tail("--decision", "mask").lines()).hasSize(2);
        assertThat(tail("--effect", "drop").lines()).hasSize(1);
        assertThat(tail("--database", "nowhere").lines()).isEmpty();
        assertThat(tail("--until", "1h").lines()).isEmpty();
        assertThat(tail("--since", "1h").lines()).hasSameSizeAs(tail().lines());
        assertThat(tail("--since", "yesterday").err())
                .contains("'yesterday' is no time")
                .contains("30m");
    }

    @Test
    @DisplayName("audit tail shows the last records, in the order of time, or all")
    void last() {
        List<String> all = tail("--last", "0", "--json").lines();
        assertThat(all)
                .hasSizeGreaterThan(10)
                .allSatisfy(line -> assertThat(line).startsWith("{\"boot\":"));
        CommandRun last = tail("--last", "3", "--json");
        assertThat(last.lines()).isEqualTo(all.subList(all.size() - 3, all.size()));
        assertThat(last.err()).contains("the last 3 records");
        assertThat(tail("--last", "-1").code()).isEqualTo(Sallyport.USAGE);
    }

    @Test
    @DisplayName("audit tail masks only what is read masked")
    void masked() {
        assertThat(tail("--json", "--decision", "mask", "--kind", "q.intent").lines())
                .singleElement()
                .asString()
                .contains("\"mask\":[\"public.customers.name\"]");
    }
}
