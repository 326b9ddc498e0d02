package dev.sallyport.policy;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.RowPredicate;
import java.util.List;
import java.util.Map;

/**
 * What policy says of one session, for one version of the policies and one of the catalog: the part that no statement
 * changes. Immutable and thread-safe.
 */
public interface Rights {

    /** The content hash of the policies behind it, 64 hex digits. */
    String version();

    /**
     * Whether a policy applies that has an allow rule, for every link of the delegation; if not, it may not log in. What
     * only forbids, masks or limits admits nobody.
     */
    boolean admitted();

    /**
     * Every masked column; descendants of a relation and, as its rows are read through them, its ancestors included. A
     * session for which this is not empty is a masked session: what cannot be governed is refused to it. A relation
     * that the catalog does not have may be in it, with the columns that policies name or with none.
     */
    Map<RelationName, Map<String, MaskedColumn>> masks();

    /**
     * Which rows may be seen, of every relation for which a rule says so and its family; all filters of a relation count
     * together. A session for which this is not empty is a governed session as one with masks is.
     */
    Map<RelationName, List<RowFilter>> rows();

    /** Which data the session may process where it is. */
    Residency residency();

    /** Judges one statement. */
    Decision decide(Analysis analysis);

    /** A condition on rows, and the rule that asked for it. */
    record RowFilter(RowPredicate where, RuleId rule) {}

    /**
     * The mask of a column.
     *
     * @param by the rule whose mask it is
     * @param rules those that asked for one
     * @param writable whether all of them let the session write values that it could not read
     */
    record MaskedColumn(Mask mask, RuleId by, List<RuleId> rules, boolean writable) {
        public MaskedColumn {
            rules = List.copyOf(rules);
        }
    }
}
