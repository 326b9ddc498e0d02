package dev.sallyport.governor;

import dev.sallyport.policy.Limits;
import dev.sallyport.policy.RuleId;
import dev.sallyport.statement.Analysis;
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
     * @param rules the rules behind each statement, in the order of the statements
     * @param masked the columns that each statement reads and that come masked
     * @param hidesRows for each statement, whether the governed one gives rows that are not the client's
     * @param governed what to run instead, when it touches governed relations
     */
    record Permitted(
            List<Analysis> analyses,
            List<List<RuleId>> rules,
            List<Set<String>> masked,
            List<Boolean> hidesRows,
            Limits limits,
            Optional<GovernedText> governed)
            implements Judgement {}

    /** It may not. */
    record Refused(List<Analysis> analyses, Refusal refusal) implements Judgement {}
}
