package dev.sallyport.observe;

import dev.sallyport.audit.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where executions of a statement by somebody for some purpose are counted. It is looked up once for a plan, and may be
 * counted on as long as the plan lives: {@link StatementUses} may count it under "other" meanwhile, and again by itself
 * once it is used again. Thread-safe; to count takes no lock, and allocates only when it has to be listed.
 */
public final class StatementUse {

    private final StatementUses all;
    private final About about;
    private final Form form;
    private volatile UseCounters counters = new UseCounters();

    /** The one that is listed in its place, since both came at once; itself as a rule. */
    private volatile StatementUse instead = this;

    /** Whether it is among those that are listed, or on its way there. */
    private final AtomicBoolean listed = new AtomicBoolean();

    /** How much it was used of late, and how often at all when that was last looked at; guarded by {@link #all}. */
    private long weight;

    private long seen;

    /**
     * What is told apart.
     *
     * @param fingerprint of the statement's form; empty for what was not understood
     * @param identity who acts, and after {@code >} for whom, as {@code bot>ada}
     * @param purpose the session's; empty when it has none
     */
    public record About(String database, String fingerprint, String identity, String purpose) {}

    /**
     * The form of the statement, without data.
     *
     * @param text normalised, as records have it; empty for what was not understood
     */
    public record Form(String command, String text, boolean truncated) {

        /** What was not understood. */
        public static final Form UNKNOWN = new Form("?", "", false);
    }

    StatementUse(StatementUses all, About about, Form form) {
        this.all = all;
        this.about = about;
        this.form = form;
    }

    /** A statement that was begun has ended. */
    public void ended(StatementKind kind, Outcome outcome) {
        if (all.counts() && outcome.status() != Outcome.Status.SKIPPED) {
            arrived().ended(kind, outcome);
        }
    }

    /** It was refused. */
    public void denied() {
        if (all.counts()) {
            arrived().denied();
        }
    }

    /** Where to count, for one that is listed or has asked to be. */
    private UseCounters arrived() {
        StatementUse use = this;
        while (use.instead != use) {
            use = use.instead;
        }
        if (!use.listed.get() && use.listed.compareAndSet(false, true)) {
            all.arrived(use);
        }
        return use.counters;
    }

    About about() {
        return about;
    }

    Form form() {
        return form;
    }

    UseCounters counters() {
        return counters;
    }

    /** From now on another is counted, which is of the same. */
    void replacedBy(StatementUse same) {
        instead = same;
    }

    /** From now on it is counted there. */
    void countIn(UseCounters instead) {
        counters = instead;
    }

    /** The next time that it is used it asks to be listed. */
    void unlist() {
        listed.set(false);
    }

    long weight() {
        return weight;
    }

    /** Takes up what it was used since the last time; what was before counts half. */
    void weigh() {
        long now = counters.uses();
        weight = weight / 2 + now - seen;
        seen = now;
    }

    void weighAnew() {
        weight = 0;
        seen = 0;
    }
}
