package dev.sallyport.policy;

import dev.sallyport.statement.Effect;
import dev.sallyport.statement.Mask;
import dev.sallyport.yaml.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of a policy. */
sealed interface Rule {

    RuleId id();

    /** When it counts. */
    Condition when();

    /**
     * @param all whether it was written with the word {@code all}: with {@link Scope.Everything} that is an
     *     administrator's rule, which covers the system relations that disclose data too
     */
    record Allow(RuleId id, Set<Effect> effects, boolean all, Scope on, Condition when) implements Rule {}

    /** @param message why, in the author's words */
    record Deny(
            RuleId id, Set<Effect> effects, Scope on, Condition when, Optional<String> message, Optional<String> hint)
            implements Rule {}

    /**
     * Masks hold for a session, so the condition knows no statement.
     *
     * @param tags masks the columns that have one of the tags, or one under it
     * @param columns masks these columns
     * @param writable whether they may be written all the same
     * @param place where the mask is named
     */
    record Masking(
            RuleId id,
            List<String> tags,
            List<ColumnPattern> columns,
            Mask mask,
            boolean writable,
            Condition when,
            Place place)
            implements Rule {}

    /**
     * Which rows are there for a session. Like masks, for a whole session.
     *
     * @param on relations
     */
    record Rows(RuleId id, List<RelationPattern> on, RowTemplate where, Condition when) implements Rule {}

    record Limiting(RuleId id, Scope on, Limits limits, Condition when) implements Rule {}

    /**
     * Whether data of a jurisdiction may be processed in another, in a session.
     *
     * @param basis the legal basis on which it may; empty when it may not, whatever else allows it
     */
    record Transferring(RuleId id, String from, String to, Optional<String> basis, Condition when) implements Rule {}

    /** Names relations: {@code schema.relation}, with stars in each part. */
    record RelationPattern(ObjectPattern pattern, String text, Place place) {}

    /** Names columns: {@code schema.relation.column}, with stars in each part. */
    record ColumnPattern(Glob schema, Glob relation, Glob column, String text, Place place) {
        boolean literalRelation() {
            return schema.literal() && relation.literal();
        }
    }
}
