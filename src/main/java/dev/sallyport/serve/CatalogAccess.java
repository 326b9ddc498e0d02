package dev.sallyport.serve;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogReader;
import dev.sallyport.catalog.ConnectionSettings;
import dev.sallyport.catalog.DirectSession;
import dev.sallyport.catalog.PlanReader;
import dev.sallyport.catalog.Sampler;
import dev.sallyport.config.Config;
import dev.sallyport.policy.Policies;
import dev.sallyport.statement.Masking;
import java.util.function.BooleanSupplier;

/** How a configured database's catalog is read. */
public final class CatalogAccess {

    private CatalogAccess() {}

    public static CatalogReader reader(Config.Protected database) {
        return reader(database, () -> true);
    }

    /** @param definitionsWanted as {@link CatalogReader} says */
    static CatalogReader reader(Config.Protected database, BooleanSupplier definitionsWanted) {
        return new CatalogReader(database.database().name(), settings(database.upstream()), definitionsWanted);
    }

    /** A catalog with what the database says to the questions that policies have about it. */
    public static Catalog answered(CatalogReader reader, Catalog catalog, Policies policies, Masking masking) {
        return catalog.answered(reader.ask(policies.questions(catalog, masking)));
    }

    /** Opens a way to read some rows of a configured database. */
    public static Sampler sampler(Config.Protected database) {
        return Sampler.open(database.database().name(), settings(database.upstream()));
    }

    /** Opens a way to ask a configured database past the gate. */
    public static DirectSession direct(Config.Protected database) {
        return DirectSession.open(database.database().name(), settings(database.upstream()));
    }

    /** Opens a way to ask a configured database for plans. */
    static PlanReader planner(Config.Protected database) {
        return new PlanReader(database.database().name(), settings(database.upstream()));
    }

    private static ConnectionSettings settings(Config.Upstream upstream) {
        return new ConnectionSettings(
                upstream.host(),
                upstream.port(),
                upstream.database(),
                upstream.user(),
                upstream.password().map(secret -> secret::reveal),
                switch (upstream.tls()) {
                    case VERIFY_FULL -> ConnectionSettings.Tls.VERIFY_FULL;
                    case VERIFY_CA -> ConnectionSettings.Tls.VERIFY_CA;
                    case REQUIRE -> ConnectionSettings.Tls.REQUIRE;
                    case DISABLE -> ConnectionSettings.Tls.DISABLE;
                },
                upstream.authorities(),
                upstream.identity().map(pair -> new ConnectionSettings.Identity(pair.certificate(), pair.key())));
    }
}
