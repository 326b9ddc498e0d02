package dev.sallyport.audit.search;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/**
 * How fast the index is made: as fast as it goes while the machine has processors to spare, and otherwise so that four fifths
 * of one are left to the statements. Not thread-safe.
 */
final class Pace {

    /** Of all processors together; above it, they are wanted elsewhere. */
    private static final double BUSY = 0.85;

    /** Times as long as it has worked. */
    private static final int REST = 4;

    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DoubleSupplier load;
    private final LongConsumer sleep;
    private double last;
    private long sinceLook = LOOK_NANOS;

    /**
     * @param load from 0 to 1; negative when it is not known
     * @param sleep takes nanoseconds
     */
    Pace(DoubleSupplier load, LongConsumer sleep) {
        this.load = load;
        this.sleep = sleep;
    }

    /**
     * Of this machine, or the container that this runs in.
     *
     * @param hurried whether there is no time to rest
     */
    static Pace ofMachine(BooleanSupplier hurried) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? new Pace(() -> hurried.getAsBoolean() ? 0 : system.getCpuLoad(), LockSupport::parkNanos)
                : unhurried();
    }

    /** Without a rest: nobody else is held up. */
    static Pace unhurried() {
        return new Pace(() -> 0, _ -> {});
    }

    /** Rests after some work, if others want the processors. */
    void worked(long nanos) {
        sinceLook += nanos;
        if (sinceLook >= LOOK_NANOS) { // to look costs more than a hundred records
            last = load.getAsDouble();
            sinceLook = 0;
        }
        if (last > BUSY) {
            long rest = Math.min(nanos * REST, LONGEST_NANOS);
            sleep.accept(rest);
            sinceLook += rest;
        }
    }
}
