package dev.sallyport.wire.postgres;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends cancel requests for one session to its database, with TLS where the session has it. Thread-safe. */
final class UpstreamCancel {

    private static final int CONNECT_MILLIS = 5_000;

    private final PostgresGate gate;
    private final PostgresGate.Target target;
    private final int process;
    private final byte[] secret;

    UpstreamCancel(PostgresGate gate, PostgresGate.Target target, int process, byte[] secret) {
        this.gate = gate;
        this.target = target;
        this.process = process;
        this.secret = secret;
    }

    /** @param done runs once: when the server has closed the connection, which it does when it has seen to it */
    void send(Runnable done) {
        AtomicBoolean told = new AtomicBoolean();
        Runnable once = () -> {
            if (told.compareAndSet(false, true)) {
                done.run();
            }
        };
        new Bootstrap()
                .group(gate.loops().group())
                .channel(gate.loops().channel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new Request(once))
                .connect(target.upstream().host(), target.upstream().port())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        once.run();
                    }
                });
    }

    private final class Request extends ChannelInboundHandlerAdapter {
        private final Runnable done;

        Request(Runnable done) {
            this.done = done;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (target.tls().demanded()) {
                var _ = context.writeAndFlush(
                        context.alloc().buffer(8).writeInt(8).writeInt(Protocol.SSL_REQUEST));
            } else {
                request(context);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf answer = (ByteBuf) message;
            boolean yes = answer.readableBytes() == 1 && answer.readByte() == 'S';
            answer.release();
            if (!yes || context.pipeline().get(SslHandler.class) != null) {
                context.close();
                return;
            }
            SslHandler handler = target.tls().handler(context.channel());
            context.pipeline().addFirst(handler);
            handler.handshakeFuture().addListener(shaken -> {
                if (shaken.isSuccess()) {
                    request(context);
                } else {
                    context.close();
                }
            });
        }

        private void request(ChannelHandlerContext context) {
            var _ = context.writeAndFlush(context.alloc()
                    .buffer()
                    .writeInt(12 + secret.length)
                    .writeInt(Protocol.CANCEL_REQUEST)
                    .writeInt(process)
                    .writeBytes(secret));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            done.run();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
