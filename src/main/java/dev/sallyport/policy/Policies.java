package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.identity.Session;
import dev.sallyport.statement.Masking;
import dev.sallyport.yaml.Problem;
import java.util.List;
import java.util.Set;

/** A whole set of policies, compiled. Immutable and thread-safe. */
public interface Policies {

    /** SHA-256 over the names and contents of all policy files, 64 hex digits. */
    String version();

    /** Whether any rule about a database, by the name that clients use, masks or filters anything. */
    boolean governs(String database);

    /** What the policies say of a session: every link of its delegation is judged, and it has what all of them may. */
    Rights rights(Session session, Database database, Catalog catalog);

    /** What a database must be asked about its masked columns: see {@link Masking#question}. */
    Set<String> questions(Catalog catalog, Masking masking);

    /** The masks that do not fit the type of a column of theirs, in the order of the files. Such a column shows NULL. */
    List<Problem> misfits(Catalog catalog, Masking masking);
}
