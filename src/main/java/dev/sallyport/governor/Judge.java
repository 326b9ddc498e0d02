package dev.sallyport.governor;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Limits;
import dev.sallyport.policy.Rights;
import dev.sallyport.policy.RuleId;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.Bracket;
import dev.sallyport.statement.Counting;
import dev.sallyport.statement.GovernedRelation;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.GovernedWrite;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.SettingChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Judges a text: analysis, then policy, then what masks demand, then the governed text. It records nothing and runs
 * nothing, so that {@code policy explain} and the gate give the same answer. Thread-safe; blocks while a text is parsed.
 */
public final class Judge {

    private final Analyzer analyzer;
    private final Governing governing;
    private final Counting counting;

    public Judge(Analyzer analyzer, Governing governing, Counting counting) {
        this.analyzer = analyzer;
        this.governing = governing;
        this.counting = counting;
    }

    /** @param temporary names of the session's temporary relations */
    public Judgement judge(String text, Standing standing, Set<String> temporary) {
        return switch (analyzer.analyze(text, new Names(standing.catalog(), standing.path(), temporary))) {
            case Analyzer.Result.Unparsable unparsable -> new Judgement.Refused(List.of(), unparsable(unparsable));
            case Analyzer.Result.Statements(var statements) -> judge(text, statements, standing);
        };
    }

    private static Refusal unparsable(Analyzer.Result.Unparsable unparsable) {
        return new Refusal(
                unparsable.code(),
                unparsable.message(),
                unparsable.detail(),
                unparsable.hint(),
                unparsable.position(),
                List.of());
    }

    private Judgement judge(String text, List<Analysis> analyses, Standing session) {
        boolean explaining = session.masked()
                && !analyses.isEmpty()
                && analyses.stream().allMatch(analysis -> analysis.command().equals("EXPLAIN"));
        Standing standing = explaining ? session.forExplaining() : session;
        Optional<Refusal> unclear = pathChangesWithin(analyses);
        if (unclear.isPresent()) {
            return new Judgement.Refused(analyses, unclear.get());
        }
        List<Judgement.Permit> permits = new ArrayList<>();
        Limits limits = Limits.NONE;
        GovernedReads reads = new GovernedReads(analyzer, governing, standing);
        for (Analysis analysis : analyses) {
            if (analysis.unknown().isPresent()) {
                return new Judgement.Refused(analyses, notUnderstood(analysis));
            }
            switch (standing.rights().decide(analysis)) {
                case Decision.Deny deny -> {
                    return new Judgement.Refused(analyses, denied(deny, standing.rights()));
                }
                case Decision.Allow allow -> {
                    Optional<Refusal> refusal = refusal(analysis, allow, standing, reads);
                    if (refusal.isPresent()) {
                        return new Judgement.Refused(analyses, refusal.get());
                    }
                    limits = limits.and(allow.limits());
                    permits.add(new Judgement.Permit(
                            analysis,
                            allow.rules(),
                            reads.masked(analysis),
                            reads.filtered(analysis),
                            allow.transfers(),
                            reads.hidesRows(analysis),
                            Origins.of(analysis, standing, reads),
                            ChangeLimit.bracket(analysis, allow, standing, counting)));
                }
            }
        }
        List<Optional<Bracket>> brackets =
                permits.stream().map(Judgement.Permit::bracket).toList();
        boolean bracketed = brackets.stream().anyMatch(Optional::isPresent);
        Places places = Places.of(analyses, reads);
        return new Judgement.Permitted(
                permits,
                limits,
                places.none() ? Optional.empty() : Optional.of(governed(text, analyses, places, List.of())),
                bracketed ? Optional.of(governed(text, analyses, places, brackets)) : Optional.empty());
    }

    private static Optional<Refusal> refusal(
            Analysis analysis, Decision.Allow allow, Standing standing, GovernedReads reads) {
        Optional<Refusal> uncountable = ChangeLimit.refusal(analysis, allow, standing);
        return uncountable.isPresent() || !standing.masked()
                ? uncountable
                : GovernedAccess.check(analysis, standing, reads, allow.named());
    }

    private static Refusal notUnderstood(Analysis analysis) {
        return Refusal.of(
                Refusal.UNSUPPORTED,
                analysis.command() + " cannot be judged: " + analysis.unknown().orElse("unknown"),
                "What is not understood does not run. Please report the statement's form.");
    }

    private static Refusal denied(Decision.Deny deny, Rights rights) {
        String detail = deny.rules().isEmpty()
                ? "No rule allows it"
                : "Rule "
                        + String.join(
                                ", ",
                                deny.rules().stream().map(RuleId::toString).toList());
        detail += ", policy version " + rights.version().substring(0, 12) + ".";
        return new Refusal(
                Refusal.DENIED, deny.message(), Optional.of(detail), deny.hint(), OptionalInt.empty(), deny.rules());
    }

    /**
     * Names are resolved once for the whole text. A statement that moves the search path, or who the user is, before
     * another statement of the same text that uses names would have that one judged by the wrong names.
     */
    private static Optional<Refusal> pathChangesWithin(List<Analysis> analyses) {
        boolean moved = false;
        for (Analysis analysis : analyses) {
            if (moved && !analysis.relations().isEmpty()) {
                return Optional.of(Refusal.of(
                        Refusal.UNSUPPORTED,
                        "the search path may change earlier in the same text, so the names in " + analysis.command()
                                + " cannot be told",
                        "Send the statement that changes it, or calls code that can, in a message of its own."));
            }
            moved |= movesPath(analysis);
        }
        return Optional.empty();
    }

    /** Whether names can mean something else after this statement. */
    static boolean movesPath(Analysis analysis) {
        return !analysis.opaque().isEmpty()
                || analysis.functions().stream().anyMatch(use -> switch (use.category()) {
                    case USER_DEFINED, UNKNOWN, SQL_TEXT -> true;
                    case HARMLESS,
                            LARGE_OBJECT,
                            DISCLOSURE,
                            SERVER_IO,
                            ADMIN,
                            REPLICATION,
                            SETTING,
                            NOTIFY,
                            LOCK,
                            SEQUENCE -> false;
                })
                || analysis.settings().stream().map(SettingChange::name).anyMatch(Judge::setsPath);
    }

    private static boolean setsPath(String setting) {
        return switch (setting) {
            case "*", "search_path", "role", "session_authorization" -> true;
            default -> false;
        };
    }

    private GovernedText governed(
            String text, List<Analysis> analyses, Places places, List<Optional<Bracket>> brackets) {
        return governing.govern(text, analyses, places.read(), places.written(), brackets);
    }

    /** What stands in the places of a text where governed relations are read and written. */
    private record Places(Map<RelationName, GovernedRelation> read, Map<RelationName, GovernedWrite> written) {

        /** What one statement of the text needs fenced is fenced for all. */
        static Places of(List<Analysis> analyses, GovernedReads reads) {
            Map<RelationName, GovernedRelation> read = new HashMap<>();
            Map<RelationName, GovernedWrite> written = new HashMap<>();
            for (Analysis analysis : analyses) {
                reads.relations(analysis)
                        .forEach((name, relation) ->
                                read.merge(name, relation, (one, other) -> one.barrier() ? one : other));
                reads.writes(analysis).forEach((name, write) -> written.merge(name, write, GovernedWrite::and));
            }
            return new Places(read, written);
        }

        boolean none() {
            return read.isEmpty() && written.isEmpty();
        }
    }
}
