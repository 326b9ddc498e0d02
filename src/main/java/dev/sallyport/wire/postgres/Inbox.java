package dev.sallyport.wire.postgres;

import dev.sallyport.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.function.Consumer;

/**
 * One direction of an open session: cuts bytes into messages and passes on in one piece what stays as it is. A message
 * that goes on is not copied, and one that is large goes on in parts, so that memory stays bounded by what is in flight.
 *
 * <p>For one thread. Owns what it is given.
 */
final class Inbox {

    /** What to do with a message that has been looked at. */
    enum Fate {
        /** It goes on as it is. */
        PASS,
        /** It ends here. */
        DROP,
        /** It cannot be judged yet: it stays, and is looked at again at the next {@link #pump}. */
        STAY
    }

    /** Says what becomes of messages. */
    interface Reader {

        /** @return the largest length word that is taken for this type, 4 to 2^31-1 */
        int limit(byte type);

        /** @return how many bytes of the body must be there before {@link #read}; fewer than all for what streams */
        int needed(byte type, int bodyLength);

        /** @param body what is there of it */
        Fate read(byte type, Body body, long messageLength);

        /** A message over the limit; it is dropped as it comes, whatever its size. */
        void oversized(byte type, int length);
    }

    private final ByteBufAllocator allocator;
    private final Reader reader;
    private final Consumer<ByteBuf> onward;
    private ByteBuf in;

    /** Everything from here to {@link #at} has been judged and goes on. */
    private int start;

    private int at;

    /** Bytes of a message that was judged before all of it was there. */
    private long passing;

    private long dropping;
    private boolean pumping;

    Inbox(ByteBufAllocator allocator, Reader reader, Consumer<ByteBuf> onward) {
        this.allocator = allocator;
        this.reader = reader;
        this.onward = onward;
        this.in = allocator.buffer(0);
    }

    /** Adds what has come; takes it over. */
    void add(ByteBuf bytes) {
        if (in.isReadable() && in.refCnt() == 1) {
            in.discardReadBytes(); // a stream never comes to an end where its messages do: the buffer would only grow
        }
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, in, bytes);
    }

    /** Whether part of a message has gone on, and the rest has not come. */
    boolean midMessage() {
        return passing > 0;
    }

    /** Judges what is there, until it is all judged or something has to stay. */
    void pump() {
        if (pumping) {
            return; // a refusal inside leads back here; the loop below goes on by itself
        }
        pumping = true;
        start = in.readerIndex();
        at = start;
        try {
            while (step()) {
                // each step judges one message, or a part of a large one
            }
            flush();
        } finally {
            pumping = false;
        }
        if (!in.isReadable()) {
            in.release();
            in = allocator.buffer(0);
        }
    }

    /** Sends on what has been judged, so that what is sent next by other ways comes after it. */
    void flush() {
        if (!pumping) {
            return;
        }
        int length = at - start;
        in.readerIndex(start);
        if (length > 0) {
            onward.accept(in.readRetainedSlice(length));
        }
        start = at;
    }

    private boolean step() {
        int available = in.writerIndex() - at;
        if (passing > 0) {
            int part = (int) Math.min(passing, available);
            at += part;
            passing -= part;
            return part > 0;
        }
        if (dropping > 0) {
            int part = (int) Math.min(dropping, available);
            drop(part);
            dropping -= part;
            return part > 0;
        }
        return available >= Protocol.HEADER_BYTES && message(available);
    }

    private boolean message(int available) {
        byte type = in.getByte(at);
        int length = in.getInt(at + 1);
        if (length < 4) {
            throw new ProtocolException("message length %d is below 4".formatted(length));
        }
        long total = 1L + length;
        if (length > reader.limit(type)) {
            dropping = total;
            reader.oversized(type, length);
            return true;
        }
        int needed = Protocol.HEADER_BYTES + reader.needed(type, length - 4);
        if (available < needed) {
            return false;
        }
        int there = (int) Math.min(total, available);
        Body body = new Body(in, at + Protocol.HEADER_BYTES, there - Protocol.HEADER_BYTES);
        return switch (reader.read(type, body, total)) {
            case STAY -> false;
            case PASS -> {
                at += there;
                passing = total - there;
                yield true;
            }
            case DROP -> {
                drop(there);
                dropping = total - there;
                yield true;
            }
        };
    }

    private void drop(int length) {
        flush();
        at += length;
        start = at;
        in.readerIndex(at);
    }

    void release() {
        in.release();
        in = Unpooled.EMPTY_BUFFER;
        passing = 0;
        dropping = 0;
    }
}
