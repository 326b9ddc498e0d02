package dev.sallyport.wire;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;

/** The threads that own all connections: each connection, and both of its legs, belongs to one for its whole life. */
public final class EventLoops implements AutoCloseable {

    private static final long QUIET_MILLIS = 0;
    private static final long STOP_MILLIS = 5_000;

    private final EventLoopGroup group;
    private final IdentityHashMap<EventExecutor, Integer> lanes = new IdentityHashMap<>();
    private final boolean epoll = Epoll.isAvailable();

    /** @param threads how many, at least 1 */
    public EventLoops(int threads) {
        group = new MultiThreadIoEventLoopGroup(
                threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        int lane = 0;
        for (EventExecutor loop : group) {
            lanes.put(loop, lane++);
        }
    }

    public EventLoopGroup group() {
        return group;
    }

    /** The number of a loop, from 0; each has its own journal lane. */
    public int lane(EventLoop loop) {
        Integer lane = lanes.get(loop);
        if (lane == null) {
            throw new IllegalArgumentException("not one of these event loops");
        }
        return lane;
    }

    public Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public Class<? extends Channel> channel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Ends all connections and waits for the threads to end. */
    @Override
    public void close() {
        group.shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * STOP_MILLIS);
    }
}
