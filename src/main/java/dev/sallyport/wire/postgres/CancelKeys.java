package dev.sallyport.wire.postgres;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The keys by which clients cancel: the gate's own, so that nobody learns those of the database, and one session's key is
 * good for that session only. Thread-safe.
 */
final class CancelKeys {

    /** Protocol 3.0 has room for four bytes; 3.2 takes up to 256. */
    private static final int SHORT_BYTES = 4;

    private static final int LONG_BYTES = 32;

    private final ConcurrentHashMap<Integer, Held> held = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();

    /** What a client is given. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Key(int process, byte[] secret) {}

    private record Held(Key key, Runnable cancel) {}

    /** @param cancel asks the session's database to cancel; called on any thread */
    Key issue(boolean longKey, Runnable cancel) {
        byte[] secret = new byte[longKey ? LONG_BYTES : SHORT_BYTES];
        random.nextBytes(secret);
        while (true) {
            int process = next.incrementAndGet() & Integer.MAX_VALUE;
            Key key = new Key(process, secret);
            if (process != 0 && held.putIfAbsent(process, new Held(key, cancel)) == null) {
                return key;
            }
        }
    }

    void cancel(int process, byte[] secret) {
        Held found = held.get(process);
        if (found != null && MessageDigest.isEqual(found.key.secret, secret)) {
            found.cancel.run();
        }
    }

    void revoke(int process) {
        held.remove(process);
    }
}
