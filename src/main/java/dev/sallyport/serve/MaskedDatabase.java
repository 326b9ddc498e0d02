package dev.sallyport.serve;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.CatalogReader;
import dev.sallyport.config.Config;
import dev.sallyport.governor.CatalogKeeper;
import dev.sallyport.governor.PolicyKeeper;
import dev.sallyport.observe.DatabaseCounts;
import dev.sallyport.policy.Policies;
import dev.sallyport.statement.Masking;
import dev.sallyport.yaml.Problem;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database whose catalogs come with its own word on the masks of its columns, and are looked at for masks that do not
 * fit. Thread-safe.
 */
final class MaskedDatabase implements CatalogLoader {

    private static final Logger LOG = LoggerFactory.getLogger(MaskedDatabase.class);

    private final CatalogReader reader;
    private final PolicyKeeper policies;
    private final Masking masking;
    private final CatalogKeeper keeper;
    private final DatabaseCounts counts = new DatabaseCounts();
    private volatile Set<Problem> told = Set.of();

    MaskedDatabase(Config.Protected database, PolicyKeeper policies, Masking masking) {
        String name = database.database().name();
        this.policies = policies;
        this.masking = masking;
        reader = CatalogAccess.reader(database, () -> policies.current().governs(name));
        keeper = new CatalogKeeper(name, this, database.catalogRefresh());
    }

    CatalogKeeper keeper() {
        return keeper;
    }

    /** What happens at it. */
    DatabaseCounts counts() {
        return counts;
    }

    @Override
    public Catalog load(long version) {
        Policies now = policies.current();
        Catalog catalog = CatalogAccess.answered(reader, reader.load(version), now, masking);
        List<Problem> misfits = now.misfits(catalog, masking);
        Set<Problem> before = told;
        misfits.stream()
                .filter(problem -> !before.contains(problem))
                .forEach(problem ->
                        LOG.atError().addKeyValue("event", "mask.misfit").log("a column shows NULL: {}", problem));
        told = Set.copyOf(misfits);
        return catalog;
    }

    /** The masks of other policies that would not fit; none while nothing is known of the database. */
    List<Problem> misfits(Policies candidate) {
        if (!keeper.loaded()) {
            return List.of();
        }
        Catalog catalog = keeper.latest();
        try {
            catalog = CatalogAccess.answered(reader, catalog, candidate, masking);
        } catch (CatalogUnavailable away) {
            LOG.atWarn()
                    .addKeyValue("event", "mask.unasked")
                    .log("what only the database can tell of new masks is not known: {}", away.getMessage());
        }
        return candidate.misfits(catalog, masking);
    }
}
