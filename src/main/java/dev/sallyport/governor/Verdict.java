package dev.sallyport.governor;

import dev.sallyport.audit.StatementPart;

/** A decision with nothing left to wait for. */
public sealed interface Verdict {

    /** Record it, then run it. */
    record Run(Plan plan) implements Verdict {}

    /**
     * Record the refusal, then tell the client.
     *
     * @param part what the record says of the statement
     */
    record Refuse(Refusal refusal, StatementPart part) implements Verdict {}
}
