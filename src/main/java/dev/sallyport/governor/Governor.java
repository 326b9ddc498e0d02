package dev.sallyport.governor;

import dev.sallyport.audit.Crossing;
import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.Lane;
import dev.sallyport.audit.Served;
import dev.sallyport.audit.StatementPart;
import dev.sallyport.audit.Trail;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.Planner;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.observe.DatabaseCounts;
import dev.sallyport.observe.EffectClass;
import dev.sallyport.observe.Ruling;
import dev.sallyport.observe.StatementKind;
import dev.sallyport.observe.StatementUse;
import dev.sallyport.observe.StatementUses;
import dev.sallyport.observe.traces.Spans;
import dev.sallyport.observe.traces.StatementFacts;
import dev.sallyport.policy.Rights;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.Transfer;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.Masking;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.SettingChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits sessions and turns judgements into verdicts. It alone decides, and it alone has records written. Thread-safe.
 */
public final class Governor {

    private static final Logger LOG = LoggerFactory.getLogger(Governor.class);

    private final Judge judge;
    private final Standings standings;
    private final Journal journal;
    private final Map<String, Protected> databases;
    private final Budgets budgets;
    private final StatementUses uses;
    private final Spans spans;
    private final Executor background;

    /**
     * A database behind the gate.
     *
     * @param user whom the gate is at the database
     * @param planner who is asked for the plans of governed statements, if they are to be checked
     * @param counts what happens at it
     */
    public record Protected(
            Database facts, CatalogKeeper catalog, String user, Optional<Planner> planner, DatabaseCounts counts) {}

    /**
     * @param maxPlans how many plans are kept for each distinct standing
     * @param uses which statements are used how much
     * @param spans where statements wait to be told of in traces
     * @param background runs what may block and nobody waits for
     */
    public Governor(
            Judge judge,
            PolicyKeeper policies,
            Masking masking,
            Journal journal,
            Map<String, Protected> databases,
            int maxPlans,
            Budgets budgets,
            StatementUses uses,
            Spans spans,
            Executor background) {
        this.judge = judge;
        this.standings = new Standings(policies, masking, maxPlans);
        this.journal = journal;
        this.databases = Map.copyOf(databases);
        this.budgets = budgets;
        this.uses = uses;
        this.spans = spans;
        this.background = background;
    }

    Judge judge() {
        return judge;
    }

    Budgets budgets() {
        return budgets;
    }

    Spans spans() {
        return spans;
    }

    StatementUses uses() {
        return uses;
    }

    Standings standings() {
        return standings;
    }

    public Optional<Protected> database(String name) {
        return Optional.ofNullable(databases.get(name));
    }

    /**
     * Admits an authenticated session, and has that recorded. May block while the catalog is loaded for the first time:
     * see {@link #ready}.
     *
     * @param lane the journal lane of the session's own thread, which must be the caller's
     */
    public Optional<SessionGovernor> admit(Session session, SearchPath path, int lane) {
        Protected database = databases.get(session.database());
        if (database == null) {
            return Optional.empty();
        }
        Standings.Entry entry = standings.entry(session, database, path);
        if (!entry.standing().rights().admitted()) {
            return Optional.empty();
        }
        Trail trail = new Trail(
                journal.lane(lane),
                session,
                new Served(database.facts().engine(), database.facts().jurisdiction(), database.user()));
        trail.opened(entry.standing().rights().version());
        return Optional.of(new SessionGovernor(this, session, database, trail, entry));
    }

    /** Loads the catalog if it never was; may block. */
    public void ready(Protected database) {
        database.catalog().latest();
    }

    /** Records a log-in that did not lead to a session. */
    public void loginFailed(int lane, String name, String database, String address, String method, String why) {
        Lane to = journal.lane(lane);
        String jurisdiction =
                database(database).map(known -> known.facts().jurisdiction()).orElse("");
        new GateTrail(to).loginFailed(name, database, jurisdiction, address, method, why);
    }

    void refreshSoon(Protected database) {
        background.execute(() -> {
            try {
                database.catalog().refreshIfDue();
            } catch (RuntimeException failure) {
                LOG.atWarn()
                        .addKeyValue("event", "catalog.failed")
                        .log(
                                "catalog of {} could not be refreshed: {}",
                                database.facts().name(),
                                failure.getMessage());
            }
        });
    }

    /** What must be known of a database depends on what policies govern in it. */
    public void policiesReplaced() {
        databases.values().forEach(database -> database.catalog().changed());
    }

    /** Brings every catalog up to date whose time has come; blocks. For a thread that does nothing else. */
    public void refreshCatalogs() {
        databases.values().forEach(this::refreshSoon);
    }

    /** @param session all sessions of the standing have its user, purpose and database */
    Verdict verdict(String text, Judgement judgement, Standing standing, Session session) {
        return switch (judgement) {
            case Judgement.Refused(var analyses, var refusal) ->
                refused(text, analyses, refusal, standing.rights(), session);
            case Judgement.Permitted permitted -> new Verdict.Run(plan(text, permitted, standing, session));
        };
    }

    /** Where statements of a session are counted that nobody understands. */
    StatementUse notUnderstood(Session session) {
        return uses.use(about(session, ""), StatementUse.Form.UNKNOWN);
    }

