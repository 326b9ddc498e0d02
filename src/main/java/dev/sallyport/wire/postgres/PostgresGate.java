package dev.sallyport.wire.postgres;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.governor.Governor;
import dev.sallyport.identity.Login;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.observe.DoorCounts;
import dev.sallyport.observe.LoginFailure;
import dev.sallyport.wire.EventLoops;
import dev.sallyport.wire.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/** Takes PostgreSQL clients' connections and leads them to their databases. Thread-safe. */
public final class PostgresGate implements AutoCloseable {

    /** The ALPN name of the protocol. */
    public static final String ALPN = Protocol.ALPN;

    /** Per connection, how much may wait to be written before the other side is no longer read. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final Settings settings;
    private final EventLoops loops;
    private final ServerTls tls;
    private final Login.Directory directory;
    private final Governor governor;
    private final Map<String, Target> targets = new HashMap<>();
    private final Executor blocking;
    private final CancelKeys cancelKeys = new CancelKeys();
    private final AtomicInteger connections = new AtomicInteger();
    private final DoorCounts counts = new DoorCounts();
    private final byte[] secret = new byte[32];
    private final Channel listener;

    /**
     * @param cleartextPasswords whether clients are asked for their password in the clear, inside TLS
     * @param connections how many clients are taken at a time
     * @param maxTextBytes the longest statement that is judged
     */
    public record Settings(
            String address,
            int port,
            boolean requireTls,
            boolean cleartextPasswords,
            Duration loginTime,
            int connections,
            int maxTextBytes) {}

    /** @param version the protocol version to ask for: the newest, until the server has shown that it does not know it */
    record Target(Upstream upstream, UpstreamTls tls, AtomicInteger version) {}

    /**
     * Opens the port.
     *
     * @param blocking runs what may block; a virtual thread each is meant
     * @throws IOException if the port cannot be had or TLS is not configured right
     */
    public PostgresGate(
            Settings settings,
            EventLoops loops,
            ServerTls tls,
            Login.Directory directory,
            Governor governor,
            Map<String, Upstream> upstreams,
            Executor blocking)
            throws IOException {
        this.settings = settings;
        this.loops = loops;
        this.tls = tls;
        this.directory = directory;
        this.governor = governor;
        this.blocking = blocking;
        new SecureRandom().nextBytes(secret);
        for (Map.Entry<String, Upstream> upstream : upstreams.entrySet()) {
            try {
                targets.put(
                        upstream.getKey(),
                        new Target(
                                upstream.getValue(),
                                new UpstreamTls(upstream.getValue()),
                                new AtomicInteger(Protocol.VERSION_3_2)));
            } catch (SSLException | IllegalArgumentException wrong) {
                throw new IOException(
                        "TLS towards database %s: %s".formatted(upstream.getKey(), wrong.getMessage()), wrong);
            }
        }
        this.listener = listen();
    }

    private Channel listen() throws IOException {
        var bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        enter(client);
                    }
                })
                .bind(settings.address(), settings.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on %s:%d: %s"
                            .formatted(
                                    settings.address(),
                                    settings.port(),
                                    bound.cause().getMessage()),
                    bound.cause());
        }
        return bound.channel();
    }

    private void enter(Channel client) {
        if (connections.incrementAndGet() > settings.connections()) {
            connections.decrementAndGet();
            counts.turnAway();
            client.close();
            return;
        }
        client.closeFuture().addListener(_ -> connections.decrementAndGet());
        client.pipeline().addLast(new FrontDoor(this));
    }

    /** Where it really listens, when port 0 was asked for. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Whether it takes clients. */
    public boolean open() {
        return listener.isActive();
    }

    /** How many clients are connected now. */
    public int connections() {
        return connections.get();
    }

    /** What becomes of clients before they have a session. */
    public DoorCounts counts() {
        return counts;
    }

    Settings settings() {
        return settings;
    }

    EventLoops loops() {
        return loops;
    }

    ServerTls tls() {
        return tls;
    }

    Login.Directory directory() {
        return directory;
    }

    Governor governor() {
        return governor;
    }

    Executor blocking() {
        return blocking;
    }

    CancelKeys cancelKeys() {
        return cancelKeys;
    }

    byte[] secret() {
        return secret;
    }

    Target target(String database) {
        Target target = targets.get(database);
        if (target == null) {
            throw new IllegalArgumentException("no database " + database);
        }
        return target;
    }

    /** Takes as long for somebody unknown as for a wrong password. Blocks for some milliseconds. */
    boolean passwordIsRight(Optional<Login> login, String name, String password) {
        Optional<ScramVerifier> known = login.flatMap(Login::verifier);
        byte[] salt = known.map(verifier -> verifier.salt().toArray()).orElse(secret);
        int iterations = known.map(ScramVerifier::iterations).orElse(ScramVerifier.MIN_ITERATIONS);
        byte[] salted = ScramFunctions.saltedPassword(
                ScramMechanism.SCRAM_SHA_256,
                StringPreparation.POSTGRESQL_PREPARATION,
                password.isEmpty() ? new char[] {' '} : password.toCharArray(),
                salt,
                iterations);
        byte[] stored = ScramFunctions.storedKey(
                ScramMechanism.SCRAM_SHA_256, ScramFunctions.clientKey(ScramMechanism.SCRAM_SHA_256, salted));
        byte[] expected = known.map(verifier -> verifier.storedKey().toArray()).orElse(secret);
        return MessageDigest.isEqual(stored, expected) && known.isPresent() && !password.isEmpty() && !name.isEmpty();
    }

    /** @throws JournalUnavailable if that cannot be recorded */
    void loginFailed(Channel client, Startup startup, String method, LoginFailure failure, String why) {
        counts.loginFailed(failure);
        String address = client.remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress()
                : "local";
        governor.loginFailed(loops.lane(client.eventLoop()), startup.user(), startup.database(), address, method, why);
    }

    /** Takes no more clients; sessions that are open end with their event loops. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
    }
}
