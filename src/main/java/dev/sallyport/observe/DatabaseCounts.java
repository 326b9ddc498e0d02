package dev.sallyport.observe;

import dev.sallyport.audit.Outcome;
import java.util.concurrent.atomic.LongAdder;

/**
 * What happens at one database. Thread-safe. To count takes no lock and allocates nothing: from its start to its end a
 * statement costs some 20 ns, and 100 to 200 where two threads do nothing but count.
 */
public final class DatabaseCounts {

    private final LongAdder sessionsOpened = new LongAdder();
    private final LongAdder sessionsClosed = new LongAdder();
    private final Tally<EffectClass> statementsAllowed = new Tally<>(EffectClass.class);
    private final Tally<EffectClass> statementsMasked = new Tally<>(EffectClass.class);
    private final Tally<EffectClass> statementsDenied = new Tally<>(EffectClass.class);
    private final Tally<Outcome.Status> outcomes = new Tally<>(Outcome.Status.class);
    private final Durations allowed = new Durations();
    private final Durations masked = new Durations();
    private final LongAdder maskedColumns = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder plansFound = new LongAdder();
    private final LongAdder textsJudged = new LongAdder();

    public void sessionOpened() {
        sessionsOpened.increment();
    }

    public void sessionClosed() {
        sessionsClosed.increment();
    }

    /** A text had been judged before. */
    public void planFound() {
        plansFound.increment();
    }

    /** A text had to be judged. */
    public void judged() {
        textsJudged.increment();
    }

    /** A statement is recorded and about to run. */
    public void started(StatementKind kind) {
        statements(kind.ruling()).add(kind.effect());
        if (kind.maskedColumns() > 0) {
            maskedColumns.add(kind.maskedColumns());
        }
    }

    public void denied(EffectClass effect) {
        statementsDenied.add(effect);
    }

    /** A statement that was started has ended. */
    public void ended(StatementKind kind, Outcome outcome) {
        outcomes.add(outcome.status());
        if (outcome.status() != Outcome.Status.SKIPPED) {
            durations(kind.ruling()).add(outcome.micros());
            rows.add(outcome.rows());
            bytes.add(outcome.bytes());
        }
    }

    public long statements(Ruling ruling, EffectClass effect) {
        return statements(ruling).get(effect);
    }

    public long outcomes(Outcome.Status status) {
        return outcomes.get(status);
    }

    /**
     * How long statements took, without those that never began.
     *
     * @param ruling not {@link Ruling#DENY}: what does not run takes no time
     */
    public Durations durations(Ruling ruling) {
        return switch (ruling) {
            case ALLOW -> allowed;
            case MASK -> masked;
            case DENY -> throw new IllegalArgumentException("what is denied does not run");
        };
    }

    public long sessionsOpened() {
        return sessionsOpened.sum();
    }

    public long sessionsOpen() {
        // In this order, so that it is never below 0.
        long closed = sessionsClosed.sum();
        return sessionsOpened.sum() - closed;
    }

    public long maskedColumns() {
        return maskedColumns.sum();
    }

    public long rows() {
        return rows.sum();
    }

    public long bytes() {
        return bytes.sum();
    }

    public long plansFound() {
        return plansFound.sum();
    }

    public long textsJudged() {
        return textsJudged.sum();
    }

    private Tally<EffectClass> statements(Ruling ruling) {
        return switch (ruling) {
            case ALLOW -> statementsAllowed;
            case MASK -> statementsMasked;
            case DENY -> statementsDenied;
        };
    }
}
