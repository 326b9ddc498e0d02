package dev.sallyport.audit;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A disk that fails or takes its time when a test says so, and that minds being asked twice to make sure of what it has
 * failed.
 */
public final class FailingDisk implements Disk, AutoCloseable {

    private final Set<MappedByteBuffer> failed =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger forces = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile boolean broken;
    private volatile boolean askedAgain;

    @Override
    public void reserve(Path file, long bytes) throws IOException {
        if (room.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            throw new NoSpace("no room for " + file);
        }
        Disk.REAL.reserve(file, bytes);
    }

    @Override
    public void force(MappedByteBuffer memory, int from, int length) throws IOException {
        forces.incrementAndGet();
        try {
            held.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
        askedAgain |= failed.contains(memory);
        if (broken) {
            failed.add(memory);
            throw new IOException("the disk is broken");
        }
        Disk.REAL.force(memory, from, length);
    }

    public void full(boolean now) {
        room(now ? 0 : Integer.MAX_VALUE);
    }

    /** @param segments how many more fit */
    public void room(int segments) {
        room.set(segments);
    }

    /** Nothing is forced until {@link #release}. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    public void release() {
        held.countDown();
    }

    /** Whatever becomes of the test, nobody is kept waiting. */
    @Override
    public void close() {
        release();
    }

    /** How often it was told to. */
    public int forces() {
        return forces.get();
    }

    public void broken(boolean now) {
        broken = now;
    }

    public boolean askedAgain() {
        return askedAgain;
    }
}
