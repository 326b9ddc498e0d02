package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("What a gate's process logs")
@Timeout(180)
class LogLinesTest {

    private static final String LITERAL = "canary-literal-7731";
    private static final String SECRET = "canary-password-7731";

    @TempDir
    private Path folder = Path.of(".");

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    @DisplayName("has events, and nothing of statements and passwords")
    void noData(String format) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            Path config = ServedFolder.write(folder, postgres.getPort());
            Files.writeString(config, "logs: {format: " + format + "}\n", StandardOpenOption.APPEND);
            Path policy = folder.resolve("policies/all.yaml");
            Files.writeString(policy, "policy: all\nrules:\n  - allow: [read]\n");
            try (GateProcess gate = GateProcess.start(config)) {
                refusedStatements(gate.port());
                refusedLogins(gate.port());
                Files.writeString(policy, "policy: all\nrules:\n  - alow: [read]\n");
                await().atMost(Duration.ofSeconds(30)).until(() -> said(gate, "policy.rejected"));
                await().atMost(Duration.ofSeconds(30)).until(() -> said(gate, "login.failed"));
                List<String> lines = gate.saidAtEnd();
                assertThat(String.join("\n", lines))
                        .doesNotContainIgnoringCase(
                                LITERAL, SECRET, "7731", hex(LITERAL), hex(SECRET), ServedFolder.PASSWORD)
                        .contains("catalog.read");
                lines.stream().filter(line -> !line.startsWith("sallyport: ")).forEach(line -> lineOf(format, line));
            }
        }
    }

    private static boolean said(GateProcess gate, String event) {
        return gate.said().stream().anyMatch(line -> line.contains(event));
    }

    private static void lineOf(String format, String line) {
        if (format.equals("json")) {
            JsonNode object = JsonMapper.shared().readTree(line);
            assertThat(object.propertyNames()).contains("time", "level", "logger", "event", "message");
        } else {
            assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z (INFO |WARN |ERROR) \\w+ .* event=[a-z.-]+.*");
        }
    }

    private static void refusedStatements(int port) throws SQLException {
        try (Connection ada = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/shop".formatted(port), "ada", ServedFolder.PASSWORD)) {
            for (String sql : List.of(
                    "create table t as select '" + LITERAL + "'",
                    "selekt '" + LITERAL + "'",
                    "select '" + LITERAL + "'::int",
                    "select * from nothing where x = '" + LITERAL + "'",
                    "set role '" + LITERAL + "'")) {
                assertThatThrownBy(() -> GovernedShop.rows(ada, sql)).isInstanceOf(SQLException.class);
            }
        }
    }

    private static void refusedLogins(int port) throws IOException {
        String url = "jdbc:postgresql://127.0.0.1:%d/shop".formatted(port);
        assertThatThrownBy(() -> DriverManager.getConnection(url, "ada", SECRET).close())
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(
                        () -> DriverManager.getConnection(url, SECRET, SECRET).close())
                .isInstanceOf(SQLException.class);
        // It asks for TLS, is told yes, and sends in the clear what it should not.
        try (Socket confused = new Socket("127.0.0.1", port)) {
            OutputStream out = confused.getOutputStream();
            out.write(HexFormat.of().parseHex("0000000804d2162f"));
            assertThat(confused.getInputStream().read()).isEqualTo('S');
            out.write(("p    " + SECRET + "\0").getBytes(StandardCharsets.UTF_8));
            assertThat(confused.getInputStream().readAllBytes()).isNotNull();
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
