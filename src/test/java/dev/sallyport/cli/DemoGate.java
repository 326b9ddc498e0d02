package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The demo's gate, and commands beside it. */
final class DemoGate implements AutoCloseable {

    private final Demo demo;

    DemoGate() throws IOException {
        demo = new Demo(0, "test");
    }

    Path folder() {
        return demo.folder();
    }

    String port() {
        return String.valueOf(demo.port());
    }

    /** A command, with the gate's configuration unless a log is named. */
    CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        if (!all.contains("--log")) {
            all.addAll(List.of("--config", folder().resolve("sallyport.yaml").toString()));
        }
        return CommandRun.plain(all.toArray(String[]::new));
    }

    /** Sends statements, of which some may be denied. */
    void send(String user, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(user), user, Demo.PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException refused) {
                    assertThat(refused.getSQLState()).isEqualTo("42501");
                }
            }
        }
    }

    /** For JDBC. */
    String url(String user) {
        CommandRun printed = run("connect", "shop", "--user", user, "--port", port(), "--print", "jdbc");
        assertThat(printed.err()).isEmpty();
        return printed.out().strip();
    }

    @Override
    public void close() throws IOException {
        demo.close();
    }
}
