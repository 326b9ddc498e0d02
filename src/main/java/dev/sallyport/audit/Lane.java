package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * One thread's part of the journal. Each event loop has its own, so that appending takes no lock: records of one lane
 * are in order and without gaps, those of different lanes are ordered by time.
 *
 * <p>All methods but {@link #force}, {@link #records} and {@link #bytes} are for the lane's own thread.
 */
public final class Lane {

    /** More than any record needs; what is longer is a bug or an attack, and refused. */
    static final int MAX_RECORD_BYTES = 1 << 20;

    private final Journal journal;
    private final int number;
    private final byte[] bootMember;
    private final byte[] placeMembers;
    private final RecordBuffer buffer = new RecordBuffer();
    private final CRC32C crc = new CRC32C();
    private final SplittableRandom random;
    private volatile Segment segment;
    private long sequence;

    /** For other threads to see; written by the lane's own alone. */
    private final AtomicLong records = new AtomicLong();

    private final AtomicLong bytes = new AtomicLong();
    private long lastMillis;
    private int idsInMillis;

    Lane(Journal journal, int number, String node, BootId boot, Segment first, long seed) {
        this.journal = journal;
        this.number = number;
        this.segment = first;
        this.random = new SplittableRandom(seed);
        first.begin(0);
        this.bootMember = ("{\"boot\":\"" + boot + "\",").getBytes(StandardCharsets.US_ASCII);
        this.placeMembers = new RecordBuffer()
                .raw(",\"lane\":")
                .number(number)
                .raw(",\"node\":")
                .string(node)
                .raw(",\"nseq\":")
                .toBytes();
    }

    int number() {
        return number;
    }

    /**
     * Starts a record: {@code boot} is written, the caller goes on with the members that sort between it and
     * {@code id}, each ended by a comma.
     */
    RecordBuffer start() {
        return buffer.clear().raw(bootMember);
    }

    /** The record being written. */
    RecordBuffer buffer() {
        return buffer;
    }

    /** Writes {@code id, k, lane, node, nseq}, and a comma. */
    RecordId middle(String kind) {
        RecordId id = nextId();
        buffer.raw("\"id\":\"");
        id.writeTo(buffer);
        buffer.raw("\",\"k\":\"").raw(kind).write('"');
        buffer.raw(placeMembers).number(sequence).write(',');
        return id;
    }

    /** Writes {@code ts} and {@code v} and puts the record where the death of this process cannot reach it. */
    void finish() {
        buffer.raw("\"ts\":").number(journal.micros()).raw(",\"v\":1}");
        append();
    }

    private void append() {
        journal.check();
        int length = buffer.length();
        if (length > MAX_RECORD_BYTES) {
            throw new JournalUnavailable("a record of " + length + " bytes is over the limit", null);
        }
        crc.reset();
        crc.update(buffer.array(), 0, length);
        if (!segment.fits(length)) {
            next();
        }
        segment.append(buffer.array(), length, (int) crc.getValue());
        sequence++;
        records.setRelease(sequence);
        bytes.setRelease(bytes.getPlain() + length);
    }

    private void next() {
        try {
            Segment fresh = journal.take(this);
            fresh.begin(sequence);
            journal.retire(segment);
            segment = fresh;
        } catch (IOException failure) {
            throw journal.fail("cannot make a journal segment", failure);
        }
    }

    /** How many records it has taken; for any thread. */
    long records() {
        return records.getAcquire();
    }

    /** How long those are together; for any thread. */
    long bytes() {
        return bytes.getAcquire();
    }

    void force() {
        segment.force();
    }

    void end() throws IOException {
        segment.finish();
    }

    /** Ids of one lane never repeat: within a millisecond a counter tells them apart, across lanes the random part. */
    private RecordId nextId() {
        long millis = journal.micros() / 1000;
        if (millis > lastMillis) {
            lastMillis = millis;
            idsInMillis = 0;
        } else if (++idsInMillis > 0xfff) {
            lastMillis++;
            idsInMillis = 0;
        }
        long high = lastMillis << 16 | 0x7000L | idsInMillis;
        long low = random.nextLong() >>> 2 | 0x8000000000000000L;
        return new RecordId(high, low);
    }
}
