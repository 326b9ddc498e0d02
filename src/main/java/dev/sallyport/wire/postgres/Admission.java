package dev.sallyport.wire.postgres;

import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.governor.Governor;
import dev.sallyport.governor.Refusal;
import dev.sallyport.governor.SessionGovernor;
import dev.sallyport.identity.Login;
import dev.sallyport.identity.Session;
import dev.sallyport.observe.LoginFailure;
import dev.sallyport.wire.postgres.Messages.Problem;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * From a proven identity to an open session: what the identity may connect to, the connection to the database, the
 * governor's word, and the answer to the client. For the connection's own thread.
 */
final class Admission {

    private static final int CONNECT_MILLIS = 10_000;

    private final PostgresGate gate;
    private final FrontDoor door;
    private final ChannelHandlerContext client;
    private final Startup startup;
    private final Login login;
    private final String method;
    private final boolean tls;

    Admission(
            PostgresGate gate,
            FrontDoor door,
            ChannelHandlerContext client,
            Startup startup,
            Login login,
            String method,
            boolean tls) {
        this.gate = gate;
        this.door = door;
        this.client = client;
        this.startup = startup;
        this.login = login;
        this.method = method;
        this.tls = tls;
    }

    void begin() {
        Optional<Governor.Protected> database = gate.governor().database(startup.database());
        boolean open = login.databases().isEmpty() || login.databases().contains(startup.database());
        if (database.isEmpty() || !open) {
            refuse(
                    LoginFailure.DATABASE,
                    "3D000",
                    "database \"" + startup.database() + "\" does not exist",
                    "no such database for this user");
            return;
        }
        if (startup.purpose()
                .filter(purpose -> !login.purposes().contains(purpose))
                .isPresent()) {
            refuse(
                    LoginFailure.PURPOSE,
                    "28000",
                    "the declared purpose is not one of this user's",
                    "purpose not allowed");
            return;
        }
        gate.blocking().execute(() -> {
            try {
                gate.governor().ready(database.get());
                client.executor().execute(this::connect);
            } catch (RuntimeException unavailable) {
                client.executor()
                        .execute(() -> refuse(
                                LoginFailure.CATALOG,
                                "08001",
                                "the database's catalog cannot be read at the moment",
                                "catalog unavailable"));
            }
        });
    }

    private void connect() {
        PostgresGate.Target target = gate.target(startup.database());
        UpstreamLogin handler = new UpstreamLogin(
                target.upstream(),
                target.tls(),
                target.version().get(),
                startup,
                gate.blocking(),
                new UpstreamLogin.Result() {
                    @Override
                    public void ready(UpstreamLogin.Ready ready) {
                        admit(ready);
                    }

                    @Override
                    public void failed(Problem problem) {
                        refuse(LoginFailure.UPSTREAM, problem.code(), problem.message(), problem.message());
                    }

                    @Override
                    public void onlyOlder() {
                        target.version().set(Protocol.VERSION_3_0);
                        connect();
                    }
                });
        new Bootstrap()
                .group(client.channel().eventLoop())
                .channel(gate.loops().channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(handler)
                .connect(target.upstream().host(), target.upstream().port())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        refuse(
                                LoginFailure.UPSTREAM,
                                "08001",
                                "could not connect to the database server",
                                "database unreachable");
                    }
                });
    }

    private void admit(UpstreamLogin.Ready ready) {
        if (door.over()) {
            ready.connection().close();
            return;
        }
        Session session = session();
        SearchPath path = path(ready.schemas());
        try {
            Optional<SessionGovernor> governor = gate.governor()
                    .admit(session, path, gate.loops().lane(client.channel().eventLoop()));
            if (governor.isPresent()) {
                count();
                open(governor.get(), ready);
            } else {
                ready.connection().close();
                refuse(
                        LoginFailure.POLICY,
                        "42501",
                        "no policy applies to this user on this database",
                        "no policy applies");
            }
        } catch (JournalUnavailable unavailable) {
            ready.connection().close();
            Refusal refusal = Refusal.unrecorded(unavailable);
            refuse(LoginFailure.JOURNAL, refusal.code(), refusal.message(), refusal.message());
        }
    }

    private static SearchPath path(List<String> schemas) {
        List<String> names = new ArrayList<>();
        schemas.forEach(schema -> names.add(schema.startsWith("pg_temp_") ? "pg_temp" : schema));
        return new SearchPath(names);
    }

    private Session session() {
        Optional<String> purpose =
                startup.purpose().or(() -> login.purposes().stream().findFirst());
        return new Session(
                UUID.randomUUID().toString(),
                login.delegation(),
                purpose,
                login.task(),
                startup.database(),
                FrontDoor.address(client),
                startup.parameters().getOrDefault("application_name", ""),
                method,
                tls,
                Instant.now());
    }

    private void open(SessionGovernor governor, UpstreamLogin.Ready ready) {
        PostgresGate.Target target = gate.target(startup.database());
        Channel database = ready.connection().channel();
        UpstreamCancel cancel = new UpstreamCancel(gate, target, ready.process(), ready.secret());
        boolean longKey = startup.version() >= Protocol.VERSION_3_2;
        CancelKeys.Key key = gate.cancelKeys().issue(ready.process(), longKey, () -> cancel.send(() -> {}));
        Open open = new Open(
                governor,
                ready.parameters().getOrDefault("client_encoding", "UTF8"),
                ready.parameters().getOrDefault("server_encoding", "UTF8"));
        Relay relay = new Relay(
                client.channel(),
                database,
                open,
                gate.blocking(),
                cancel::send,
                () -> gate.cancelKeys().revoke(key.process()),
                gate.settings().maxTextBytes());
        Messages messages = new Messages(client.alloc());
        client.write(messages.authentication(0, _ -> {}));
        ready.parameters().forEach((name, value) -> {
            open.parameter(name, value);
            client.write(messages.message('S', out -> {
                out.writeCharSequence(name, java.nio.charset.StandardCharsets.ISO_8859_1);
                out.writeByte(0);
                out.writeCharSequence(value, java.nio.charset.StandardCharsets.ISO_8859_1);
                out.writeByte(0);
            }));
        });
        client.write(messages.backendKey(key.process(), key.secret()));
        client.writeAndFlush(messages.ready(Protocol.IDLE));
        Channel front = client.channel();
        ByteBuf ahead = door.leave(client);
        front.pipeline().addLast(relay.clientLeg());
        database.pipeline().addLast(relay.databaseLeg());
        ready.connection().pipeline().remove(ready.connection().handler());
        if (ahead.isReadable()) {
            front.pipeline().fireChannelRead(ahead);
        } else {
            ahead.release();
        }
    }

    private void count() {
        gate.governor()
                .database(startup.database())
                .map(Governor.Protected::counts)
                .ifPresent(counts -> {
                    counts.sessionOpened();
                    client.channel().closeFuture().addListener(_ -> counts.sessionClosed());
                });
    }

    private void refuse(LoginFailure failure, String code, String message, String why) {
        door.refuse(client, startup, method, failure, why, Problem.fatal(code, message));
    }
}
