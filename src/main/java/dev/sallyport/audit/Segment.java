package dev.sallyport.audit;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of a journal: preallocated, memory-mapped, written by one thread.
 *
 * <p>Form, all numbers big-endian: a header of {@value #HEADER_BYTES} bytes (magic {@code SLPJRN01}, the boot id's two
 * halves, the lane, the segment's index in its lane, the sequence number of its first record, the time of creation in
 * microseconds since 1970 UTC, CRC-32C of all that), then frames. A frame is the payload's length, the payload's
 * CRC-32C, the payload, and zeros up to a multiple of eight. A length of zero ends the segment.
 *
 * <p>The length is written last: a frame that the death of the process cut short has none, and counts as not written.
 * Its blocks are reserved: writing into a hole of a full disk kills a process that has it mapped.
 */
final class Segment {

    static final String SUFFIX = ".wal";
    static final int HEADER_BYTES = 64;
    static final int FRAME_HEADER_BYTES = 8;
    static final long MAGIC = 0x534c504a524e3031L; // "SLPJRN01"

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final Path file;
    private final MappedByteBuffer memory;
    private int position = HEADER_BYTES;

    /** Where {@link #force} stands; only the journal's own thread touches it. */
    private int forced;

    /** What {@link #force} may go up to; written by the lane's thread, read by the journal's. */
    private volatile int published = HEADER_BYTES;

    private Segment(Path file, MappedByteBuffer memory) {
        this.file = file;
        this.memory = memory;
    }

    /** Makes a new segment on disk. */
    static Segment create(Path file, int bytes, BootId boot, int lane, int index, long createdMicros)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Preallocation.reserve(file, bytes);
            MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            Segment segment = new Segment(file, memory);
            segment.writeHeader(boot, lane, index, createdMicros);
            return segment;
        } catch (IOException failure) {
            Files.deleteIfExists(file);
            throw failure;
        }
    }

    private void writeHeader(BootId boot, int lane, int index, long createdMicros) {
        memory.putLong(0, MAGIC)
                .putLong(8, boot.high())
                .putLong(16, boot.low())
                .putInt(24, lane)
                .putInt(28, index)
                .putLong(40, createdMicros);
    }

    /** Fills in what is known only when the segment is taken into use. */
    void begin(long firstSequence) {
        memory.putLong(32, firstSequence);
        byte[] header = new byte[HEADER_BYTES - 4];
        memory.get(0, header);
        CRC32C crc = new CRC32C();
        crc.update(header);
        memory.putInt(HEADER_BYTES - 4, (int) crc.getValue());
    }

    boolean fits(int payload) {
        return memory.capacity() - position >= frameBytes(payload);
    }

    static int frameBytes(int payload) {
        return (FRAME_HEADER_BYTES + payload + 7) & ~7;
    }

    void append(byte[] bytes, int length, int crc) {
        memory.put(position + FRAME_HEADER_BYTES, bytes, 0, length);
        memory.putInt(position + 4, crc);
        INT.setRelease((ByteBuffer) memory, position, length);
        position += frameBytes(length);
        published = position;
    }

    /** Makes what has been appended survive the machine; called by one thread only. */
    void force() {
        int upTo = published;
        if (upTo > forced) {
            memory.force(forced, upTo - forced);
            forced = upTo;
        }
    }

    /** Gives back the space that was not used. The segment must not be appended to any more. */
    void finish() throws IOException {
        force();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(position);
        }
    }

    void discard() throws IOException {
        Files.deleteIfExists(file);
    }
}
