package dev.sallyport.governor;

import dev.sallyport.policy.Limits;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.Transfer;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Bracket;
import dev.sallyport.statement.GovernedText;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What came of judging a text: everything needed to run, record and explain it. */
public sealed interface Judgement {

    /** The facts, as far as the text could be understood. */
    List<Analysis> analyses();

    /**
     * It may run.
     *
     * @param limits for the text as a whole
     * @param governed what to run instead, when it touches governed relations
     * @param bracketed the same with all brackets around its statements, when one has any
     */
    record Permitted(
            List<Permit> permits, Limits limits, Optional<GovernedText> governed, Optional<GovernedText> bracketed)
            implements Judgement {

        public Permitted {
            permits = List.copyOf(permits);
        }

        @Override
        public List<Analysis> analyses() {
            return permits.stream().map(Permit::analysis).toList();
        }
    }

    /**
     * One statement that may run.
     *
     * @param rules the rules behind it
     * @param masked the columns that it reads and that come masked
     * @param filtered of how many relations that it reads or writes rows are left out
     * @param transfers what of other jurisdictions' data it may meet
     * @param hidesRows whether the governed one gives rows that are not the client's
     * @param origins where columns of its result come from
     * @param bracket what must run before and after it
     */
    record Permit(
            Analysis analysis,
            List<RuleId> rules,
            Set<String> masked,
            int filtered,
            List<Transfer> transfers,
            boolean hidesRows,
            Origins origins,
            Optional<Bracket> bracket) {
        public Permit {
            rules = List.copyOf(rules);
            masked = Set.copyOf(masked);
            transfers = List.copyOf(transfers);
        }
    }

    /** It may not. */
    record Refused(List<Analysis> analyses, Refusal refusal) implements Judgement {}
}
