package dev.sallyport.governor;

import dev.sallyport.audit.Outcome;
import dev.sallyport.audit.RecordId;
import dev.sallyport.audit.Trail;
import dev.sallyport.observe.DatabaseCounts;
import dev.sallyport.observe.traces.Spans;
import dev.sallyport.observe.traces.StatementFacts;
import dev.sallyport.observe.traces.StatementSpan;
import dev.sallyport.observe.traces.TraceParent;
import java.time.Instant;
import java.util.Optional;

/**
 * One recorded execution of a statement, until its outcome is recorded too. For the session's own thread.
 */
public final class Execution {

    private final Trail trail;
    private final DatabaseCounts counts;
    private final Plan.Step step;
    private final RecordId intent;
    private final Traced traced;
    private final long startNanos;
    private boolean ended;

    /**
     * Where it is told of in traces.
     *
     * @param parent what it belongs to
     */
    record Traced(Spans spans, String database, Optional<TraceParent> parent) {
        void ended(StatementFacts facts, Outcome outcome, RecordId intent) {
            if (outcome.status() != Outcome.Status.SKIPPED && spans.wanted(parent)) {
                spans.add(new StatementSpan(
                        facts,
                        database,
                        parent,
                        Instant.now(),
                        outcome.micros(),
                        outcome.status().label(),
                        outcome.code(),
                        outcome.rows(),
                        intent.toString()));
            }
        }
    }

    Execution(Trail trail, DatabaseCounts counts, Plan.Step step, RecordId intent, Traced traced, long startNanos) {
        this.trail = trail;
        this.counts = counts;
        this.step = step;
        this.intent = intent;
        this.traced = traced;
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
            traced.ended(step.facts(), outcome, intent);
            trail.outcome(intent, outcome);
        }
    }
}
