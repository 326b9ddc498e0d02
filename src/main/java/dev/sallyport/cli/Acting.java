package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.governor.Standing;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.statement.Masking;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whose session is meant, without there being one.
 *
 * @param chain who acts, and all on whose behalf it does, as the gate has it
 * @param purpose what the session declares
 * @param address where the client connects from
 */
record Acting(List<Principal> chain, Optional<String> purpose, Optional<String> task, String address) {

    static final String DEFAULT_ADDRESS = "127.0.0.1";

    Acting {
        chain = List.copyOf(chain);
    }

    /** What such a session may. */
    Standing standing(
            Database database, PolicySet policies, Catalog catalog, List<String> searchPath, Masking masking) {
        Session session = new Session(
                "trial",
                new Delegation(chain),
                purpose,
                task,
                database.name(),
                address,
                "sallyport",
                "scram-sha-256",
                true,
                Instant.EPOCH);
        return Standing.of(policies.rights(session, database, catalog), catalog, new SearchPath(searchPath), masking);
    }
}
