package dev.sallyport.serve;

import static dev.sallyport.serve.GovernedShop.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.JournalReader;
import dev.sallyport.audit.LaneId;
import dev.sallyport.audit.RunKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The record of a statement has, encrypted,")
class ParticularsTest {

    @TempDir
    static Path folder;

    private static GovernedShop shop;
    private JournalReader journal = new JournalReader(folder.resolve("data/journal"));
    private final RunKeys keys = new RunKeys(folder.resolve("data/journal.keys"));

    /** What was encrypted, of one record. */
    private record Told(String kind, String text, byte[] parameters, int flags) {}

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table customers (id int, name text, ssn text);
                insert into customers values (1, 'Ann', '078-05-1120'), (2, 'Bob', '219-09-9999');
                create table accounts (login text, password text);
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read]
                    on: [public.customers]
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    /** What the records since the last call have. */
    private List<Told> told() throws IOException {
        List<Told> told = new ArrayList<>();
        for (String line : journal.next()) {
            JsonNode written = JsonMapper.shared().readTree(line);
            if (written.has("st")) {
                told.add(told(written));
            }
        }
        return told;
    }

    private Told told(JsonNode written) throws IOException {
        String kind = written.path("k").asString();
        if (!written.has("par")) {
            return new Told(kind, "", new byte[0], 0);
        }
        Optional<byte[]> opened = keys.open(
                new LaneId(
                        BootId.parse(written.path("boot").asString()),
                        written.path("lane").asInt()),
                written.path("par").path("at").asLong(),
                Base64.getUrlDecoder().decode(written.path("par").path("ct").asString()));
        ByteBuffer clear = ByteBuffer.wrap(opened.orElseThrow());
        assertThat(clear.get()).isEqualTo((byte) 1);
        int flags = clear.get();
        byte[] text = new byte[clear.getInt()];
        clear.get(text);
        byte[] parameters = new byte[clear.remaining()];
        clear.get(parameters);
        return new Told(kind, new String(text, StandardCharsets.UTF_8), parameters, flags);
    }

    private static Connection session(String mode) throws SQLException {
        return shop.connect("ada", mode);
    }

    @Test
    @DisplayName("the text as it was written, where the normalised one does not say all")
    void text() throws IOException, SQLException {
        try (Connection ada = session("simple")) {
            told();
            rows(ada, "select name from customers where ssn = '078-05-1120'");
            rows(ada, "select name from customers where ssn = '219-09-9999'");
            rows(ada, "select name from customers /* ticket 7 */");
            rows(ada, "select name from customers");
            assertThat(told())
                    .extracting(Told::text)
                    .containsExactly(
                            "select name from customers where ssn = '078-05-1120'",
                            "select name from customers where ssn = '219-09-9999'",
                            "select name from customers /* ticket 7 */",
                            "");
        }
    }

    @Test
    @DisplayName("the whole text with its first statement")
    void several() throws IOException, SQLException {
        try (Connection ada = session("simple")) {
            told();
            rows(ada, "select 1; select name from customers where id = 2");
            assertThat(told())
                    .extracting(Told::text)
                    .containsExactly("select 1; select name from customers where id = 2", "");
        }
    }

    @Test
    @DisplayName("the parameters, as they came")
    void parameters() throws IOException, SQLException {
        try (Connection ada = session("extended");
                PreparedStatement select =
                        ada.prepareStatement("select name from customers where ssn = ? and id = ? and 'x' <> ?")) {
            told();
            for (int round = 0; round < 3; round++) {
                select.setString(1, "078-05-112" + round);
                select.setInt(2, round);
                select.setString(3, null);
                select.executeQuery().close();
            }
            List<Told> told = told();
            assertThat(told).hasSize(3);
            for (int round = 0; round < 3; round++) {
                assertThat(told.get(round).text())
                        .isEqualTo("select name from customers where ssn = $1 and id = $2 and 'x' <> $3");
                ByteBuffer read = ByteBuffer.wrap(told.get(round).parameters());
                read.position(Short.BYTES * (1 + read.getShort()));
                assertThat(read.getShort()).isEqualTo((short) 3);
                assertThat(read.getInt()).isEqualTo(11);
                byte[] first = new byte[11];
                read.get(first);
                assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("078-05-112" + round);
                read.position(read.position() + Integer.BYTES + read.getInt(read.position()));
                assertThat(read.getInt()).isEqualTo(-1);
            }
        }
    }

    @Test
    @DisplayName("no text that records have anyway, and no parameters where there are none")
    void nothing() throws IOException, SQLException {
        try (Connection ada = session("extended");
                PreparedStatement with = ada.prepareStatement("select name from customers where id = ?");
                PreparedStatement without = ada.prepareStatement("select name from customers")) {
            told();
            with.setInt(1, 1);
            with.executeQuery().close();
            without.executeQuery().close();
            List<Told> told = told();
            assertThat(told).extracting(Told::text).containsExactly("", "");
            assertThat(told.getFirst().parameters()).isNotEmpty();
            assertThat(told.getLast().parameters()).isEmpty();
        }
    }

    @Test
    @DisplayName("what a statement that is refused says, also one that is not understood")
    void refused() throws IOException, SQLException {
        try (Connection ada = session("simple")) {
            told();
            String denied = "delete from customers where ssn = '078-05-1120'";
            assertThatThrownBy(() -> rows(ada, denied)).isInstanceOf(SQLException.class);
            String broken = "selct name from customers where ssn = '078-05-1120'";
            assertThatThrownBy(() -> rows(ada, broken)).isInstanceOf(SQLException.class);
            assertThat(told())
                    .extracting(Told::kind, Told::text)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("q.deny", denied),
                            org.assertj.core.groups.Tuple.tuple("q.deny", broken));
        }
    }

    @Test
    @DisplayName("what EXECUTE was given")
    void execute() throws IOException, SQLException {
        try (Connection ada = session("simple")) {
            rows(ada, "prepare by_ssn as select name from customers where ssn = $1");
            told();
            rows(ada, "execute by_ssn('219-09-9999')");
            assertThat(told()).extracting(Told::text).containsExactly("execute by_ssn('219-09-9999')");
        }
    }

    @Test
    @DisplayName("no credentials: neither of commands that have some, nor beside the word")
    void credentials() throws IOException, SQLException {
        try (Connection dan = shop.connect("dan", "simple");
                Connection prepared = shop.connect("dan", "extended");
                PreparedStatement login =
                        prepared.prepareStatement("select login from accounts where password = ? and login <> 'x'")) {
            told();
            rows(dan, "create role reader login password 'hunter2-a'");
            rows(dan, "select 1; alter role reader password 'hunter2-b'");
            rows(dan, "select login from accounts where PassWord = 'hunter2-c'");
            assertThatThrownBy(() -> rows(dan, "alter role reader pasword password 'hunter2-d'"))
                    .isInstanceOf(SQLException.class);
            login.setString(1, "hunter2-e");
            login.executeQuery().close();
            List<Told> told = told();
            assertThat(told).hasSize(6);
            assertThat(told).allSatisfy(one -> {
                assertThat(one.text()).isEmpty();
                assertThat(one.parameters()).isEmpty();
            });
        }
    }

    @Test
    @DisplayName("no more than a part of what is very long, and says so")
    void cut() throws IOException, SQLException {
        try (Connection simple = session("simple");
                Connection extended = session("extended");
                PreparedStatement select = extended.prepareStatement("select name from customers where name = ?")) {
            told();
            rows(simple, "select name from customers where name = '" + "é".repeat(40_000) + "'");
            select.setString(1, "y".repeat(2_000_000));
            select.executeQuery().close();
            List<Told> told = told();
            assertThat(told).extracting(Told::flags).containsExactly(1, 2);
            assertThat(told.getFirst().text()).endsWith("é").hasSizeGreaterThan(32_000);
            assertThat(told.getLast().parameters()).hasSize(1 << 14);
        }
    }

    @Test
    @DisplayName("what is in no file in clear; and its keys are the gate's alone")
    void nowhere() throws IOException, SQLException {
        try (Connection ada = session("simple")) {
            rows(ada, "select name from customers where ssn = 'canary-4711'");
        }
        told();
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("canary-4711");
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("data/journal.keys"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }
}
