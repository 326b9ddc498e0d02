package dev.sallyport.policy;

import dev.sallyport.catalog.RelationName;
import java.util.Optional;

/**
 * Names relations and functions in a rule: {@code schema.name} with stars in each part, or a function's bare name.
 *
 * @param schema absent for a bare name, which means functions of any schema and no relation
 */
record ObjectPattern(Optional<Glob> schema, Glob name) {

    boolean matchesRelation(RelationName relation) {
        return schema.isPresent() && schema.get().matches(relation.schema()) && name.matches(relation.name());
    }

    /** Whether it means a relation of this schema by name, and not by a star that happens to cover it. */
    boolean spellsSchema(String relationSchema) {
        return schema.isPresent() && schema.get().literal() && schema.get().matches(relationSchema);
    }

    boolean matchesFunction(RelationName function) {
        return schema.map(written -> written.matches(function.schema())).orElse(true) && name.matches(function.name());
    }
}
