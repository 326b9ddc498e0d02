package dev.sallyport.policy;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.RowPredicate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

    /** The tags of the columns and the relation that a use touches. */
    Set<String> tags(RelationUse use);

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

        private static final Comparator<RuleId> BY_NAME =
                Comparator.comparing(RuleId::policy).thenComparing(RuleId::rule);

        /**
         * The stricter of two, by the rules of both. Of rules that ask for the same mask, the one whose name sorts first
         * counts as its own: with a hash, by its policy's key.
         */
        public MaskedColumn and(MaskedColumn other) {
            Mask stricter = Mask.stricter(mask, other.mask);
            // Of two expressions, neither is the stricter.
            boolean neither = !stricter.equals(mask) && !stricter.equals(other.mask);
            return new MaskedColumn(
                    stricter,
                    Stream.of(this, other)
                            .filter(column -> neither || column.mask.equals(stricter))
                            .map(MaskedColumn::by)
                            .min(BY_NAME)
                            .orElseThrow(),
                    Stream.concat(rules.stream(), other.rules.stream())
                            .distinct()
                            .sorted(BY_NAME)
                            .toList(),
                    writable && other.writable);
        }

        /**
         * The mask of a column that is computed from this one: what of a value may be seen tells nothing of what may be
         * seen of what is computed from it.
         */
        public MaskedColumn derived() {
            Mask derived = switch (mask.kind()) {
                case DENY_USE, NULL, REDACT, HASH, TOKEN -> mask;
                case CONSTANT, CUSTOM, GENERALIZE, PARTIAL, EMAIL -> Mask.of(Mask.Kind.REDACT);
            };
            return new MaskedColumn(derived, by, rules, writable);
        }
    }
}
