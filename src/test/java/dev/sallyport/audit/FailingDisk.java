package dev.sallyport.audit;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that fails when a test says so, and that minds being asked twice to make sure of what it has failed. */
public final class FailingDisk implements Disk {

    private final Set<MappedByteBuffer> failed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
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
    public synchronized void force(MappedByteBuffer memory, int from, int length) throws IOException {
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

    public void broken(boolean now) {
        broken = now;
    }

    public boolean askedAgain() {
        return askedAgain;
    }
}
