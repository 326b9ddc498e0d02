package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One thread's part of the journal. Each event loop has its own, so that appending takes no lock: records of one lane
 * are in order and without gaps, those of different lanes are ordered by time.
 *
 * <p>While the lane has no segment to write to, what comes is refused, and counted; as soon as it has one again, a record
 * tells of that. Outcomes go on: whatever has been let into the journal, room is kept for its end.
 *
 * <p>All methods are for the lane's own thread but where it says otherwise.
 */
public final class Lane {

    /** More than any record needs; what is longer is a bug or an attack, and refused. */
    static final int MAX_RECORD_BYTES = 1 << 20;

    /** An outcome's members but for the node's name, and more. */
    private static final int END_BYTES = 640;

    /** However much is under way, a new segment takes the longest record. */
    private static final int MAX_KEPT_BYTES = MAX_RECORD_BYTES / 2;

    /** Of a record that there is hardly another like. */
    private static final int ALONE = 0;

    private final Journal journal;
    private final int number;
    private final byte[] bootMember;
    private final byte[] placeMembers;
    private final RecordBuffer buffer = new RecordBuffer();
    private final CRC32C crc = new CRC32C();
    private final Optional<LaneCipher> cipher;
    private final Bases bases = new Bases();
    private final SplittableRandom random;
    private final Deque<Runnable> owed = new ArrayDeque<>();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    /** The {@link #sequence} for the journal's own thread: behind it at times, and never ahead of the segment. */
    private final AtomicLong appended = new AtomicLong();

    private volatile Segment segment;

    /** How many it has had before. */
    private int segments;

    /** How many records survive what the journal is to survive; written by the journal's own thread. */
    private volatile long durable;

    private long sequence;

    /** For other threads to see; written by the lane's own alone. */
    private final AtomicLong bytes = new AtomicLong();

    private long lastMillis;
    private int idsInMillis;

    /** Intents that have no outcome. */
    private int underWay;

    private @Nullable Outage outage;

    /**
     * Somebody who waits for a record to survive the machine.
     *
     * @param record how many records have to
     * @param then runs on the journal's own thread, which it must not hold up
     */
    private record Waiting(long record, Runnable then) {}

    /** While nothing new is taken. */
    private static final class Outage {
        private final long sinceMicros;
        private final JournalUnavailable.Reason reason;
        private long refused;

        Outage(long sinceMicros, JournalUnavailable.Reason reason) {
            this.sinceMicros = sinceMicros;
            this.reason = reason;
        }
    }

