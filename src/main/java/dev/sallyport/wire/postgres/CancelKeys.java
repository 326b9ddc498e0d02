package dev.sallyport.wire.postgres;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The keys by which clients cancel. The secret is the gate's own, so that nobody learns the database's, and one session's
 * key is good for that session only. The process is the database's whenever it can be: clients compare it with
 * {@code pg_backend_pid()} and with the sender of a notification. Thread-safe.
 */
final class CancelKeys {

    /** Protocol 3.0 has room for four bytes; 3.2 takes up to 256. */
    private static final int SHORT_BYTES = 4;

    private static final int LONG_BYTES = 32;

    /** Beyond every process id of Linux. */
    private static final int FIRST_OWN = 1 << 22;

    private final ConcurrentHashMap<Integer, Held> held = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger(FIRST_OWN);
    private final SecureRandom random = new SecureRandom();

    /** What a client is given. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Key(int process, byte[] secret) {}

    private record Held(Key key, Runnable cancel) {}

    /**
     * @param process the database's process; another is taken while a session of another server has the same
     * @param cancel asks the session's database to cancel; called on any thread
     */
    Key issue(int process, boolean longKey, Runnable cancel) {
        byte[] secret = new byte[longKey ? LONG_BYTES : SHORT_BYTES];
        random.nextBytes(secret);
        Key key = new Key(process, secret);
        while (key.process == 0 || held.putIfAbsent(key.process, new Held(key, cancel)) != null) {
            key = new Key(next.updateAndGet(last -> Math.max(FIRST_OWN, last + 1)), secret);
        }
        return key;
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
