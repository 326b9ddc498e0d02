package dev.sallyport.audit;

import org.jspecify.annotations.Nullable;

/**
 * Some records of a lane's present segment that others can be written as variations of. A record becomes one when the second of
 * its kind in a row comes to its place: where there are more kinds than places, most are not worth a copy. For the lane's own
 * thread.
 */
final class Bases {

    /** How many there are at most; a power of two. */
    static final int PLACES = 4096;

    private final Delta delta = new Delta();
    private final @Nullable Base[] bases = new Base[PLACES];

    /** Of what kind the last record was that was written as a whole, by place. */
    private final int[] last = new int[PLACES];

    private record Base(int kind, Delta.Base record) {}

    /**
     * Makes a record the variation of one of its kind.
     *
     * @param segment the number of the lane's segment
     * @return how many bytes of {@link #delta} that takes; 0 when there is none to be a variation of
     */
    int variation(RecordBuffer record, int kind, int segment) {
        Base base = bases[place(kind)];
        return base != null && base.kind() == kind && base.record().segment() == segment
                ? delta.of(record, base.record())
                : 0;
    }

    byte[] delta() {
        return delta.array();
    }

    /** A record was written as a whole. */
    void written(RecordBuffer record, int kind, int segment, int position) {
        int place = place(kind);
        if (last[place] == kind && record.length() <= Delta.MAX_BYTES) {
            bases[place] = new Base(kind, new Delta.Base(segment, position, record.toBytes(), record.allMarks()));
        }
        last[place] = kind;
    }

    private static int place(int kind) {
        return kind >>> 16 & PLACES - 1;
    }
}
