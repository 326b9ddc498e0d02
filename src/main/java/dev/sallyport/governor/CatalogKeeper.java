package dev.sallyport.governor;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest snapshot of one database. Asked for at any time from any thread; loading blocks the one that asks for
 * a fresh one, and those who ask meanwhile wait for the same load.
 */
public final class CatalogKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogKeeper.class);

    /** Misses make a load at most this often, so that nobody can make the database busy with wrong names. */
    private static final long MISS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String database;
    private final CatalogLoader loader;
    private final long maxAgeNanos;
    private final ReentrantLock loading = new ReentrantLock();

    /** Counts what may have changed the database's structure; a snapshot is fresh if none came since its load began. */
    private final AtomicLong changes = new AtomicLong();

    private volatile @Nullable Snapshot snapshot;

    private record Snapshot(Catalog catalog, long changesSeen, long loadedNanos) {}

    public CatalogKeeper(String database, CatalogLoader loader, Duration maxAge) {
        this.database = database;
        this.loader = loader;
        this.maxAgeNanos = maxAge.toNanos();
    }

    /** The newest snapshot there is, without waiting unless there is none yet. */
    public Catalog latest() {
        Snapshot found = snapshot;
        return found != null ? found.catalog() : load(0);
    }

    /** Whether a snapshot is there, so that {@link #latest} does not wait. */
    public boolean loaded() {
        return snapshot != null;
    }

    /** How long ago the latest snapshot was taken, unless there is none. */
    public Optional<Duration> age() {
        Snapshot found = snapshot;
        return found == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(System.nanoTime() - found.loadedNanos()));
    }

    /** Whether nothing is known to have changed since the latest snapshot. */
    boolean fresh() {
        Snapshot found = snapshot;
        return found != null && found.changesSeen() == changes.get();
    }

    /** A snapshot with everything that was known to have changed before this call. */
    Catalog fresh(long before) {
        Snapshot found = snapshot;
        return found != null && found.changesSeen() >= before ? found.catalog() : load(before);
    }

    long changes() {
        return changes.get();
    }

    /** Something that may have changed the structure has passed, or is about to be committed. */
    void changed() {
        changes.incrementAndGet();
    }

    /** A name was not found: looks again, unless that was done a moment ago. */
    Catalog missed() {
        Snapshot found = snapshot;
        if (found != null && System.nanoTime() - found.loadedNanos() < MISS_NANOS) {
            return found.catalog();
        }
        return load(changes.incrementAndGet());
    }

    /** Loads again if it is time to; for a thread of its own. */
    void refreshIfDue() {
        Snapshot found = snapshot;
        if (found == null || !fresh()) {
            // Many changes at a time are seen by one load: those that wait for it find it done.
            load(changes.get());
        } else if (System.nanoTime() - found.loadedNanos() > maxAgeNanos) {
            load(changes.incrementAndGet());
        }
    }

    private Catalog load(long atLeast) {
        loading.lock();
        try {
            Snapshot found = snapshot;
            if (found != null && found.changesSeen() >= atLeast) {
                return found.catalog();
            }
            long seen = changes.get();
            long version = found == null ? 1 : found.catalog().version() + 1;
            Catalog loaded = loader.load(version);
            // The same content keeps its version: plans that were made with it stay good.
            Catalog kept = found != null && found.catalog().sameContent(loaded) ? found.catalog() : loaded;
            snapshot = new Snapshot(kept, seen, System.nanoTime());
            if (kept == loaded) {
                LOG.atInfo()
                        .addKeyValue("event", "catalog.read")
                        .log(
                                "catalog of {} is version {}: {} relations",
                                database,
                                version,
                                kept.relations().size());
            }
            return kept;
        } finally {
            loading.unlock();
        }
    }
}