    private StatementUse use(Session session, Analysis analysis) {
        return uses.use(
                about(session, analysis.fingerprint()),
                new StatementUse.Form(
                        analysis.command(),
                        shown(analysis),
                        analysis.normalised().length() > StatementPart.MAX_TEXT));
    }

    private static StatementFacts facts(
            Analysis analysis, Ruling ruling, List<RuleId> rules, String version, int masked) {
        return new StatementFacts(
                analysis.command(),
                analysis.relations().stream()
                        .map(use -> use.name().toString())
                        .distinct()
                        .toList(),
                shown(analysis),
                ruling.label(),
                names(rules),
                version,
                masked);
    }

    /** The normalised text, as much of it as records keep. */
    private static String shown(Analysis analysis) {
        String text = analysis.normalised();
        return text.length() > StatementPart.MAX_TEXT ? text.substring(0, StatementPart.MAX_TEXT) : text;
    }

    private static StatementUse.About about(Session session, String fingerprint) {
        String identity =
                session.delegation().chain().stream().map(Principal::id).collect(Collectors.joining(">"));
        return new StatementUse.About(
                session.database(), fingerprint, identity, session.purpose().orElse(""));
    }

    private static StatementPart.Grounds grounds(List<RuleId> rules, Rights rights) {
        return new StatementPart.Grounds(
                rights.version(), names(rules), rights.residency().locations(), rights::tags);
    }

    private Verdict refused(String text, List<Analysis> analyses, Refusal refusal, Rights rights, Session session) {
        if (analyses.isEmpty()) {
            return new Verdict.Refuse(
                    refusal,
                    StatementPart.unparsable(rights.version(), refusal.code(), text),
                    EffectClass.UNKNOWN,
                    notUnderstood(session),
                    StatementFacts.unknown(rights.version()));
        }
        // A text is refused as a whole; its record tells of the statement that does most.
        Analysis worst = analyses.getFirst();
        for (Analysis analysis : analyses) {
            if (analysis.effects().size() > worst.effects().size()) {
                worst = analysis;
            }
        }
        return new Verdict.Refuse(
                refusal,
                StatementPart.refused(worst, analyses, grounds(refusal.rules(), rights), refusal.message()),
                EffectClass.of(worst.effects()),
                use(session, worst),
                facts(worst, Ruling.DENY, refusal.rules(), rights.version(), 0));
    }

    private Plan plan(String text, Judgement.Permitted permitted, Standing standing, Session session) {
        List<Plan.Step> steps = new ArrayList<>();
        boolean movesPath = false;
        boolean movesEncoding = false;
        for (Judgement.Permit permit : permitted.permits()) {
            Analysis analysis = permit.analysis();
            StatementPart part = StatementPart.permitted(
                    analysis,
                    grounds(permit.rules(), standing.rights()),
                    permit.masked(),
                    crossings(permit.transfers()));
            steps.add(new Plan.Step(
                    analysis.command(),
                    part,
                    new StatementKind(
                            EffectClass.of(analysis.effects()), permit.masked().size(), permit.filtered()),
                    use(session, analysis),
                    facts(
                            analysis,
                            permit.masked().isEmpty() ? Ruling.ALLOW : Ruling.MASK,
                            permit.rules(),
                            standing.rights().version(),
                            permit.masked().size()),
                    analysis.namedObjects(),
                    analysis.createsTemporary(),
                    analysis.catalogChange(),
                    analysis.transaction(),
                    permit.hidesRows(),
                    permit.origins(),
                    permit.bracket()));
            boolean runsCode = Judge.movesPath(analysis);
            movesPath |= runsCode;
            movesEncoding |= runsCode || analysis.settings().stream().anyMatch(Governor::changesReading);
        }
        return new Plan(
                text,
                standing,
                permitted.governed(),
                permitted.bracketed().or(permitted::governed),
                steps,
                permitted.limits(),
                standing.masked(),
                movesPath,
                movesEncoding);
    }

    private static List<Crossing> crossings(List<Transfer> transfers) {
        return transfers.stream()
                .map(transfer -> new Crossing(transfer.from(), transfer.to(), transfer.basis()))
                .toList();
    }

    private static boolean changesReading(SettingChange change) {
        return switch (change.name()) {
            case "*", "client_encoding", "names", "standard_conforming_strings", "backslash_quote" -> true;
            default -> false;
        };
    }

    private static List<String> names(List<RuleId> rules) {
        return rules.stream().map(RuleId::toString).distinct().sorted().toList();
    }

    /** Whether a judgement rests on a name that the catalog does not have and that the statement does not make. */
    static boolean missesNames(Judgement judgement, Set<String> temporary) {
        for (Analysis analysis : judgement.analyses()) {
            for (RelationUse use : analysis.relations()) {
                boolean missing = use.standing() == RelationUse.Standing.UNRESOLVED
                        && !use.effects().contains(Effect.CREATE)
                        && !temporary.contains(use.name().name());
                if (missing) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether a plan may be found again by its key. One that is found by the text's skeleton must not depend on
     * anything that the skeleton leaves out.
     */
    static boolean shareable(Judgement judgement, boolean exact) {
        return exact
                || (judgement instanceof Judgement.Permitted permitted
                        && permitted.governed().isEmpty()
                        && permitted.bracketed().isEmpty()
                        && permitted.analyses().stream().allMatch(Analysis::literalIndependent));
    }
}
