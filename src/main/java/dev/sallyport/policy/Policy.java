package dev.sallyport.policy;

import dev.sallyport.yaml.Place;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A policy document.
 *
 * @param applies to which sessions; never looks at a statement
 * @param databases the databases it is about and where each is named; empty means all
 */
record Policy(String name, String description, Condition applies, Map<String, Place> databases, List<Rule> rules) {
    Policy {
        databases = Map.copyOf(databases);
        rules = List.copyOf(rules);
    }

    boolean about(String database) {
        return databases.isEmpty() || databases.containsKey(database);
    }

    /**
     * A classification document: tags on columns and relations of one database.
     *
     * @param place where the database is named
     */
    record Classification(
            String database,
            Place place,
            List<TaggedColumns> columns,
            List<TaggedRelations> relations,
            List<Placed> placed) {}

    /** Where the data of relations belongs. */
    record Placed(Rule.RelationPattern named, Belonging belonging) {
        ObjectPattern pattern() {
            return named.pattern();
        }
    }

    record TaggedColumns(Rule.ColumnPattern pattern, Set<String> tags) {}

    record TaggedRelations(ObjectPattern pattern, String text, Place place, Set<String> tags) {}
}
