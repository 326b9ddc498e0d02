package dev.sallyport.wire.postgres;

import dev.sallyport.audit.Outcome;
import dev.sallyport.governor.Execution;
import dev.sallyport.governor.Plan;
import java.util.List;
import java.util.Optional;

/** One execution, or those of all statements of a simple query, while the database answers. */
final class Run {

    /** What is going on with it beside being answered. */
    enum State {
        RUNNING,
        /** Over its rows: the client has been told so, what still comes is swallowed. */
        CUT_OFF,
        /** Over its time: it has been cancelled, the database's error is awaited. */
        TIMED_OUT,
        FAILED
    }

    private final Prepared.Entry entry;
    private final List<Execution> executions;
    private State state = State.RUNNING;
    private Legs.Timer timer = () -> {};
    private int current;
    private long rows;
    private long allRows;
    private long allBytes;
    private long bytes;

    Run(Prepared.Entry entry, List<Execution> executions) {
        this.entry = entry;
        this.executions = executions;
    }

    Plan plan() {
        return entry.plan();
    }

    Prepared.Entry entry() {
        return entry;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    void timer(Legs.Timer running) {
        timer = running;
    }

    /** The statement that the database is at, if it is not through with all of them. */
    Optional<Execution> execution() {
        return current < executions.size() ? Optional.of(executions.get(current)) : Optional.empty();
    }

    /** Whether the rows of the statement that the database is at are not for the client. */
    boolean hidesRows() {
        return execution().filter(execution -> execution.step().hidesRows()).isPresent();
    }

    void row(long size) {
        rows++;
        allRows++;
        bytes += size;
        allBytes += size;
    }

    /** What the text may give and has given more of; empty while it is within its limits. */
    Optional<String> over() {
        var limits = plan().limits();
        if (limits.rows().isPresent() && allRows > limits.rows().getAsLong()) {
            return Optional.of(limits.rows().getAsLong() + " rows");
        }
        return limits.bytes().isPresent() && allBytes > limits.bytes().getAsLong()
                ? Optional.of(limits.bytes().getAsLong() + " bytes")
                : Optional.empty();
    }

    /** The statement that the database is at has ended; the next one's turn comes. */
    void end(Outcome.Status status, String code, long affected) {
        if (current < executions.size()) {
            executions.get(current).end(status, code, rows, affected, bytes);
        }
        current++;
        rows = 0;
        bytes = 0;
        if (current >= executions.size()) {
            timer.cancel();
        }
    }

    /** What has not been started will not be. */
    void endRest(Outcome.Status status) {
        while (current < executions.size()) {
            end(status, "", -1);
        }
        timer.cancel();
    }
}
