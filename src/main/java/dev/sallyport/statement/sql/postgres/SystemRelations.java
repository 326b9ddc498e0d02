package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.RelationUse.Standing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the relations of the system schemas tell. */
final class SystemRelations {

    private static final int OLDEST_SERVER = 13;

    private final Map<RelationName, Known> known = new HashMap<>();

    /** @param since the first major version of the server that has it */
    private record Known(Standing standing, int since) {}

    SystemRelations() {
        for (List<String> words : Manifest.read("relations.txt")) {
            String name = words.getFirst();
            int dot = name.indexOf('.');
            Standing standing = switch (words.get(1)) {
                case "structure" -> Standing.SYSTEM;
                case "partly" -> Standing.SYSTEM_PARTLY;
                case "disclosing" -> Standing.SYSTEM_DISCLOSING;
                default -> throw new IllegalStateException("relations.txt: " + words);
            };
            int since = words.size() > 2 ? Integer.parseInt(words.get(2)) : OLDEST_SERVER;
            known.put(new RelationName(name.substring(0, dot), name.substring(dot + 1)), new Known(standing, since));
        }
    }

    /** Whether a schema belongs to the server; TOAST tables among them hold users' data. */
    boolean isSystemSchema(String schema) {
        return schema.equals("information_schema") || schema.startsWith("pg_");
    }

    /** Whether a server of a major version has a relation: a user's may have the name on an older one. */
    boolean knows(RelationName name, int serverVersion) {
        Known relation = known.get(name);
        return relation != null && relation.since <= serverVersion;
    }

    /** What is not in the list discloses: unknown means no. */
    Standing standing(RelationName name) {
        Known relation = known.get(name);
        return relation == null ? Standing.SYSTEM_DISCLOSING : relation.standing;
    }
}
