package dev.sallyport.wire.postgres;

import dev.sallyport.audit.Outcome;
import dev.sallyport.governor.Budgets;
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
    private final List<Budgets.Account> accounts;
    private final boolean text;
    private final List<List<Prepared.Change>> changes;
    private State state = State.RUNNING;

    /** Whether it was over its rows: the database may have been through with all of it before it heard. */
    private boolean cutOff;

    private Legs.Timer timer = () -> {};
    private int current;
    private long rows;
    private long allRows;
    private long allBytes;
    private long bytes;
    private Optional<String> overdrawn = Optional.empty();

    /** Where it is with the brackets that stand in its text. */
    private Bracketed bracketed = Bracketed.NOT;

    private Optional<String> held = Optional.empty();

    private enum Bracketed {
        NOT,
        BEFORE,
        ITSELF,
        AFTER
    }

    private Run(
            Prepared.Entry entry,
            List<Execution> executions,
            List<Budgets.Account> accounts,
            List<List<Prepared.Change>> changes,
            boolean text) {
        this.entry = entry;
        this.executions = executions;
        this.accounts = accounts;
        this.changes = changes;
        this.text = text;
        arrive();
    }

    /**
     * All statements of a text: their brackets are in it.
     *
     * @param changes what each of them does to names, if any does something
     */
    static Run ofText(
            Prepared.Entry entry,
            List<Execution> executions,
            List<Budgets.Account> accounts,
            List<List<Prepared.Change>> changes) {
        return new Run(entry, executions, accounts, changes, true);
    }

    /** One statement: its brackets are exchanges of their own. */
    static Run ofPortal(
            Prepared.Entry entry,
            List<Execution> executions,
            List<Budgets.Account> accounts,
            List<List<Prepared.Change>> changes) {
        return new Run(entry, executions, accounts, changes, false);
    }

    private void arrive() {
        bracketed = text && bracket() ? Bracketed.BEFORE : Bracketed.NOT;
    }

    private boolean bracket() {
        return execution()
                .filter(execution -> execution.step().bracket().isPresent())
                .isPresent();
    }

    /** Whether what the database says is of a bracket, and not for the client. */
    boolean inBracket() {
        return bracketed == Bracketed.BEFORE || bracketed == Bracketed.AFTER;
    }

    /**
     * The database has completed something: a bracket, or what stands in one.
     *
     * @param completion what the client is to be told when the bracket is closed
     * @return whether that is the end of a statement for the client
     */
    boolean completes(String completion) {
        switch (bracketed) {
            case NOT -> {
                if (!text && bracket()) {
                    held = Optional.of(completion);
                    return false;
                }
            }
            case BEFORE -> {
                bracketed = Bracketed.ITSELF;
                return false;
            }
            case ITSELF -> {
                held = Optional.of(completion);
                bracketed = Bracketed.AFTER;
                return false;
            }
            case AFTER -> {}
        }
        return true;
    }

    /** What the client has not been told yet. */
    Optional<String> held() {
        return held;
    }

    Plan plan() {
        return entry.plan();
    }

    State state() {
        return state;
    }

    void state(State next) {
        cutOff |= next == State.CUT_OFF;
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
        for (Budgets.Account account : accounts) {
            if (!account.take(size)) {
                overdrawn = Optional.of(account.limit());
            }
        }
    }

    /** What is said besides the rows can hold as much as they do: errors, notices, notifications. */
    void besides(long size) {
        bytes += size;
        allBytes += size;
        for (Budgets.Account account : accounts) {
            if (!account.takeBytes(size)) {
                overdrawn = Optional.of(account.limit());
            }
        }
    }

    /** What the text may give and has given more of; empty while it is within its limits. */
    Optional<String> over() {
        if (overdrawn.isPresent()) {
            return overdrawn;
        }
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
            if (!changes.isEmpty()) {
                changes.get(current).forEach(change -> settle(change, status));
            }
        }
        current++;
        rows = 0;
        bytes = 0;
        held = Optional.empty();
        arrive();
        if (current >= executions.size()) {
            timer.cancel();
        }
    }

    private void settle(Prepared.Change change, Outcome.Status status) {
        if (status == Outcome.Status.OK) {
            change.done();
        } else if (cutOff) {
            change.doubtful();
        } else {
            change.undone();
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
