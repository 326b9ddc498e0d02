package dev.sallyport.governor;

import dev.sallyport.audit.Outcome;
import dev.sallyport.audit.RecordId;
import dev.sallyport.audit.Trail;
import dev.sallyport.observe.DatabaseCounts;

/**
 * One recorded execution of a statement, until its outcome is recorded too. For the session's own thread.
 */
public final class Execution {

    private final Trail trail;
    private final DatabaseCounts counts;
    private final Plan.Step step;
    private final RecordId intent;
    private final long startNanos;
    private boolean ended;

    Execution(Trail trail, DatabaseCounts counts, Plan.Step step, RecordId intent, long startNanos) {
        this.trail = trail;
        this.counts = counts;
        this.step = step;
        this.intent = intent;
        this.startNanos = startNanos;
    }

    public Plan.Step step() {
        return step;
    }

    /**
     * Records how it ended; once, later calls do nothing. What cannot be recorded now is as soon as it can.
     *
     * @param code the SQLSTATE, or empty
     * @param affected the command tag's count, or -1
     * @throws dev.sallyport.audit.JournalUnavailable if it is not recorded yet and is an end that the client waits for:
     *     the client must not see it
     */
    public void end(Outcome.Status status, String code, long rows, long affected, long bytes) {
        if (!ended) {
            ended = true;
            long micros = (System.nanoTime() - startNanos) / 1_000;
            Outcome outcome = new Outcome(status, code, rows, affected, bytes, micros);
            counts.ended(step.kind(), outcome);
            step.use().ended(step.kind(), outcome);
            trail.outcome(intent, outcome);
        }
    }
}
