package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.RelationUse.Standing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the relations of the system schemas tell. */
final class SystemRelations {

    private final Map<RelationName, Standing> standings = new HashMap<>();

    SystemRelations() {
        for (List<String> words : Manifest.read("relations.txt")) {
            String name = words.getFirst();
            int dot = name.indexOf('.');
            Standing standing = switch (words.get(1)) {
                case "structure" -> Standing.SYSTEM;
                case "disclosing" -> Standing.SYSTEM_DISCLOSING;
                default -> throw new IllegalStateException("relations.txt: " + words);
            };
            standings.put(new RelationName(name.substring(0, dot), name.substring(dot + 1)), standing);
        }
    }

    /** Whether a schema belongs to the server; TOAST tables among them hold users' data. */
    boolean isSystemSchema(String schema) {
        return schema.equals("information_schema") || schema.startsWith("pg_");
    }

    boolean knows(RelationName name) {
        return standings.containsKey(name);
    }

    /** What is not in the list discloses: unknown means no. */
    Standing standing(RelationName name) {
        return standings.getOrDefault(name, Standing.SYSTEM_DISCLOSING);
    }
}