    /** @param cipher for what no record may have in clear; without one, records do without that */
    Lane(Journal journal, int number, String node, BootId boot, Segment first, long seed, Optional<LaneCipher> cipher) {
        this.journal = journal;
        this.cipher = cipher;
        this.number = number;
        this.segment = first;
        this.random = new SplittableRandom(seed);
        first.begin(0, journal.nextIndex());
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
     *
     * @throws JournalUnavailable when nothing new is taken
     */
    RecordBuffer start() {
        if (troubled() && !resumed()) {
            throw refused(why());
        }
        return buffer.clear().raw(bootMember);
    }

    /**
     * Starts the record of the end of something that is in the journal: there is room for it.
     *
     * @throws JournalUnavailable when the disk has failed the segment all the same
     */
    RecordBuffer startEnd() {
        if (troubled() && !resumed() && segment.abandoned()) {
            throw refused(why());
        }
        return buffer.clear().raw(bootMember);
    }

    /** @throws JournalUnavailable when no segment can be made, so that what is begun now might not get far */
    void admit() {
        if (journal.trouble().isPresent()) {
            throw why();
        }
    }

    /** The record being written. */
    RecordBuffer buffer() {
        return buffer;
    }

    /** Writes {@code id, k, lane, node, nseq}, and a comma. */
    RecordId middle(String kind) {
        RecordId id = nextId();
        buffer.raw("\"id\":\"").mark();
        id.writeTo(buffer);
        buffer.mark().raw("\",\"k\":\"").raw(kind).write('"');
        buffer.raw(placeMembers).mark().number(sequence).mark().write(',');
        return id;
    }

    boolean takesParticulars() {
        return cipher.isPresent();
    }

    /** Writes {@code par} and a comma, if there is something to write and it may be. */
    void particulars(Particulars particulars) {
        buffer.mark();
        if (cipher.isPresent() && !particulars.nothing()) {
            particulars.writeTo(buffer, cipher.get());
        }
        buffer.mark();
    }

    /**
     * Writes {@code ts} and {@code v} and puts the record where the death of this process cannot reach it.
     *
     * @throws JournalUnavailable when that is not possible: then it is as if the record had never been started
     */
    void finish() {
        append(keptForEnds(), ALONE);
    }

    /**
     * As {@link #finish}.
     *
     * @param alike the same for records that are much the same, and not 0; nothing but space hangs on it
     */
    void finish(int alike) {
        append(keptForEnds(), alike);
    }

    /** As {@link #finish(int)}, for what {@link #startEnd} started. */
    void finishEnd(int alike) {
        append(0, alike);
    }

    private int keptForEnds() {
        // This one may be of something that has an end, too.
        return Math.min((underWay + 1) * endBytes(), MAX_KEPT_BYTES);
    }

    /** What was recorded last has an end that will be recorded too: room is kept for it. */
    void begun() {
        underWay++;
    }

    /** The end of something that {@linkplain #begun has begun} is recorded. */
    void ended() {
        underWay--;
    }

    private int endBytes() {
        return END_BYTES + placeMembers.length;
    }

    private void append(int kept, int alike) {
        buffer.raw("\"ts\":").mark().number(journal.micros()).mark().raw(",\"v\":1}");
        int length = buffer.length();
        if (length > MAX_RECORD_BYTES) {
            throw new JournalUnavailable(
                    JournalUnavailable.Reason.TOO_LONG, "a record of " + length + " bytes is over the limit", null);
        }
        crc.reset();
        crc.update(buffer.array(), 0, length);
        int written = write((int) crc.getValue(), kept, alike);
        sequence++;
        bytes.setRelease(bytes.getPlain() + written);
        appended.lazySet(sequence);
    }

    /** @return how many bytes that took */
    private int write(int checksum, int kept, int alike) {
        int length = buffer.length();
        int differing = alike == ALONE ? 0 : bases.variation(buffer, alike, segments);
        if (differing > 0 && segment.fits(differing, kept)) {
            segment.append(bases.delta(), differing, checksum, true);
            return differing;
        }
        if (!segment.fits(length, kept)) {
            next();
        }
        int position = segment.append(buffer.array(), length, checksum, false);
        if (alike != ALONE) {
            bases.written(buffer, alike, segments, position);
        }
        return length;
    }

    private void next() {
        try {
            goOn(journal.take(number));
        } catch (JournalUnavailable unavailable) {
            throw refused(unavailable);
        }
    }

    /** How many records it has taken; for any thread. */
    long records() {
        return appended.get();
    }

    /** How long those are together; for any thread. */
    long bytes() {
        return bytes.getAcquire();
    }

    private void goOn(Segment fresh) {
        fresh.begin(sequence, journal.nextIndex());
        // In this order: whoever sees the new segment finds the one before among the retired.
        journal.retire(segment);
        segment = fresh;
        segments++;
    }

    private boolean troubled() {
        return outage != null || segment.abandoned();
    }

    /** Goes on in another segment, if there is one by now. */
    private boolean resumed() {
        Optional<Segment> fresh = journal.spare(number);
        if (fresh.isEmpty()) {
            return false;
        }
        goOn(fresh.get());
        Outage over = outage;
        outage = null;
        if (over != null) {
            gap(over);
            pay();
        }
        return outage == null;
    }

    private void gap(Outage over) {
        buffer.clear().raw(bootMember);
        middle("log.gap");
        buffer.raw(new RecordBuffer()
                .open("res")
                .member("from", over.sinceMicros)
                .member("rows", over.refused)
                .member("to", journal.micros())
                .member("why", over.reason.label())
                .close()
                .raw(",")
                .toBytes());
        finish();
    }

    private void pay() {
        try {
            while (!owed.isEmpty()) {
                owed.getFirst().run();
                owed.removeFirst();
            }
        } catch (JournalUnavailable again) {
            // The rest is still owed.
        }
    }

    /** Counts what was not taken. */
    private JournalUnavailable refused(JournalUnavailable failure) {
        if (outage == null) {
            outage = new Outage(journal.micros(), failure.reason());
        }
        outage.refused++;
        return failure;
    }

    private JournalUnavailable why() {
        Optional<JournalUnavailable> known = journal.trouble();
        if (known.isPresent()) {
            return known.get().again();
        }
        JournalUnavailable.Reason reason = outage == null ? JournalUnavailable.Reason.DISK_FAILED : outage.reason;
        return new JournalUnavailable(reason, "the lane has no segment", null);
    }

    /**
     * Keeps a record that was refused, to be written when that is possible again. Only for what has happened and is bounded
     * by what was under way before: nothing new is let in meanwhile.
     *
     * @param write writes it; throws as it did
     * @throws JournalUnavailable when it can never be written
     */
    void owe(JournalUnavailable refusal, Runnable write) {
        if (refusal.reason() == JournalUnavailable.Reason.TOO_LONG) {
            throw refusal;
        }
        if (outage != null) {
            outage.refused--;
        }
        owed.add(write);
    }

    /** Writes what is owed, if it can; whether nothing is owed then. */
    boolean settle() {
        if (troubled()) {
            boolean _ = resumed();
        }
        return owed.isEmpty();
    }

    /** How many records there are. */
    long position() {
        return sequence;
    }

    /** How many records are known to survive the machine; for any thread. */
    long durable() {
        return durable;
    }

    /** Whether that many records survive the machine, if the journal is to wait for that. */
    boolean durable(long records) {
        return !journal.waits() || durable >= records;
    }

    /**
     * Has something run once that many records survive the machine, or cannot be made to.
     *
     * @param then runs on the journal's own thread, which it must not hold up
     */
    void whenDurable(long records, Runnable then) {
        waiting.add(new Waiting(records, then));
        journal.commitSoon();
    }

    /** For the journal's own thread: how many records it will have made survive the machine after the next commit. */
    long appended() {
        return appended.get();
    }

    /** For the journal's own thread: that many records survive the machine. */
    void durableUpTo(long records) {
        durable = records;
        for (Waiting first = waiting.peek(); first != null && first.record() <= records; first = waiting.peek()) {
            waiting.remove();
            first.then().run();
        }
    }

    /** For the journal's own thread: what is waited for will not come soon. */
    void giveUp() {
        for (Waiting first = waiting.poll(); first != null; first = waiting.poll()) {
            first.then().run();
        }
    }

    /** Where it writes; for any thread. */
    Segment current() {
        return segment;
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
