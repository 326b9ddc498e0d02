package dev.sallyport.wire.postgres;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import dev.sallyport.wire.ProtocolException;
import dev.sallyport.wire.ServerTls;
import dev.sallyport.wire.postgres.Messages.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs the gate in at a database, and asks it where names are looked up. Ends by handing the connection over, or by
 * saying in PostgreSQL's own terms why there is none.
 */
final class UpstreamLogin extends ChannelInboundHandlerAdapter {

    /** A log-in's messages are short; an error may tell a story. */
    private static final int MAX_BYTES = 1 << 16;

    /** What comes of it; called once, on the connection's own thread. */
    interface Result {
        void ready(Ready ready);

        void failed(Problem problem);

        /** The server, or a pooler in front of it, does not know protocol 3.2 nor how to say what it knows. */
        void onlyOlder();
    }

    /**
     * A connection at which nothing is owed.
     *
     * @param parameters what the database reported, in order
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ready(
            ChannelHandlerContext connection,
            Map<String, String> parameters,
            int process,
            byte[] secret,
            List<String> schemas) {}

    private final Upstream upstream;
    private final UpstreamTls tls;
    private final Startup startup;
    private final Executor blocking;
    private final Result result;
    private final int version;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<String> schemas = new ArrayList<>();
    private ByteBuf in = io.netty.buffer.Unpooled.EMPTY_BUFFER;
    private boolean awaitingTls;

    /** Whether the server has gone on to authentication: then it knows the protocol. */
    private boolean understood;

    private boolean authenticated;
    private boolean asked;
    private boolean finished;
    private boolean serverProven;
    private int process;
    private byte[] secret = new byte[0];
    private @Nullable ScramClient scram;

    /** @param version the protocol version to ask for */
    UpstreamLogin(Upstream upstream, UpstreamTls tls, int version, Startup startup, Executor blocking, Result result) {
        this.upstream = upstream;
        this.version = version;
        this.tls = tls;
        this.startup = startup;
        this.blocking = blocking;
        this.result = result;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (tls.demanded()) {
            awaitingTls = true;
            ByteBuf request = context.alloc().buffer(8).writeInt(8).writeInt(Protocol.SSL_REQUEST);
            send(context, request);
        } else {
            sendStartup(context);
        }
    }

    private static void send(ChannelHandlerContext context, ByteBuf message) {
        var _ = context.writeAndFlush(message);
    }

    private void sendStartup(ChannelHandlerContext context) {
        ByteBuf out = context.alloc().buffer();
        out.writeInt(0).writeInt(version);
        parameter(out, "user", upstream.user());
        parameter(out, "database", upstream.database());
        startup.parameters().forEach((name, value) -> parameter(out, name, value));
        parameter(out, "options", startup.forwardedOptions());
        out.writeByte(0);
        out.setInt(0, out.writerIndex());
        send(context, out);
    }

