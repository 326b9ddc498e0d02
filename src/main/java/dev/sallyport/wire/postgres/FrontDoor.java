package dev.sallyport.wire.postgres;

import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.governor.Refusal;
import dev.sallyport.identity.Login;
import dev.sallyport.identity.ScramExchange;
import dev.sallyport.observe.LoginFailure;
import dev.sallyport.wire.ProtocolException;
import dev.sallyport.wire.ServerTls;
import dev.sallyport.wire.postgres.Messages.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client connection up to its log-in: TLS, start-up packet, proof of identity (PostgreSQL documentation, "Message
 * Flow", "Start-up", "SSL Session Encryption", "SASL Authentication"). It then leaves the connection to
 * {@link Admission}.
 */
final class FrontDoor extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final byte TLS_HANDSHAKE = 0x16;

    private final PostgresGate gate;
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private State state = new State.Greeting();
    private @Nullable ScheduledFuture<?> deadline;
    private boolean tls;

    /** The hash of the certificate that this connection's TLS was begun with; the gate may have a newer one since. */
    private Optional<byte[]> binding = Optional.empty();

    /** Where a log-in stands; each state holds what is known in it. */
    private sealed interface State {

        /** Nothing is known yet but that a client connected. */
        record Greeting() implements State {}

        /** The client has been asked for a password in the clear. */
        record Password(Startup startup, Optional<Login> login) implements State {}

        /** The client has been told the SASL mechanisms. */
        record Mechanisms(Startup startup, Optional<Login> login) implements State {}

        /** The client has been sent the server's first SCRAM message. */
        record Proof(Startup startup, Optional<Login> login, ScramExchange exchange, String method) implements State {}

        /** Proven; the session is being made. */
        record Proven() implements State {}

        record Over() implements State {}
    }

    FrontDoor(PostgresGate gate) {
        this.gate = gate;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> {
                            if (!(state instanceof State.Over)) {
                                gate.counts().loginFailed(LoginFailure.TIMEOUT);
                                close(context);
                            }
                        },
                        gate.settings().loginTime().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), in, (ByteBuf) message);
        try {
            while (in.isReadable() && next(context)) {
                // one message each
            }
        } catch (ProtocolException broken) {
            gate.counts().loginFailed(LoginFailure.PROTOCOL);
            end(context, Problem.fatal("08P01", String.valueOf(broken.getMessage())));
        } catch (Startup.Refused refused) {
            gate.counts().loginFailed(LoginFailure.PROTOCOL);
            end(context, Problem.fatal(refused.code(), String.valueOf(refused.getMessage())));
        }
    }

    private boolean next(ChannelHandlerContext context) {
        return switch (state) {
            case State.Greeting _ -> greeting(context);
            case State.Password(Startup startup, var login) ->
                answer(context, body -> password(context, startup, login, body));
            case State.Mechanisms(Startup startup, var login) ->
                answer(context, body -> mechanism(context, startup, login, body));
            case State.Proof proof -> answer(context, body -> proof(context, proof, body));
            // What the client sends ahead waits until the session is there.
            case State.Proven _, State.Over _ -> false;
        };
    }

    private boolean greeting(ChannelHandlerContext context) {
        if (in.getByte(in.readerIndex()) == TLS_HANDSHAKE && !tls) {
            startTls(context, true);
            return false;
        }
        if (in.readableBytes() < 4) {
            return false;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 8 || length > Protocol.MAX_STARTUP_BYTES) {
            // Whatever it is, it does not speak the protocol: the database says nothing to that either.
            gate.counts().loginFailed(LoginFailure.PROTOCOL);
            close(context);
            return false;
        }
        if (in.readableBytes() < length) {
            return false;
        }
        Body body = new Body(in, in.readerIndex() + 4, length - 4);
        in.skipBytes(length);
        int code = body.int32();
        switch (code) {
            case Protocol.SSL_REQUEST -> sslRequest(context);
            case Protocol.GSS_REQUEST -> {
                nothingMay("GSSENCRequest");
                send(context, context.alloc().buffer(1).writeByte('N'));
            }
            case Protocol.CANCEL_REQUEST -> {
                int process = body.int32();
                gate.cancelKeys().cancel(process, body.octets(body.remaining()));
                close(context);
            }
            default -> startup(context, code, body);
        }
        return true;
    }

    /** Bytes that came with a request for encryption were not encrypted, and somebody else may have put them there. */
    private void nothingMay(String request) {
        if (in.isReadable()) {
            throw new ProtocolException("received unencrypted data after " + request);
        }
    }

    private void sslRequest(ChannelHandlerContext context) {
        if (tls) {
            throw new ProtocolException("SSLRequest inside TLS");
        }
        nothingMay("SSLRequest");
        send(context, context.alloc().buffer(1).writeByte('S'));
        startTls(context, false);
    }

    private void startTls(ChannelHandlerContext context, boolean direct) {
        tls = true;
        ServerTls.Loaded own = gate.tls().current();
        binding = Optional.of(own.bindingHash());
        SslHandler handler = own.context().newHandler(context.alloc());
        context.pipeline().addFirst(handler);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess() && direct && !Protocol.ALPN.equals(handler.applicationProtocol())) {
                // Without the name another protocol could be led here (cross-protocol attack).
                gate.counts().loginFailed(LoginFailure.TLS);
                close(context);
            }
        });
        if (direct) {
            ByteBuf begun = in;
            in = Unpooled.EMPTY_BUFFER;
            context.pipeline().fireChannelRead(begun);
        }
    }

    private void startup(ChannelHandlerContext context, int version, Body body) {
        if (version >> 16 != 3) {
            throw new Startup.Refused(
                    "0A000", "unsupported frontend protocol %d.%d".formatted(version >> 16, version & 0xffff));
        }
        Startup startup = Startup.read(version, body);
        if (!tls && gate.settings().requireTls()) {
            throw new Startup.Refused("28000", "this gate takes connections with TLS only (sslmode=require)");
        }
        if (startup.replication()) {
            throw new Startup.Refused("0A000", "replication connections are not available through Sallyport");
        }
        if (version > Protocol.VERSION_3_2 || !startup.unknownExtensions().isEmpty()) {
            int answer = Math.min(version, Protocol.VERSION_3_2);
            send(context, new Messages(context.alloc()).negotiate(answer, startup.unknownExtensions()));
        }
        Optional<Login> login = gate.directory().find(startup.user());
        if (login.isPresent() && certified(context, login.get())) {
            proven(context, startup, login.get(), "certificate");
            return;
        }
        Messages messages = new Messages(context.alloc());
        if (gate.settings().cleartextPasswords() && tls) {
            state = new State.Password(startup, login);
            send(context, messages.authentication(3, _ -> {}));
            return;
        }
        state = new State.Mechanisms(startup, login);
        send(context, messages.authentication(10, out -> {
            if (tls) {
                Messages.text(out, ScramExchange.PLUS);
            }
            Messages.text(out, ScramExchange.PLAIN);
            out.writeByte(0);
        }));
    }

    private static boolean certified(ChannelHandlerContext context, Login login) {
        SslHandler handler = context.pipeline().get(SslHandler.class);
        if (handler == null || login.certificateSubject().isEmpty()) {
            return false;
        }
        try {
            X509Certificate shown =
                    (X509Certificate) handler.engine().getSession().getPeerCertificates()[0];
            LdapName subject = new LdapName(shown.getSubjectX500Principal().getName());
            List<Object> names = subject.getRdns().stream()
                    .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                    .map(Rdn::getValue)
                    .toList();
            return names.size() == 1
                    && names.getFirst().equals(login.certificateSubject().get());
        } catch (SSLPeerUnverifiedException | InvalidNameException none) {
            return false;
        }
    }

    /** Reads one answer of the client to an authentication request. */
    private boolean answer(ChannelHandlerContext context, java.util.function.Consumer<Body> read) {
        if (in.readableBytes() < Protocol.HEADER_BYTES) {
            return false;
        }
        byte type = in.getByte(in.readerIndex());
        int length = in.getInt(in.readerIndex() + 1);
        if (type != 'p' || length < 4 || length > Protocol.MAX_LOGIN_BYTES) {
            throw new ProtocolException("expected an answer to the authentication request");
        }
        if (in.readableBytes() < 1 + length) {
            return false;
        }
        Body body = new Body(in, in.readerIndex() + Protocol.HEADER_BYTES, length - 4);
        in.skipBytes(1 + length);
        read.accept(body);
        return context.channel().isActive();
    }

    private void password(ChannelHandlerContext context, Startup startup, Optional<Login> login, Body body) {
        String given = body.text().orElse("");
        state = new State.Proven();
        gate.blocking().execute(() -> {
            boolean right = gate.passwordIsRight(login, startup.user(), given);
            context.executor().execute(() -> {
                if (right) {
                    proven(context, startup, login.orElseThrow(), "password");
                } else {
                    failed(context, startup, "password", "wrong password or unknown user");
                }
            });
        });
    }

    private void mechanism(ChannelHandlerContext context, Startup startup, Optional<Login> login, Body body) {
        String mechanism = body.name();
        boolean plus = mechanism.equals(ScramExchange.PLUS);
        if (!plus && !mechanism.equals(ScramExchange.PLAIN)) {
            throw new ProtocolException("client selected an invalid SASL authentication mechanism");
        }
        int length = body.int32();
        String first = new String(body.octets(length), StandardCharsets.UTF_8);
        ScramExchange exchange =
                new ScramExchange(login.flatMap(Login::verifier), startup.user(), gate.secret(), binding, plus);
        String method = plus ? "scram-sha-256-plus" : "scram-sha-256";
        try {
            String challenge = exchange.first(first);
            state = new State.Proof(startup, login, exchange, method);
            send(context, sasl(context, 11, challenge));
        } catch (ScramExchange.Failed malformed) {
            failed(context, startup, method, String.valueOf(malformed.getMessage()));
        }
    }

    private void proof(ChannelHandlerContext context, State.Proof proof, Body body) {
        String last = new String(body.octets(body.remaining()), StandardCharsets.UTF_8);
        try {
            String signature = proof.exchange.last(last);
            send(context, sasl(context, 12, signature));
            proven(context, proof.startup, proof.login.orElseThrow(), proof.method);
        } catch (ScramExchange.Failed wrong) {
            failed(context, proof.startup, proof.method, "wrong password or unknown user");
        }
    }

    private static ByteBuf sasl(ChannelHandlerContext context, int code, String text) {
        return new Messages(context.alloc())
                .authentication(code, out -> out.writeCharSequence(text, StandardCharsets.UTF_8));
    }

    private void failed(ChannelHandlerContext context, Startup startup, String method, String why) {
        refuse(
                context,
                startup,
                method,
                LoginFailure.CREDENTIALS,
                why,
                Problem.fatal("28P01", "password authentication failed for user \"" + startup.user() + "\""));
    }

    /** Records that a log-in does not lead to a session, and ends it. What cannot be recorded tells of nothing else. */
    void refuse(
            ChannelHandlerContext context,
            Startup startup,
            String method,
            LoginFailure failure,
            String why,
            Problem problem) {
        if (over()) {
            return;
        }
        Problem told = problem;
        try {
            gate.loginFailed(context.channel(), startup, method, failure, why);
        } catch (JournalUnavailable unavailable) {
            LOG.atError()
                    .addKeyValue("event", "login.unrecorded")
                    .log("log-in not recorded: {}", unavailable.getMessage());
            Refusal refusal = Refusal.unrecorded(unavailable);
            told = Problem.fatal(refusal.code(), refusal.message());
        }
        end(context, told);
    }

    private void proven(ChannelHandlerContext context, Startup startup, Login login, String method) {
        state = new State.Proven();
        new Admission(gate, this, context, startup, login, method, tls).begin();
    }

    /** Leaves the connection to the session; what has come ahead goes with it. */
    ByteBuf leave(ChannelHandlerContext context) {
        state = new State.Over();
        stopClock();
        context.pipeline().remove(this);
        ByteBuf ahead = in;
        in = Unpooled.EMPTY_BUFFER;
        return ahead;
    }

    void end(ChannelHandlerContext context, Problem problem) {
        if (state instanceof State.Over) {
            return;
        }
        state = new State.Over();
        stopClock();
        context.writeAndFlush(new Messages(context.alloc()).error(problem)).addListener(ChannelFutureListener.CLOSE);
    }

    boolean over() {
        return state instanceof State.Over;
    }

    private void close(ChannelHandlerContext context) {
        state = new State.Over();
        stopClock();
        context.close();
    }

    private void stopClock() {
        ScheduledFuture<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        state = new State.Over();
        stopClock();
        in.release();
        in = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof java.io.IOException) && !over()) {
            gate.counts().loginFailed(cause instanceof DecoderException ? LoginFailure.TLS : LoginFailure.PROTOCOL);
        }
        if (!(cause instanceof java.io.IOException)) {
            LOG.atWarn()
                    .addKeyValue("event", "login.failed")
                    .log("log-in of {} failed: {}", address(context), ConnectionFault.told(cause));
        }
        close(context);
    }

    private static void send(ChannelHandlerContext context, ByteBuf message) {
        var _ = context.writeAndFlush(message);
    }

    static String address(ChannelHandlerContext context) {
        return context.channel().remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress()
                : "local";
    }
}
