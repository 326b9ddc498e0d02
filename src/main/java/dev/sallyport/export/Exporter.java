package dev.sallyport.export;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.note.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log on a thread of its own, and has one destination get all of it, at least once: how far the receiver is
 * moves only when it has acknowledged. Whatever a receiver does holds up nobody else: the records are in the log, and go to
 * it when it takes them.
 */
public final class Exporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** With the quarter that can be added, a minute. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(48);

    private static final int MAX_EVENTS = 500;
    private static final int MAX_BYTES = 1 << 20;

    /** For what is in the log when the gate ends; what does not get through then follows after the next start. */
    private static final long CLOSE_SECONDS = 5;

    /**
     * What is exported, and how.
     *
     * @param name of the destination, for people
     * @param fromNow whether a destination that is new begins with what comes, not with what the log has
     * @param version the product's
     */
    public record Order(String name, Format format, Selection only, boolean fromNow, String version) {}

    private final Order order;
    private final LogFolder log;
    private final Path file;
    private final Destination destination;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private Duration pause = FIRST_PAUSE;
    private int atOnce = MAX_EVENTS;
    private volatile long reached;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean troubled;

    private Exporter(Order order, LogFolder log, Path file, Destination destination, Clock clock) {
        this.order = order;
        this.log = log;
        this.file = file;
        this.destination = destination;
        this.clock = clock;
        this.thread =
                Thread.ofPlatform().name("export-" + order.name()).daemon().unstarted(this::run);
    }

    /**
     * Starts it.
     *
     * @param bookmark the file that remembers how far the receiver is; nobody else's
     */
    public static Exporter start(Order order, LogFolder log, Path bookmark, Destination destination, Clock clock) {
        Exporter exporter = new Exporter(order, log, bookmark, destination, clock);
        exporter.thread.start();
        return exporter;
    }

    /** The index of the first entry of the log that the receiver does not have. */
    public long reached() {
        return reached;
    }

    /** How many events were acknowledged since the start. */
    public long events() {
        return events.get();
    }

    /** How many attempts have failed since the start. */
    public long failures() {
        return failures.get();
    }

    /** Whether the last attempt to go on failed. */
    public boolean troubled() {
        return troubled;
    }

    private void run() {
        try {
            do {
                try {
                    follow();
                } catch (Refused refused) {
                    if (refused.tooMuch() && atOnce > 1) {
                        atOnce = atOnce / 2;
                    } else {
                        failed(refused);
                        rest(refused.pause().orElse(pause));
                    }
                } catch (IOException | RuntimeException failed) {
                    failed(failed);
                    rest(pause);
                }
            } while (!closed());
        } catch (InterruptedException given) {
            LOG.atDebug()
                    .addKeyValue("event", "export.interrupted")
                    .log("what export {} has not delivered follows after the next start", order.name());
        } finally {
            destination.abandon();
        }
    }

    /** Goes on from what is on disk, until it is closed or something fails. */
    private void follow() throws IOException, InterruptedException {
        Feed feed = new Feed(log, begin());
        reached = feed.bookmark().reached();
        boolean last;
        do {
            // What is in the log at that moment is still taken.
            last = closed();
            Bookmark before = feed.bookmark();
            List<Occurrence> found = feed.next(atOnce, micros());
            deliver(found.stream().filter(order.only()::takes).toList());
            well();
            Bookmark now = feed.bookmark();
            if (!now.equals(before)) {
                now.write(file);
                reached = now.reached();
                last = false;
            } else if (!last) {
                boolean _ = closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
        } while (!last);
    }

    private Bookmark begin() throws IOException {
        Optional<Bookmark> known = Bookmark.read(file);
        if (known.isPresent()) {
            return known.get();
        }
        long from = order.fromNow() ? LogReader.reach(log).map(Checkpoint::size).orElse(0L) : 0;
        Bookmark first = Bookmark.at(from);
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(Path.of(".")));
        first.write(file);
        return first;
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** In parts that a receiver can be expected to take. */
    private void deliver(List<Occurrence> found) throws IOException, InterruptedException {
        List<Message> batch = new ArrayList<>();
        int bytes = 0;
        for (Occurrence occurrence : found) {
            Message message = new Message(occurrence, order.format().line(occurrence, order.version()));
            if (!batch.isEmpty() && bytes + message.bytes() > MAX_BYTES) {
                hand(batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(message);
            bytes += message.bytes();
        }
        if (!batch.isEmpty()) {
            hand(batch);
        }
    }

    private void hand(List<Message> batch) throws IOException, InterruptedException {
        destination.deliver(batch);
        events.addAndGet(batch.size());
    }

    private void well() {
        pause = FIRST_PAUSE;
        if (troubled) {
            troubled = false;
            LOG.atInfo().addKeyValue("event", "export.well").log("export {} goes on", order.name());
        }
    }

    private void failed(Exception why) {
        failures.incrementAndGet();
        if (!troubled) {
            troubled = true;
            LOG.atWarn()
                    .addKeyValue("event", "export.failed")
                    .log(
                            "export {} does not go on; records wait in the log until it does: {}",
                            order.name(),
                            why.getMessage());
        }
    }

    /** Until the next attempt. */
    private void rest(Duration time) throws InterruptedException {
        // Not all gates at once, when their receiver comes back.
        long millis = time.toMillis() + ThreadLocalRandom.current().nextLong(1 + time.toMillis() / 4);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        boolean _ = closing.await(millis, TimeUnit.MILLISECONDS);
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /** Delivers what is in the log by now, unless that fails or takes some seconds, and ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(Duration.ofSeconds(CLOSE_SECONDS))) {
                thread.interrupt();
                destination.abandon();
                boolean _ = thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
