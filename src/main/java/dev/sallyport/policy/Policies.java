package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.identity.Session;

/** A whole set of policies, compiled. Immutable and thread-safe. */
public interface Policies {

    /** SHA-256 over the names and contents of all policy files, 64 hex digits. */
    String version();

    /** Whether any rule about a database, by the name that clients use, masks or filters anything. */
    boolean governs(String database);

    /** What the policies say of a session: every link of its delegation is judged, and it has what all of them may. */
    Rights rights(Session session, Database database, Catalog catalog);
}
