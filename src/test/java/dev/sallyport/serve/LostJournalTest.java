package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.audit.JournalReader;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A gate whose journal cannot be written")
@Timeout(60)
class LostJournalTest {

    private static final int MORE_THAN_FITS = 20_000;

    /** Makes the records long. */
    private static final String PADDING = (", 1 as " + "x".repeat(60)).repeat(60);

    @TempDir
    Path folder;

    @Test
    @DisplayName("runs nothing that it cannot record, and lets nobody in")
    void refuses() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            Path file = ServedFolder.write(folder, postgres.getPort());
            Config config = ((ConfigResult.Loaded) Config.load(file)).config();
            try (RunningGate gate = new RunningGate(config, "test")) {
                Path journal = folder.resolve("data/journal");
                Path moved = folder.resolve("elsewhere");
                try (Connection connection = connect(gate);
                        Statement statement = connection.createStatement()) {
                    statement.execute("create table marks (n int)");
                    // What is mapped goes on; the next segment cannot be made.
                    Files.move(journal, moved);
                    assertThat(failure(statement).getSQLState()).isEqualTo("58000");
                    assertThat(recorded(moved)).isEqualTo(executed(postgres));
                }
                assertThatThrownBy(() -> connect(gate).close())
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refused -> assertThat(refused.getSQLState()).isEqualTo("58000"))
                        .hasMessageContaining("the audit journal cannot be written");
                Files.move(moved, journal);
            }
        }
    }

    private static Connection connect(RunningGate gate) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/shop?preferQueryMode=simple".formatted(gate.port()),
                ServedFolder.USER,
                ServedFolder.PASSWORD);
    }

    private static SQLException failure(Statement statement) {
        return catchThrowableOfType(SQLException.class, () -> {
            for (int round = 0; round < MORE_THAN_FITS; round++) {
                statement.execute("insert into marks select 1 where exists (select 1" + PADDING + ")");
            }
        });
    }

    private static long executed(EmbeddedPostgres postgres) throws SQLException {
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from marks")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static long recorded(Path journal) throws IOException {
        return new JournalReader(journal)
                .next().stream()
                        .filter(record -> record.contains("\"k\":\"q.intent\"") && record.contains("\"op\":\"INSERT\""))
                        .count();
    }
}
