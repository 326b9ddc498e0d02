package dev.sallyport.wire.postgres;

import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.governor.Refusal;
import dev.sallyport.governor.SessionGovernor;
import dev.sallyport.governor.Verdict;
import dev.sallyport.wire.ProtocolException;
import dev.sallyport.wire.postgres.Messages.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * An open session over its two connections, which share one event loop. Neither side is read faster than the other takes:
 * what is not written yet is bounded by the channels' water marks.
 */
final class Relay implements Legs {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final Channel client;
    private final Channel database;
    private final SessionGovernor governor;
    private final Executor blocking;
    private final Consumer<Runnable> cancel;
    private final Runnable onClose;
    private final Messages messages;
    private final ClientSide clientSide;
    private final DatabaseSide databaseSide;
    private final Queue<ByteBuf> held = new ArrayDeque<>();

    /** Whether what is held waits for its records. */
    private boolean waiting;

    private boolean clientHeld;
    private boolean closed;

    /**
     * @param blocking runs what may block
     * @param cancel asks the database to cancel, and runs its argument when that is done
     * @param onClose runs once when the session ends
     */
    Relay(
            Channel client,
            Channel database,
            Open session,
            Executor blocking,
            Consumer<Runnable> cancel,
            Runnable onClose,
            int maxText) {
        this.client = client;
        this.database = database;
        this.governor = session.governor();
        this.blocking = blocking;
        this.cancel = cancel;
        this.onClose = onClose;
        this.messages = new Messages(client.alloc());
        this.clientSide = new ClientSide(session, this, messages, client.alloc(), maxText);
        this.databaseSide = new DatabaseSide(session, this, messages, clientSide, client.alloc());
    }

    /** The handler of one of the two connections. */
    private final class Leg extends ChannelInboundHandlerAdapter {
        private final boolean ofClient;

        Leg(boolean ofClient) {
            this.ofClient = ofClient;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (closed) {
                bytes.release();
                return;
            }
            guarded(() -> {
                if (ofClient) {
                    clientSide.read(bytes);
                } else {
                    databaseSide.read(bytes);
                }
            });
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (ofClient) {
                database.config().setAutoRead(client.isWritable());
            } else {
                client.config().setAutoRead(database.isWritable() && !clientHeld);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (ofClient) {
                close("client went away");
            } else {
                databaseLost();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.atLevel(ofClient ? Level.DEBUG : Level.WARN)
                    .addKeyValue("event", "session.connection-failed")
                    .addKeyValue("session", governor.session().id())
                    .log(
                            "the connection to the {} failed: {}",
                            ofClient ? "client" : "database",
                            ConnectionFault.told(cause));
            if (ofClient) {
                close("the client's connection failed");
            } else {
                databaseLost();
            }
        }
    }

    ChannelInboundHandlerAdapter clientLeg() {
        return new Leg(true);
    }

    ChannelInboundHandlerAdapter databaseLeg() {
        return new Leg(false);
    }

    /** The one place where what goes wrong in a session ends: it is told in the protocol, and the session is over. */
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (ProtocolException broken) {
            end(Problem.fatal("08P01", broken.getMessage() == null ? "protocol violation" : broken.getMessage()));
        } catch (JournalUnavailable unavailable) {
            LOG.atError()
                    .addKeyValue("event", "session.unrecorded")
                    .addKeyValue("session", governor.session().id())
                    .log("the end of a statement is not recorded: {}", unavailable.getMessage());
            end(unrecorded(unavailable));
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue("event", "session.fault")
                    .addKeyValue("session", governor.session().id())
                    .setCause(bug)
                    .log("a session ended by a fault of the program");
            end(Problem.fatal("XX000", "internal error of the gate"));
        }
    }

    /** A statement may have run, and whether it did is for the client as if the connection had been lost. */
    private static Problem unrecorded(JournalUnavailable unavailable) {
        Refusal refusal = Refusal.unrecorded(unavailable);
        return new Problem(
                true,
                refusal.code(),
                "how a statement ended cannot be recorded: " + refusal.message(),
                Optional.of("The statement may have run."),
                refusal.hint(),
                OptionalInt.empty());
    }

