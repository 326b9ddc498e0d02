package dev.sallyport.governor;

import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.audit.Outcome;
import dev.sallyport.audit.Particulars;
import dev.sallyport.audit.RecordId;
import dev.sallyport.audit.StatementPart;
import dev.sallyport.audit.Trail;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.identity.Session;
import dev.sallyport.observe.EffectClass;
import dev.sallyport.observe.StatementUse;
import dev.sallyport.observe.traces.StatementFacts;
import dev.sallyport.observe.traces.StatementSpan;
import dev.sallyport.observe.traces.TraceParent;
import dev.sallyport.policy.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Governs one session. Everything but {@link #judge} is for the session's own thread and does not wait; {@link #judge}
 * may, and is called from elsewhere while the session's thread leaves the session alone.
 */
public final class SessionGovernor {

    private final Governor governor;
    private final Session session;
    private final Governor.Protected database;
    private final Trail trail;
    private final StatementUse notUnderstood;
    private final Set<String> temporary = new HashSet<>();
    private SearchPath path;
    private Standings.Entry entry;

    SessionGovernor(
            Governor governor, Session session, Governor.Protected database, Trail trail, Standings.Entry entry) {
        this.governor = governor;
        this.session = session;
        this.database = database;
        this.trail = trail;
        this.entry = entry;
        this.notUnderstood = governor.notUnderstood(session);
        this.path = entry.standing().path();
    }

    public Session session() {
        return session;
    }

    /** What the session may, as of the last judgement. */
    public Standing standing() {
        return entry.standing();
    }

    /** The server's word on where names are looked up now. */
    public void searchPath(SearchPath now) {
        if (!now.equals(path)) {
            path = now;
            entry = governor.standings().entry(session, database, now);
        }
    }

    /** Whether what {@link #standing} says still holds: the policies and the catalog behind it are the newest. */
    private boolean current() {
        return governor.standings().current(entry, database);
    }

    /** The plan of a text that was judged before on the same facts; empty when {@link #judge} must be asked. */
    public Optional<Plan> known(String text, Object key) {
        if (!current()) {
            return Optional.empty();
        }
        // What is sent in the place of a text must have been made from it, to the last comment.
        Optional<Plan> byKey = entry.plan(cacheKey(key))
                .filter(plan -> plan.whole().isEmpty() || plan.text().equals(text));
        Optional<Plan> found = byKey.isPresent() || key.equals(text) ? byKey : entry.plan(cacheKey(text));
        if (found.isPresent()) {
            database.counts().planFound();
        }
        return found;
    }

    /** Whether a plan that was made earlier may be carried out as it is. */
    @SuppressWarnings("ReferenceEquality") // one standing, one object
    public boolean holds(Plan plan) {
        return plan.standing() == entry.standing() && current();
    }

    /**
     * Judges a text; may block. A plan is remembered under the key if one is given.
     *
     * @param key what texts with the same judgement share: the text, or its skeleton
     */
    public Verdict judge(String text, Object key) {
        database.counts().judged();
        entry = governor.standings().renewed(entry, session, database, path);
        Judgement judgement = governor.judge().judge(text, entry.standing(), temporary);
        if (Governor.missesNames(judgement, temporary)) {
            database.catalog().missed();
            if (!current()) {
                entry = governor.standings().renewed(entry, session, database, path);
                judgement = governor.judge().judge(text, entry.standing(), temporary);
            }
        }
        judgement = checked(judgement);
        Verdict verdict = governor.verdict(text, judgement, entry.standing(), session);
        governor.uses().settleIfMany();
        if (verdict instanceof Verdict.Run(Plan plan)) {
            entry.remember(cacheKey(Governor.shareable(judgement, text.equals(key)) ? key : text), plan);
        }
        return verdict;
    }

    /** With the database's own opinion, if it is to be asked. */
    private Judgement checked(Judgement judgement) {
        Standing standing = entry.standing();
        if (judgement instanceof Judgement.Permitted permitted
                && database.planner().isPresent()
                && standing.masked()) {
            return new PlanCheck(database.planner().get())
                    .refusal(permitted, standing)
                    .<Judgement>map(refusal -> new Judgement.Refused(permitted.analyses(), refusal))
                    .orElse(judgement);
        }
        return judgement;
    }

    /** Temporary relations change what names mean, so texts are told apart by them. */
    private Object cacheKey(Object key) {
        return temporary.isEmpty() ? key : List.of(key, Set.copyOf(temporary));
    }

    /** What counts the rows that an execution of a plan gives against the limits of a day. */
    public List<Budgets.Account> accounts(Plan plan) {
        List<Limits.Daily> daily = plan.limits().daily();
        return daily.isEmpty()
                ? List.of()
                : governor.budgets().accounts(session.principal().id(), session.database(), daily);
    }

    /**
     * Records that statements are about to run, all of them.
     *
     * @param parent what they belong to
     * @param particulars of all together; they are recorded with the first
     * @throws JournalUnavailable if that could not be recorded: then none may run
     */
    public List<Execution> begin(List<Plan.Step> steps, Optional<TraceParent> parent, Particulars particulars) {
        if (steps.size() == 1) {
            return List.of(begin(steps.getFirst(), parent, particulars));
        }
        boolean discreet = steps.stream().anyMatch(step -> step.part().discreet());
        Particulars left = discreet ? Particulars.NONE : particulars;
        List<Execution> executions = new ArrayList<>(steps.size());
        try {
            for (Plan.Step step : steps) {
                executions.add(begin(step, parent, left));
                left = Particulars.NONE;
            }
        } catch (JournalUnavailable unavailable) {
            executions.forEach(execution -> execution.end(Outcome.Status.SKIPPED, "", 0, -1, 0));
            throw unavailable;
        }
        return executions;
    }

    private Execution begin(Plan.Step step, Optional<TraceParent> parent, Particulars particulars) {
        RecordId intent = trail.intent(step.part(), particulars);
        temporary.addAll(step.createsTemporary());
        database.counts().started(step.kind());
        return new Execution(
                trail,
                database.counts(),
                step,
                intent,
                new Execution.Traced(governor.spans(), session.database(), parent),
                System.nanoTime());
    }

    /** Whether what was begun may be forwarded: as the gate is configured, that is once its records survive the machine. */
    public boolean mayForward() {
        return trail.durable();
    }

    /**
     * Has something run when {@link #mayForward} has become true, or will not soon: it has to ask.
     *
     * @param then runs on another thread, which it must not hold up
     */
    public void whenItMay(Runnable then) {
        trail.whenDurable(then);
    }

    /** Whether records have the particulars of executions. */
    public boolean recordsParticulars() {
        return trail.takesParticulars();
    }

    /** What a statement belongs to, as far as it says and somebody wants to know. */
    public Optional<TraceParent> parent(String text) {
        return governor.spans().parent(text);
    }

    /**
     * Records that a statement was refused.
     *
     * @param parent what it belongs to
     */
    public void refused(Verdict.Refuse refuse, Optional<TraceParent> parent, Particulars particulars) {
        database.counts().denied(refuse.effect());
        refuse.use().denied();
        RecordId record = trail.denied(refuse.part(), particulars);
        if (governor.spans().wanted(parent)) {
            governor.spans()
                    .add(new StatementSpan(
                            refuse.facts(),
                            session.database(),
                            parent,
                            Instant.now(),
                            0,
                            "denied",
                            refuse.refusal().code(),
                            0,
                            record.toString()));
        }
    }

    /** What a record says of a refusal that is about the session's state and not about one text. */
    public Verdict.Refuse refuse(Refusal refusal, int length) {
        return new Verdict.Refuse(
                refusal,
                StatementPart.unread(entry.standing().rights().version(), refusal.message(), length),
                EffectClass.UNKNOWN,
                notUnderstood,
                StatementFacts.unknown(entry.standing().rights().version()));
    }

    /** A statement that changes the structure has run, or the transaction that holds such statements has ended. */
    public void catalogChanged() {
        database.catalog().changed();
        governor.refreshSoon(database);
    }

    /**
     * Records that the session has ended; as soon as that is possible.
     *
     * @param why for the record
     */
    public void close(String why) {
        trail.closed(why);
    }
}
