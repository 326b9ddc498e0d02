package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads the frames of one segment (their form: {@link Segment}), of which a gate may be writing more. The file is read,
 * not mapped: a gate cuts off what it did not use, and that would kill a process that has it mapped. Not thread-safe.
 */
final class SegmentReader implements AutoCloseable {

    /**
     * Whose it is and where it belongs.
     *
     * @param index grows with every segment that a run begins
     */
    record Header(BootId boot, int lane, int index, long firstSequence) {}

    private static final int CHUNK_BYTES = 256 << 10;

    private final Path file;
    private final FileChannel channel;
    private final CRC32C crc = new CRC32C();

    /** Records that others are variations of, by where they begin; as many as a lane keeps in mind. */
    private final Map<Integer, byte[]> bases = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, byte[]> eldest) {
            return size() > Bases.PLACES;
        }
    };

    private ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).limit(0);

    /** Where in the file the chunk begins. */
    private long chunkStart;

    /** @param position where the next frame begins */
    SegmentReader(Path file, long position) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.chunkStart = position;
    }

    /** Empty when the segment was made ahead and is not in use yet, or is gone. */
    static Optional<Header> header(Path file) throws IOException {
        try (SegmentReader reader = new SegmentReader(file, 0)) {
            if (!reader.has(Segment.HEADER_BYTES) || reader.chunk.getInt(Segment.HEADER_BYTES - 4) == 0) {
                return Optional.empty();
            }
            ByteBuffer header = reader.chunk;
            return Optional.of(new Header(
                    new BootId(header.getLong(8), header.getLong(16)),
                    header.getInt(24),
                    header.getInt(28),
                    header.getLong(32)));
        } catch (NoSuchFileException unusedAndGone) {
            return Optional.empty();
        }
    }

    /** Where the frame after the last one read begins. */
    long position() {
        return chunkStart + chunk.position();
    }

    /**
     * The next record; empty when there is none, or none yet.
     *
     * @throws IOException also when it is damaged; the message says where
     */
    Optional<byte[]> next() throws IOException {
        if (!has(Segment.FRAME_HEADER_BYTES)) {
            return Optional.empty();
        }
        int word = chunk.getInt(chunk.position());
        int length = word & ~Segment.VARIED;
        if (length <= 0 || length > Lane.MAX_RECORD_BYTES || !has(Segment.frameBytes(length))) {
            return Optional.empty();
        }
        int expected = chunk.getInt(chunk.position() + 4);
        byte[] payload = new byte[length];
        chunk.get(chunk.position() + Segment.FRAME_HEADER_BYTES, payload);
        byte[] record = word == length ? payload : varied(payload);
        if (crc(record) != expected) {
            throw damaged(position());
        }
        chunk.position(chunk.position() + Segment.frameBytes(length));
        return Optional.of(record);
    }

    private int crc(byte[] record) {
        crc.reset();
        crc.update(record);
        return (int) crc.getValue();
    }

    private IOException damaged(long at) {
        return new IOException("%s: the record at byte %d is damaged".formatted(file, at));
    }

    private byte[] varied(byte[] delta) throws IOException {
        try {
            int at = Delta.position(delta);
            byte[] base = bases.get(at);
            if (base == null) {
                base = base(at);
                bases.put(at, base);
            }
            return Delta.record(delta, base);
        } catch (IOException wrong) {
            throw new IOException(damaged(position()).getMessage() + ": " + wrong.getMessage(), wrong);
        }
    }

    /** A record that stands as a whole at an earlier place. */
    private byte[] base(int at) throws IOException {
        if (at < Segment.HEADER_BYTES || at >= position()) {
            throw damaged(at);
        }
        ByteBuffer header = read(at, Segment.FRAME_HEADER_BYTES);
        int length = header.getInt(0);
        if (length <= 0 || length > Delta.MAX_BYTES) {
            throw damaged(at);
        }
        byte[] base = read(at + Segment.FRAME_HEADER_BYTES, length).array();
        if (crc(base) != header.getInt(4)) {
            throw damaged(at);
        }
        return base;
    }

    private ByteBuffer read(long at, int bytes) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(bytes);
        while (read.hasRemaining()) {
            if (channel.read(read, at + read.position()) < 0) {
                throw damaged(at);
            }
        }
        return read;
    }

    /** Makes what the file holds survive the machine. */
    void force() throws IOException {
        try (FileChannel writable = FileChannel.open(file, StandardOpenOption.WRITE)) {
            writable.force(false);
        }
    }

    /** Whether that many bytes follow; then they are in the chunk. */
    private boolean has(int bytes) throws IOException {
        if (chunk.remaining() >= bytes) {
            return true;
        }
        chunkStart += chunk.position();
        ByteBuffer larger = ByteBuffer.allocate(Math.max(CHUNK_BYTES, bytes));
        larger.put(chunk);
        while (larger.hasRemaining() && channel.read(larger, chunkStart + larger.position()) >= 0) {
            // until it is full, or the file ends
        }
        chunk = larger.flip();
        return chunk.remaining() >= bytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
