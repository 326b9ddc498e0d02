package dev.sallyport.statement;

import dev.sallyport.catalog.RelationName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts governed subqueries in the place of relations. One for each dialect. Thread-safe, pure. */
public interface Governing {

    /**
     * The text to run instead.
     *
     * @param analyses of this very text, all of its statements
     * @param governed what stands in the place of each governed relation; every source use of such a relation must have
     *     only {@link ReadSite.Replaceable} sites
     * @param written how relations are written; no use of such a relation as a target may have a {@link WriteSite.Fixed}
     *     site where rows are narrowed down or looked at
     * @param brackets for each statement what stands around it; empty when there is none in the whole text
     * @throws IllegalArgumentException when a site cannot be replaced
     */
    GovernedText govern(
            String text,
            List<Analysis> analyses,
            Map<RelationName, GovernedRelation> governed,
            Map<RelationName, GovernedWrite> written,
            List<Optional<Bracket>> brackets);

    /**
     * What a session with masks or filters may see of a system relation that tells too much; empty when nothing of it, or
     * all. A dialect may have none of these.
     *
     * @param serverVersion the major one
     * @param allRows whether no filter leaves out rows, so that those that are counted may be known
     */
    default Optional<GovernedRelation> partly(RelationName name, int serverVersion, boolean allRows) {
        return Optional.empty();
    }

    /**
     * A column of a governed relation as it is shown: {@code expression AS name}. The expression is the dialect's.
     *
     * @param generated as in {@link dev.sallyport.catalog.Column}
     */
    record ColumnExpression(String name, String expression, boolean generated) {}
}
