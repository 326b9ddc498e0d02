package dev.sallyport.governor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Session;
import dev.sallyport.policy.Policies;
import dev.sallyport.statement.Masking;
import java.time.Duration;
import java.util.Optional;

/**
 * What sessions may, shared among those about whom policy cannot tell a difference, each with the plans that were made
 * for it. Thread-safe.
 */
final class Standings {

    /** Standings that nobody has used for this long are forgotten, with their plans. */
    private static final Duration IDLE = Duration.ofMinutes(30);

    private static final int MAX_STANDINGS = 10_000;

    private final PolicyKeeper policies;
    private final Masking masking;
    private final int maxPlans;
    private final Cache<Key, Entry> entries = Caffeine.newBuilder()
            .maximumSize(MAX_STANDINGS)
            .expireAfterAccess(IDLE)
            .build();

    Standings(PolicyKeeper policies, Masking masking, int maxPlans) {
        this.policies = policies;
        this.masking = masking;
        this.maxPlans = maxPlans;
    }

    /** Everything about a session that policy can see, and what names it resolves. */
    private record Key(
            Delegation delegation,
            Optional<String> purpose,
            Optional<String> task,
            String database,
            String clientAddress,
            String application,
            String method,
            boolean tls,
            SearchPath path) {}

    /** A standing, what it was made from, and the plans made for it. */
    static final class Entry {
        private final Standing standing;
        private final Policies policies;
        private final Cache<Object, Plan> plans;

        private Entry(Standing standing, Policies policies, int maxPlans) {
            this.standing = standing;
            this.policies = policies;
            this.plans = Caffeine.newBuilder().maximumSize(maxPlans).build();
        }

        Standing standing() {
            return standing;
        }

        Optional<Plan> plan(Object key) {
            return Optional.ofNullable(plans.getIfPresent(key));
        }

        void remember(Object key, Plan plan) {
            plans.put(key, plan);
        }
    }

    /** The standing of a session, made from the newest policies and the newest catalog there is. */
    Entry entry(Session session, Governor.Protected database, SearchPath path) {
        Key key = key(session, path);
        Entry found = entries.getIfPresent(key);
        if (found != null && current(found, database)) {
            return found;
        }
        Entry made = make(session, database, path, database.catalog().latest());
        entries.put(key, made);
        return made;
    }

    /** As {@link #entry}, but waits until the catalog holds all changes known of when the session has masks. */
    Entry renewed(Entry old, Session session, Governor.Protected database, SearchPath path) {
        if (current(old, database) && old.standing().path().equals(path)) {
            return old;
        }
        if (old.standing().masked()) {
            database.catalog().fresh(database.catalog().changes());
        }
        return entry(session, database, path);
    }

    /**
     * Whether an entry is made from the newest. A session with masks also needs that nothing is known to have changed
     * since: a new name for a masked table must not be a way around it. Without masks, rules go by name, and a snapshot
     * that is some moments old is as good.
     */
    @SuppressWarnings("ReferenceEquality") // a version is an object: equal content keeps its object
    boolean current(Entry entry, Governor.Protected database) {
        return entry.policies == policies.current()
                && entry.standing.catalog() == database.catalog().latest()
                && (!entry.standing.masked() || database.catalog().fresh());
    }

    private Entry make(Session session, Governor.Protected database, SearchPath path, Catalog catalog) {
        Policies now = policies.current();
        Standing standing = Standing.of(now.rights(session, database.facts(), catalog), catalog, path, masking);
        return new Entry(standing, now, maxPlans);
    }

    private static Key key(Session session, SearchPath path) {
        return new Key(
                session.delegation(),
                session.purpose(),
                session.task(),
                session.database(),
                session.clientAddress(),
                session.application(),
                session.method(),
                session.tls(),
                path);
    }
}
