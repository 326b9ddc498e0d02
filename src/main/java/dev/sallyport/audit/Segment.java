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
 * halves, the lane, how many segments this run began
 * before, the sequence number of its first record, the time of creation in
 * microseconds since 1970 UTC, CRC-32C of all that), then frames. A frame is the payload's length, the record's
 * CRC-32C, the payload, and zeros up to a multiple of eight. The payload is the record, or, with {@value #VARIED} added to the length, what
 * it {@linkplain Delta differs} in from an earlier record of the segment. A length of zero ends the segment.
 *
 * <p>The length is written last: a frame that the death of the process cut short has none, and counts as not written.
 * Its blocks are reserved: writing into a hole of a full disk kills a process that has it mapped.
 */
final class Segment {

    static final String SUFFIX = ".wal";
    static final int HEADER_BYTES = 64;
    static final int FRAME_HEADER_BYTES = 8;
    static final int VARIED = 1 << 30;
    static final long MAGIC = 0x534c504a524e3031L; // "SLPJRN01"

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    /** What the disk writes at once: an error of it can take all of that, also what was there before. */
    private static final int PAGE_BYTES = 4096;

    private final Path file;
    private final MappedByteBuffer memory;
    private final Disk disk;
    private int position = HEADER_BYTES;

    /** Where {@link #force} stands; only the journal's own thread touches it. */
    private int forced;

    /** What {@link #force} may go up to; written by the lane's thread, read by the journal's. */
    private volatile int published = HEADER_BYTES;

    /** Set by the journal's own thread, and never taken back. */
    private volatile boolean abandoned;

    private Segment(Path file, MappedByteBuffer memory, Disk disk) {
        this.file = file;
        this.memory = memory;
        this.disk = disk;
    }

    /** Makes a new segment on disk. */
    static Segment create(Path file, int bytes, BootId boot, int lane, long createdMicros, Disk disk)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            disk.reserve(file, bytes);
            MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            Segment segment = new Segment(file, memory, disk);
            segment.writeHeader(boot, lane, createdMicros);
            return segment;
        } catch (IOException failure) {
            Files.deleteIfExists(file);
            throw failure;
        }
    }

    private void writeHeader(BootId boot, int lane, long createdMicros) {
        memory.putLong(0, MAGIC)
                .putLong(8, boot.high())
                .putLong(16, boot.low())
                .putInt(24, lane)
                .putLong(40, createdMicros);
    }

    int lane() {
        return memory.getInt(24);
    }

    /** Fills in what is known only when the segment is taken into use. */
    void begin(long firstSequence, int index) {
        memory.putInt(28, index).putLong(32, firstSequence);
        byte[] header = new byte[HEADER_BYTES - 4];
        memory.get(0, header);
        CRC32C crc = new CRC32C();
        crc.update(header);
        memory.putInt(HEADER_BYTES - 4, (int) crc.getValue());
    }

    /** @param kept bytes that must be left over */
    boolean fits(int payload, int kept) {
        return memory.capacity() - position - kept >= frameBytes(payload);
    }

    static int frameBytes(int payload) {
        return (FRAME_HEADER_BYTES + payload + 7) & ~7;
    }

    /**
     * @param crc of the record
     * @param varied whether the bytes are a {@link Delta}
     * @return where the frame begins
     */
    int append(byte[] bytes, int length, int crc, boolean varied) {
        int begin = position;
        memory.put(begin + FRAME_HEADER_BYTES, bytes, 0, length);
        memory.putInt(begin + 4, crc);
        INT.setRelease((ByteBuffer) memory, begin, varied ? length | VARIED : length);
        position += frameBytes(length);
        published = position;
        return begin;
    }

    private int payload(int frame) {
        return memory.getInt(frame) & ~VARIED;
    }

    /**
     * Makes what has been appended survive the machine; called by one thread only.
     *
     * @throws IOException when that fails: the segment is {@linkplain #abandoned abandoned} then, since a second try would
     *     tell of success whatever became of the first
     */
    void force() throws IOException {
        int upTo = published;
        if (upTo > forced && !abandoned) {
            try {
                disk.force(memory, forced, upTo - forced);
            } catch (IOException failed) {
                abandoned = true;
                throw failed;
            }
            forced = upTo;
        }
    }

    /** Has the disk show that it takes what is written here, before anybody relies on it. */
    void prove() throws IOException {
        disk.force(memory, 0, HEADER_BYTES);
    }

    /** Whether the disk has failed it: what was forced before is in it, what else is nobody knows. */
    boolean abandoned() {
        return abandoned;
    }

    /**
     * Begins another segment with what is not known to survive the machine here; from its first record on, it counts in the
     * place of this one. This one must not be appended to any more.
     *
     * @throws IOException when the other cannot be written either
     */
    void rescueInto(Segment other, int index) throws IOException {
        int sure = forced & -PAGE_BYTES;
        long number = memory.getLong(32);
        int from = HEADER_BYTES;
        while (from < position && from + frameBytes(payload(from)) <= sure) {
            from += frameBytes(payload(from));
            number++;
        }
        if (!other.takesWhole(this, from)) {
            // Where all is taken, everything stays where it was, and variations find what they are variations of.
            number = memory.getLong(32);
            other.memory.put(HEADER_BYTES, memory, HEADER_BYTES, position - HEADER_BYTES);
            other.position = position;
        }
        other.published = other.position;
        other.force();
        // Only now is it seen by readers.
        other.begin(number, index);
        other.prove();
    }

    /**
     * Takes the records of another from a frame on, each as a whole.
     *
     * @return false when there is no room for that
     */
    private boolean takesWhole(Segment failed, int from) throws IOException {
        long bytes = 0;
        for (int at = from; at < failed.position; at += frameBytes(failed.payload(at))) {
            bytes += frameBytes(failed.record(at).length);
        }
        if (bytes > memory.capacity() - HEADER_BYTES) {
            return false;
        }
        for (int at = from; at < failed.position; at += frameBytes(failed.payload(at))) {
            byte[] whole = failed.record(at);
            int _ = append(whole, whole.length, failed.memory.getInt(at + 4), false);
        }
        return true;
    }

    private byte[] record(int frame) throws IOException {
        byte[] payload = new byte[payload(frame)];
        memory.get(frame + FRAME_HEADER_BYTES, payload);
        boolean varied = (memory.getInt(frame) & VARIED) != 0;
        return varied ? Delta.record(payload, record(Delta.position(payload))) : payload;
    }

    /**
     * Gives back the space that was not used, and makes the rest survive the machine. The segment must not be appended to
     * any more.
     */
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
