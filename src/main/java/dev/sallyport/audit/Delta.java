package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A record as what it differs in from an earlier one: statements of a session repeat most of what their records say.
 *
 * <p>Form, all numbers big-endian: where the other record's frame begins in the segment (4 bytes; it holds a record as a whole), how
 * many parts differ (1 byte), and for each, in their order, where it begins in the other record, how long it is there, and how
 * long here (2 bytes each), and what is here. Between them both are the same.
 */
final class Delta {

    /** Longer records, and parts, are written as a whole. */
    static final int MAX_BYTES = 0xffff;

    private static final int HEAD_BYTES = 5;
    private static final int PART_BYTES = 6;

    private ByteBuffer out = ByteBuffer.allocate(512);

    /**
     * A record that was written as a whole.
     *
     * @param segment in which it is: the number of the lane's segment
     * @param position where its frame begins
     * @param marks where parts of it begin and end that differ from record to record
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Base(int segment, int position, byte[] bytes, int[] marks) {}

    /** What {@link #of} has made. */
    byte[] array() {
        return out.array();
    }

    /**
     * Makes it of a record.
     *
     * @return how many bytes it has; 0 when the record is no variation of the other
     */
    int of(RecordBuffer record, Base base) {
        int[] marks = base.marks();
        int parts = record.marks() / 2;
        if (record.marks() != marks.length || record.length() > MAX_BYTES) {
            return 0;
        }
        reserve(HEAD_BYTES + parts * PART_BYTES + record.length());
        out.clear().putInt(base.position()).put((byte) parts);
        int here = 0;
        int there = 0;
        for (int at = 0; at < marks.length; at += 2) {
            int begin = record.mark(at);
            int end = record.mark(at + 1);
            if (!same(record, here, begin, base.bytes(), there, marks[at])) {
                return 0;
            }
            out.putShort((short) marks[at])
                    .putShort((short) (marks[at + 1] - marks[at]))
                    .putShort((short) (end - begin))
                    .put(record.array(), begin, end - begin);
            here = end;
            there = marks[at + 1];
        }
        boolean varied = same(record, here, record.length(), base.bytes(), there, base.bytes().length);
        return varied ? out.position() : 0;
    }

    private static boolean same(RecordBuffer record, int from, int to, byte[] base, int baseFrom, int baseTo) {
        return Arrays.equals(record.array(), from, to, base, baseFrom, baseTo);
    }

    private void reserve(int bytes) {
        if (out.capacity() < bytes) {
            out = ByteBuffer.allocate(Math.max(bytes, 2 * out.capacity()));
        }
    }

    /**
     * Where the frame of the other record begins.
     *
     * @throws IOException when it cannot be read
     */
    static int position(byte[] delta) throws IOException {
        if (delta.length < HEAD_BYTES) {
            throw new IOException("it is too short");
        }
        return ByteBuffer.wrap(delta).getInt();
    }

    /**
     * The record.
     *
     * @param base the other one
     * @throws IOException when they do not belong together, or it is damaged
     */
    static byte[] record(byte[] delta, byte[] base) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(delta);
        int parts = in.position(Integer.BYTES).get() & 0xff;
        // Nothing is longer than both together.
        ByteBuffer record = ByteBuffer.allocate(base.length + delta.length);
        int there = 0;
        for (int part = 0; part < parts; part++) {
            if (in.remaining() < PART_BYTES) {
                throw new IOException("it is cut off");
            }
            int begin = Short.toUnsignedInt(in.getShort());
            int end = begin + Short.toUnsignedInt(in.getShort());
            int length = Short.toUnsignedInt(in.getShort());
            if (begin < there || end > base.length || length > in.remaining()) {
                throw new IOException("it is not of the record that it names");
            }
            record.put(base, there, begin - there).put(in.slice(in.position(), length));
            in.position(in.position() + length);
            there = end;
        }
        if (in.hasRemaining()) {
            throw new IOException("more follows than there is");
        }
        record.put(base, there, base.length - there);
        return Arrays.copyOf(record.array(), record.position());
    }
}