    private void end(Problem problem) {
        if (!closed && !databaseSide.midMessage()) {
            toClient(messages.error(problem));
        }
        close(problem.message());
    }

    private void databaseLost() {
        if (closed) {
            return;
        }
        if (databaseSide.saidGoodbye()) {
            close("the database ended the session");
        } else {
            end(Problem.fatal("08006", "the connection to the database server was lost"));
        }
    }

    @Override
    public void toClient(ByteBuf bytes) {
        write(client, bytes);
    }

    @Override
    public void toDatabase(ByteBuf bytes) {
        // Not to the channel yet: one with TLS may send before it is told to.
        held.add(bytes);
    }

    private static void write(Channel to, ByteBuf bytes) {
        var _ = to.write(bytes, to.voidPromise());
    }

    @Override
    public void flushToClient() {
        client.flush();
    }

    @Override
    public void flushToDatabase() {
        if (waiting || held.isEmpty()) {
            return;
        }
        if (governor.mayForward()) {
            sendHeld();
        } else {
            clientSide.halt();
            await();
        }
    }

    private void await() {
        waiting = true;
        governor.whenItMay(() -> {
            try {
                client.eventLoop().execute(this::mayForward);
            } catch (RejectedExecutionException stopped) {
                LOG.atDebug()
                        .addKeyValue("event", "session.ended")
                        .addKeyValue("session", governor.session().id())
                        .log("it has ended with its thread");
            }
        });
    }

    private void sendHeld() {
        for (ByteBuf bytes = held.poll(); bytes != null; bytes = held.poll()) {
            write(database, bytes);
        }
        database.flush();
    }

    private void dropHeld() {
        for (ByteBuf bytes = held.poll(); bytes != null; bytes = held.poll()) {
            bytes.release();
        }
    }

    /** Or never will: then nothing of what is held has been sent, and nothing will be. */
    private void mayForward() {
        waiting = false;
        if (!governor.mayForward()) {
            dropHeld();
        }
        if (closed) {
            endDatabase();
            return;
        }
        guarded(() -> {
            if (held.isEmpty()) {
                end(Problem.fatal("58030", "the audit journal cannot be written, so the statement was not sent"));
            } else {
                sendHeld();
                clientSide.go();
            }
        });
    }

    /** After what the client has sent before it went. */
    private void endDatabase() {
        if (held.isEmpty() || governor.mayForward()) {
            sendHeld();
            database.writeAndFlush(messages.bare('X')).addListener(ChannelFutureListener.CLOSE);
        } else if (!waiting) {
            await();
        }
    }

    @Override
    public void readClient(boolean on) {
        clientHeld = !on;
        client.config().setAutoRead(on && database.isWritable());
    }

    @Override
    public void ask(Supplier<Verdict> question, Consumer<Verdict> answer) {
        blocking.execute(() -> {
            try {
                Verdict verdict = question.get();
                client.eventLoop().execute(() -> {
                    if (!closed) {
                        guarded(() -> answer.accept(verdict));
                    }
                });
            } catch (RuntimeException failure) {
                client.eventLoop()
                        .execute(() -> guarded(() -> {
                            throw failure;
                        }));
            }
        });
    }

    @Override
    public void cancelAtDatabase(Runnable done) {
        cancel.accept(() -> client.eventLoop().execute(() -> {
            if (!closed) {
                guarded(done);
            }
        }));
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        ScheduledFuture<?> scheduled = client.eventLoop()
                .schedule(
                        () -> {
                            if (!closed) {
                                guarded(action);
                            }
                        },
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void close(String why) {
        if (closed) {
            return;
        }
        closed = true;
        databaseSide.lost();
        governor.close(why);
        // A client whose own message ended the session still has that message in its inbox.
        client.eventLoop().execute(() -> {
            clientSide.release();
            databaseSide.release();
            onClose.run();
            client.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            endDatabase();
        });
    }
}
