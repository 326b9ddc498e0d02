package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.wire.SelfSigned;
import dev.sallyport.wire.TlsCredentials;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** How clients prove themselves to the gate, how the gate does to servers, and what happens when those go away. */
@DisplayName("Connections")
class ConnectionsTest {

    private static final String PASSWORD = "open sesame";
    private static final String UPSTREAM_PASSWORD = "upstream secret";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static RunningGate gate;

    @BeforeAll
    static void start() throws IOException, SQLException {
        TlsCredentials server = SelfSigned.in(folder.resolve("server"), List.of("localhost"), Optional.empty());
        TlsCredentials misnamed = SelfSigned.in(folder.resolve("other"), List.of("other.test"), Optional.empty());
        TlsCredentials upstream = SelfSigned.in(folder.resolve("upstream"), List.of("certified"), Optional.empty());
        TlsCredentials person = SelfSigned.in(folder.resolve("person"), List.of("ada lovelace"), Optional.empty());
        TlsCredentials own = SelfSigned.in(folder.resolve("own"), List.of("localhost"), Optional.empty());
        Path hba = Files.writeString(folder.resolve("pg_hba.conf"), """
                local   all all                 trust
                host    all postgres  samehost  trust
                hostssl all certified samehost  cert
                host    all scram     samehost  scram-sha-256
                host    all hashed    samehost  md5
                host    all clear     samehost  password
                """);
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("hba_file", hba.toString())
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", server.certificate().toString())
                .setServerConfig("ssl_key_file", server.key().toString())
                .setServerConfig("ssl_ca_file", upstream.certificate().toString())
                .start();
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement()) {
            statement.execute("create role certified login");
            statement.execute("set password_encryption = 'scram-sha-256'");
            statement.execute("create role scram login password '" + UPSTREAM_PASSWORD + "'");
            statement.execute("create role clear login password '" + UPSTREAM_PASSWORD + "'");
            statement.execute("set password_encryption = 'md5'");
            statement.execute("create role hashed login password '" + UPSTREAM_PASSWORD + "'");
        }
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(
                folder.resolve("policies/all.yaml"), "policy: all\nrules:\n  - allow: [all]\n    on: ['*']\n");
        Files.writeString(folder.resolve("secret"), UPSTREAM_PASSWORD + "\n");
        Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        String verifier =
                ScramVerifier.of(PASSWORD.toCharArray(), new SecureRandom()).format();
        String server18 = "host: localhost, port: %d, database: postgres".formatted(postgres.getPort());
        Path file = Files.writeString(folder.resolve("sallyport.yaml"), """
                data: data
                policies: policies
                listen:
                  postgres:
                    address: 127.0.0.1
                    port: 0
                    cleartext-passwords: false
                    tls: {require: true, certificate: %s, key: %s, client-ca: %s}
                databases:
                  trust: {environment: test, upstream: {SERVER, user: postgres, tls: disable}}
                  scram: {environment: test, upstream: {SERVER, user: scram, password-file: secret, tls: disable}}
                  scram-plus: {environment: test, upstream: {SERVER, user: scram, password-file: secret, ca: server/gate.crt}}
                  md5: {environment: test, upstream: {SERVER, user: hashed, password-file: secret, tls: disable}}
                  clear: {environment: test, upstream: {SERVER, user: clear, password-file: secret, tls: require}}
                  clear-open: {environment: test, upstream: {SERVER, user: clear, password-file: secret, tls: disable}}
                  certificate: {environment: test, upstream: {SERVER, user: certified, ca: server/gate.crt, certificate: upstream/gate.crt, key: upstream/gate.key}}
                  wrong-authority: {environment: test, upstream: {SERVER, user: postgres, ca: other/gate.crt}}
                  wrong-name: {environment: test, upstream: {host: 127.0.0.1, port: %d, database: postgres, user: postgres, ca: server/gate.crt}}
                  unnamed: {environment: test, upstream: {host: 127.0.0.1, port: %d, database: postgres, user: postgres, tls: verify-ca, ca: server/gate.crt}}
                  wrong-password: {environment: test, upstream: {SERVER, user: scram, password-file: sallyport.yaml, tls: disable}}
                  nowhere: {environment: test, upstream: {host: 127.0.0.1, port: 1, database: postgres, user: postgres, tls: disable}}
                identities:
                  ada: {kind: human, verifier: '%s', certificate-subject: ada lovelace}
                  bob: {kind: human, verifier: '%s'}
                """.replace("SERVER", server18).formatted(
                own.certificate(),
                own.key(),
                person.certificate(),
                postgres.getPort(),
                postgres.getPort(),
                verifier,
                verifier));
        assertThat(misnamed.certificate()).exists();
        ConfigResult result = Config.load(file);
        assertThat(result).as(result.toString()).isInstanceOf(ConfigResult.Loaded.class);
        gate = new RunningGate(((ConfigResult.Loaded) result).config(), "test");
    }

    @AfterAll
    static void stop() throws IOException {
        gate.close();
        postgres.close();
    }

    private static Connection connect(String user, String database, String... settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", PASSWORD);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", folder.resolve("own/gate.crt").toString());
        for (int at = 0; at < settings.length; at += 2) {
            properties.setProperty(settings[at], settings[at + 1]);
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:%d/%s".formatted(gate.port(), database), properties);
    }

    private static String single(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trust", "scram", "scram-plus", "md5", "clear", "certificate", "unnamed"})
    @DisplayName("reach a server that asks for")
    void reach(String database) throws SQLException {
        try (Connection connection = connect("bob", database)) {
            assertThat(single(connection, "select 1")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear-open", "wrong-authority", "wrong-name", "wrong-password", "nowhere"})
    @DisplayName("are refused, and no secret told, where the server is not what it should be:")
    void refused(String database) {
        assertThatThrownBy(() -> connect("bob", database)).isInstanceOfSatisfying(PSQLException.class, refused -> {
            assertThat(refused.getSQLState()).startsWith("08");
            assertThat(refused.getMessage()).doesNotContain(UPSTREAM_PASSWORD).doesNotContain("\"scram\"");
        });
    }

    @Test
    @DisplayName("need TLS where the gate demands it")
    void needTls() {
        assertThatThrownBy(() -> connect("bob", "trust", "sslmode", "disable"))
                .hasMessageContaining("takes connections with TLS only");
    }

    @Test
    @DisplayName("are proven by a client certificate, and only that of the identity")
    void clientCertificate() throws Exception {
        Path key = folder.resolve("person/key.der");
        try (var pem =
                new org.bouncycastle.openssl.PEMParser(Files.newBufferedReader(folder.resolve("person/gate.key")))) {
            Files.write(key, ((org.bouncycastle.asn1.pkcs.PrivateKeyInfo) pem.readObject()).getEncoded());
        }
        String[] shown = {
            "sslcert", folder.resolve("person/gate.crt").toString(), "sslkey", key.toString(), "password", "wrong"
        };
        try (Connection connection = connect("ada", "trust", shown)) {
            assertThat(single(connection, "select 1")).isEqualTo("1");
        }
        assertThatThrownBy(() -> connect("bob", "trust", shown)).hasMessageContaining("authentication failed");
        try (Connection connection = connect("ada", "trust")) {
            assertThat(single(connection, "select 1")).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("see a new certificate of the gate without a restart, and open ones go on")
    void reload() throws Exception {
        Path renewed = folder.resolve("renewed");
        SelfSigned.in(renewed, List.of("localhost"), Optional.empty());
        Path old = Files.copy(folder.resolve("own/gate.crt"), folder.resolve("old.crt"));
        try (Connection open = connect("bob", "trust")) {
            for (String name : List.of("gate.key", "gate.crt")) {
                Files.setLastModifiedTime(
                        renewed.resolve(name), FileTime.from(Instant.now().plusSeconds(60)));
                Files.copy(
                        renewed.resolve(name),
                        folder.resolve("own").resolve(name),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
            Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() -> connect("bob", "trust").close());
            assertThatThrownBy(() -> connect("bob", "trust", "sslrootcert", old.toString()))
                    .hasMessageContaining("SSL error");
            assertThat(single(open, "select 1")).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("are told by the server when it ends them")
    void terminated() throws SQLException {
        try (Connection victim = connect("bob", "trust");
                Connection direct = postgres.getPostgresDatabase().getConnection()) {
            String process = single(victim, "select pg_backend_pid()");
            single(direct, "select pg_terminate_backend(" + process + ")");
            assertThatThrownBy(() -> single(victim, "select 1"))
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            end -> assertThat(end.getSQLState()).isEqualTo("57P01"));
        }
    }

    @Test
    @DisplayName("end with 08006 and no half message when the server dies, and come back with it")
    void crashed() throws Exception {
        try (Connection victim = connect("bob", "trust", "preferQueryMode", "simple");
                Statement statement = victim.createStatement()) {
            long process = Long.parseLong(single(victim, "select pg_backend_pid()"));
            victim.setAutoCommit(false);
            Thread killer = Thread.startVirtualThread(() -> Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> single(postgres.getPostgresDatabase().getConnection(), running(process))
                                    .equals("active")
                            && ProcessHandle.of(process).orElseThrow().destroyForcibly()));
            assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            end -> assertThat(end.getSQLState()).startsWith("08"));
            killer.join();
        }
        Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> {
                    try (Connection again = connect("bob", "trust")) {
                        return single(again, "select 1").equals("1");
                    }
                });
    }

    private static String running(long process) {
        return "select state from pg_stat_activity where query like '%pg_sleep%' and pid = " + process;
    }
}
