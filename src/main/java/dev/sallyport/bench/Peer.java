package dev.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Something that pgbench connects to. */
record Peer(PeerKind kind, int port, String database, Optional<Process> process) implements AutoCloseable {

    private static final long STOP_SECONDS = 10;
    private static final int USER_TIME_FIELD = 11; // after the command's name, proc(5)
    private static final long MICROS_PER_TICK = 10_000; // USER_HZ is 100 on every Linux platform of today

    /** Of its process. */
    long pid() {
        return process.map(Process::pid).orElseThrow();
    }

    /**
     * Processor time that its process has used.
     *
     * @throws IOException when the process has ended
     */
    Duration cpu() throws IOException {
        if (process.isEmpty()) {
            return Duration.ZERO;
        }
        String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[USER_TIME_FIELD]) + Long.parseLong(fields[USER_TIME_FIELD + 1]);
        return Duration.of(ticks * MICROS_PER_TICK, ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        process.ifPresent(running -> {
            running.destroy();
            try {
                if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException interrupted) {
                running.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
    }
}
