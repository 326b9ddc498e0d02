package dev.sallyport.wire.postgres;

import dev.sallyport.governor.Verdict;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a conversation does to the world: its two connections, and time. Implemented over sockets, and by tests. */
interface Legs {

    /** Takes the bytes over. They are sent by the next flush. */
    void toClient(ByteBuf bytes);

    /** Takes the bytes over. They are sent by the next flush. */
    void toDatabase(ByteBuf bytes);

    void flushToClient();

    /** Sends, or has that wait until the database may have it; then the client is not listened to. */
    void flushToDatabase();

    /** Stops or goes on reading from the client. */
    void readClient(boolean on);

    /**
     * Has something decided elsewhere, where it may block, and comes back with the answer to the session's own thread.
     * If it fails, the session ends.
     */
    void ask(Supplier<Verdict> question, Consumer<Verdict> answer);

    /**
     * Asks the database, on a connection of its own, to cancel what it does for this session.
     *
     * @param done runs on the session's own thread when the database has taken the request, or cannot be asked
     */
    void cancelAtDatabase(Runnable done);

    /** Runs something on the session's own thread after a time, unless it is cancelled before. */
    Timer after(Duration delay, Runnable action);

    /** Something that may still happen. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }

    /** Sends what is owed to both sides, and ends both connections. */
    void close(String why);
}
