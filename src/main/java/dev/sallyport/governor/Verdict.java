package dev.sallyport.governor;

import dev.sallyport.audit.StatementPart;
import dev.sallyport.observe.EffectClass;
import dev.sallyport.observe.StatementUse;
import dev.sallyport.observe.traces.StatementFacts;

/** A decision with nothing left to wait for. */
public sealed interface Verdict {

    /** Record it, then run it. */
    record Run(Plan plan) implements Verdict {}

    /**
     * Record the refusal, then tell the client.
     *
     * @param part what the record says of the statement
     * @param effect what is counted of it
     * @param use where it is counted
     * @param facts what traces tell of it
     */
    record Refuse(Refusal refusal, StatementPart part, EffectClass effect, StatementUse use, StatementFacts facts)
            implements Verdict {}
}