    private static void parameter(ByteBuf out, String name, String value) {
        Messages.text(out, name);
        Messages.text(out, value);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), in, (ByteBuf) message);
        try {
            if (awaitingTls) {
                startTls(context);
            }
            while (!awaitingTls && !finished && next(context)) {
                // one message each
            }
        } catch (ProtocolException broken) {
            fail(context, Problem.fatal("08P01", "the database server broke the protocol: " + broken.getMessage()));
        }
    }

    private void startTls(ChannelHandlerContext context) {
        byte answer = in.readByte();
        // Nothing may come with the answer: it would not be protected (CVE-2021-23222).
        if (answer != 'S' || in.isReadable()) {
            fail(context, Problem.fatal("08001", "the database server does not offer TLS, which is demanded of it"));
            return;
        }
        awaitingTls = false;
        SslHandler handler = tls.handler(context.channel());
        context.pipeline().addFirst(handler);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                sendStartup(context);
            } else {
                fail(context, Problem.fatal("08001", "TLS with the database server failed: " + reason(done.cause())));
            }
        });
    }

    private static String reason(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }

    private boolean next(ChannelHandlerContext context) {
        if (in.readableBytes() < Protocol.HEADER_BYTES) {
            return false;
        }
        byte type = in.getByte(in.readerIndex());
        int length = in.getInt(in.readerIndex() + 1);
        if (length < 4 || length > MAX_BYTES) {
            throw new ProtocolException("message length %d is not in 4..%d".formatted(length, MAX_BYTES));
        }
        if (in.readableBytes() < 1 + length) {
            return false;
        }
        Body body = new Body(in, in.readerIndex() + Protocol.HEADER_BYTES, length - 4);
        in.skipBytes(1 + length);
        read(context, type, body);
        return true;
    }

    private void read(ChannelHandlerContext context, byte type, Body body) {
        switch (type) {
            case 'R' -> {
                understood = true;
                authenticate(context, body);
            }
            case 'v' -> negotiated(body);
            case 'S' -> parameters.put(body.name(), body.name());
            case 'K' -> {
                process = body.int32();
                secret = body.octets(body.remaining());
            }
            case 'D' -> {
                if (body.int16() == 1) {
                    schemas.add(new String(body.octets(body.int32()), StandardCharsets.UTF_8));
                }
            }
            case 'Z' -> ready(context);
            case 'E' -> {
                Diagnostics said = Diagnostics.read(body);
                if (!understood && version != Protocol.VERSION_3_0 && ofProtocol(said.code())) {
                    older(context);
                } else {
                    fail(context, refusal(said));
                }
            }
            case 'N', 'T', 'C' -> {}
            default -> throw new ProtocolException("unknown message type 0x%02x".formatted(type));
        }
    }

    /** NegotiateProtocolVersion: the newest minor version that the server speaks. The gate asks for no options. */
    private void negotiated(Body body) {
        int newest = body.int32();
        if (newest < Protocol.VERSION_3_0 || newest > version || body.int32() != 0) {
            throw new ProtocolException("the server negotiates what was not asked for");
        }
    }

    /** How servers and poolers say that they do not know a version. */
    private static boolean ofProtocol(String code) {
        return code.equals("0A000") || code.equals("08P01");
    }

    private void older(ChannelHandlerContext context) {
        finished = true;
        in.release();
        context.close();
        result.onlyOlder();
    }

    /** Before the gate is logged in, what the server says is about the gate's credentials: that is not for clients. */
    private Problem refusal(Diagnostics said) {
        if (!authenticated && said.code().startsWith("28")) {
            return Problem.fatal("08004", "the gate could not log in at the database server");
        }
        return new Problem(
                true,
                said.code(),
                said.field('M').orElse("the database server refused the connection"),
                Optional.empty(),
                said.field('H'),
                java.util.OptionalInt.empty());
    }

    private void ready(ChannelHandlerContext context) {
        if (!authenticated) {
            throw new ProtocolException("ready before log-in");
        }
        if (!asked) {
            asked = true;
            send(
                    context,
                    new Messages(context.alloc())
                            .query("SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(true)) AS s"));
            return;
        }
        finished = true;
        in.release();
        result.ready(new Ready(context, parameters, process, secret, schemas));
    }

    private void authenticate(ChannelHandlerContext context, Body body) {
        int kind = body.int32();
        switch (kind) {
            case 0 -> {
                if (scram != null && !serverProven) {
                    throw new ProtocolException("the server has not proven that it knows the password");
                }
                authenticated = true;
            }
            case 3 -> {
                if (!tls.demanded()) {
                    fail(context, Problem.fatal("08004", "the database server asks for a password in the clear"));
                    return;
                }
                withPassword(context, password -> password(context, password));
            }
            case 5 -> {
                byte[] salt = body.octets(4);
                withPassword(context, password -> password(context, md5(password, salt)));
            }
            case 10 -> {
                List<String> mechanisms = new ArrayList<>();
                for (String name = body.name(); !name.isEmpty(); name = body.name()) {
                    mechanisms.add(name);
                }
                withPassword(context, password -> startScram(context, mechanisms, password));
            }
            case 11 -> {
                String challenge = new String(body.octets(body.remaining()), StandardCharsets.UTF_8);
                away(context, () -> answer(challenge), answer -> response(context, answer));
            }
            case 12 -> {
                String last = new String(body.octets(body.remaining()), StandardCharsets.UTF_8);
                confirm(last);
            }
            default ->
                fail(context, Problem.fatal("08004", "the database server asks for authentication %d".formatted(kind)));
        }
    }

    private void withPassword(ChannelHandlerContext context, java.util.function.Consumer<String> use) {
        away(
                context,
                () -> upstream.password()
                        .get()
                        .orElseThrow(() -> new IllegalStateException("no password is configured")),
                use);
    }

    /** Runs what blocks elsewhere, and goes on here. */
    private void away(ChannelHandlerContext context, Supplier<String> work, java.util.function.Consumer<String> then) {
        blocking.execute(() -> {
            try {
                String done = work.get();
                context.executor().execute(() -> then.accept(done));
            } catch (RuntimeException failure) {
                context.executor()
                        .execute(() -> fail(
                                context, Problem.fatal("08004", "the gate could not log in at the database server")));
            }
        });
    }

    private static void password(ChannelHandlerContext context, String password) {
        send(context, new Messages(context.alloc()).message('p', out -> Messages.text(out, password)));
    }

    /** {@code md5(md5(password || user) || salt)} (PostgreSQL documentation, "Message Flow"). */
    private String md5(String password, byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            HexFormat hex = HexFormat.of();
            String inner = hex.formatHex(digest.digest((password + upstream.user()).getBytes(StandardCharsets.UTF_8)));
            digest.update(inner.getBytes(StandardCharsets.US_ASCII));
            return "md5" + hex.formatHex(digest.digest(salt));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has MD5", impossible);
        }
    }

    private void startScram(ChannelHandlerContext context, List<String> mechanisms, String password) {
        byte[] binding = bindingHash(context);
        away(
                context,
                () -> {
                    // PostgreSQL takes the name from the start-up packet.
                    var builder = ScramClient.builder()
                            .advertisedMechanisms(mechanisms)
                            .username("*")
                            .password(password.toCharArray());
                    ScramClient client = binding.length == 0
                            ? builder.build()
                            : builder.channelBinding("tls-server-end-point", binding)
                                    .build();
                    scram = client;
                    return client.clientFirstMessage().toString();
                },
                first -> send(context, new Messages(context.alloc()).message('p', out -> {
                            byte[] bytes = first.getBytes(StandardCharsets.UTF_8);
                            Messages.text(out, mechanism());
                            out.writeInt(bytes.length).writeBytes(bytes);
                        })));
    }

    private String mechanism() {
        ScramClient client = scram;
        return client == null ? "" : client.getScramMechanism().getName();
    }

    private static byte[] bindingHash(ChannelHandlerContext context) {
        SslHandler handler = context.pipeline().get(SslHandler.class);
        if (handler == null) {
            return new byte[0];
        }
        try {
            return ServerTls.bindingHash(
                    (X509Certificate) handler.engine().getSession().getPeerCertificates()[0]);
        } catch (javax.net.ssl.SSLException | GeneralSecurityException unverified) {
            return new byte[0];
        }
    }

    private String answer(String challenge) {
        ScramClient client = scram;
        if (client == null) {
            throw new ProtocolException("SASL goes on that was not begun");
        }
        try {
            client.serverFirstMessage(challenge);
            return client.clientFinalMessage().toString();
        } catch (ScramException wrong) {
            throw new ProtocolException("SASL: " + wrong.getMessage());
        }
    }

    private void confirm(String last) {
        ScramClient client = scram;
        if (client == null) {
            throw new ProtocolException("SASL ends that was not begun");
        }
        try {
            client.serverFinalMessage(last);
            serverProven = true;
        } catch (ScramException wrong) {
            throw new ProtocolException("SASL: " + wrong.getMessage());
        }
    }

    private static void response(ChannelHandlerContext context, String answer) {
        send(
                context,
                new Messages(context.alloc())
                        .message('p', out -> out.writeCharSequence(answer, StandardCharsets.UTF_8)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, Problem.fatal("08006", "the database server closed the connection during log-in"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, Problem.fatal("08006", "the connection to the database server failed: " + reason(cause)));
    }

    private void fail(ChannelHandlerContext context, Problem problem) {
        if (!finished) {
            finished = true;
            in.release();
            result.failed(problem);
            context.close();
        }
    }
}
