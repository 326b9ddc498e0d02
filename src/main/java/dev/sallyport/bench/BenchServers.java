package dev.sallyport.bench;

import dev.sallyport.identity.ScramVerifier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** An embedded PostgreSQL and, as they are asked for, the peers in front of it. Everything is on this machine. */
final class BenchServers implements AutoCloseable {

    /** Beside idle sessions. */
    private static final int SERVER_CONNECTIONS = 300;

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 2;
    private static final int KEY_BYTES = 24;

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final String password;
    private final List<Peer> started = new ArrayList<>();

    /** @param sessions how many idle ones the server must have room for */
    BenchServers(Path folder, int sessions) throws IOException {
        this.folder = folder;
        this.password = HexFormat.of().formatHex(new SecureRandom().generateSeed(KEY_BYTES));
        this.postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", Integer.toString(SERVER_CONNECTIONS + sessions))
                .start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE bench SUPERUSER LOGIN PASSWORD '" + password + "'");
        } catch (SQLException failed) {
            throw new IOException("the server could not be prepared: " + failed.getMessage(), failed);
        }
    }

    /** Makes the table of people. */
    void people() throws IOException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : resource("people-table.sql").split(";\\n", -1)) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IOException("the table of people could not be made: " + failed.getMessage(), failed);
        }
    }

    /** Of the user {@code bench}, everywhere. */
    String password() {
        return password;
    }

    int serverPort() {
        return postgres.getPort();
    }

    /**
     * Starts a peer and waits until it listens.
     *
     * @throws IOException when its program is missing (the message says what to install) or does not start
     */
    Peer start(PeerKind kind) throws IOException, InterruptedException {
        Peer peer = switch (kind) {
            case DIRECT -> new Peer(kind, postgres.getPort(), "postgres", Optional.empty());
            case PGBOUNCER -> pgbouncer();
            case HAPROXY -> haproxy();
            case GATE -> gate(postgres.getPort(), List.of());
            case MASKED -> gate(kind, postgres.getPort(), List.of());
        };
        started.add(peer);
        awaitListening(peer);
        return peer;
    }

    private Peer pgbouncer() throws IOException {
        int port = freePort();
        Path users = Files.writeString(folder.resolve("users.txt"), "\"bench\" \"" + password + "\"\n");
        Path file = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                postgres = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = %s
                pool_mode = session
                default_pool_size = 200
                max_client_conn = 300
                ignore_startup_parameters = extra_float_digits
                """.formatted(postgres.getPort(), port, users));
        List<String> command = new ArrayList<>(List.of("pgbouncer", "-q"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
            folder.toFile().setExecutable(true, false);
            for (Path readable : List.of(users, file)) {
                readable.toFile().setReadable(true, false);
            }
        }
        command.add(file.toString());
        return spawn(PeerKind.PGBOUNCER, port, "postgres", "pgbouncer", command);
    }

    private Peer haproxy() throws IOException {
        int port = freePort();
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                    maxconn 1000
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 1h
                    timeout server 1h
                listen postgres
                    bind 127.0.0.1:%d
                    server one 127.0.0.1:%d
                """.formatted(port, postgres.getPort()));
        return spawn(
                PeerKind.HAPROXY, port, "postgres", "haproxy", List.of("haproxy", "-db", "-q", "-f", file.toString()));
    }

    /** The gate as people start it: a process of its own, with policies, analysis and journal. */
    Peer gate(int upstreamPort, List<String> jvmOptions) throws IOException {
        return gate(PeerKind.GATE, upstreamPort, jvmOptions);
    }

    private Peer gate(PeerKind kind, int upstreamPort, List<String> jvmOptions) throws IOException {
        int port = freePort();
        Path home = Files.createTempDirectory(folder, "gate");
        Path policies = Files.createDirectories(home.resolve("policies"));
        Files.writeString(policies.resolve("bench.yaml"), resource("bench.yaml"));
        if (kind == PeerKind.MASKED) {
            Files.writeString(policies.resolve("masked.yaml"), resource("masked.yaml"));
        }
        Path secret = Files.writeString(home.resolve("password"), password);
        secret.toFile().setReadable(false, false);
        secret.toFile().setReadable(true, true);
        String verifier =
                ScramVerifier.of(password.toCharArray(), new SecureRandom()).format();
        Path file = Files.writeString(
                home.resolve("sallyport.yaml"),
                resource("sallyport.yaml").formatted(port, upstreamPort, secret, verifier));
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.sallyport.Main"));
        command.addAll(List.of("serve", "--config", file.toString()));
        return spawn(kind, port, "shop", "java", command);
    }

    private Peer spawn(PeerKind kind, int port, String database, String debianPackage, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(kind.title() + ".log").toFile());
        try {
            return new Peer(kind, port, database, Optional.of(builder.start()));
        } catch (IOException missing) {
            throw new IOException(
                    kind.title() + " could not be started (" + missing.getMessage() + "); install it: apt-get install "
                            + debianPackage + ", or leave it out with --peers",
                    missing);
        }
    }

    /** Waits until a connection is accepted. */
    void awaitListening(Peer peer) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!accepts(peer.port())) {
            boolean died = peer.process().isPresent() && !peer.process().get().isAlive();
            if (died || System.nanoTime() > end) {
                Path log = folder.resolve(peer.kind().title() + ".log");
                throw new IOException(peer.kind().title() + " did not start: "
                        + (Files.exists(log) ? Files.readString(log).strip() : ""));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static String resource(String name) throws IOException {
        try (InputStream in = BenchServers.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        started.forEach(Peer::close);
        postgres.close();
    }
}
