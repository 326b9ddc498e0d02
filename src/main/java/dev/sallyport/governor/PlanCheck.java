package dev.sallyport.governor;

import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.Planner;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.RelationUse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's own opinion of governed statements: its plan must read no governed relation but in the subqueries that
 * stand in the place of references. A second line behind the analysis, which would have to be wrong for it to matter.
 * Not looked at are statements with temporary relations, which only the session's own connection has, and those that
 * EXPLAIN does not take: COPY, PREPARE, EXPLAIN.
 */
final class PlanCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PlanCheck.class);

    private static final Set<String> EXPLAINABLE = Set.of(
            "SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE TABLE AS", "SELECT INTO", "DECLARE");

    private final Planner planner;

    PlanCheck(Planner planner) {
        this.planner = planner;
    }

    /** Why a text must not run, if so. */
    Optional<Refusal> refusal(Judgement.Permitted permitted, Standing standing) {
        if (permitted.governed().isEmpty()) {
            return Optional.empty();
        }
        GovernedText governed = permitted.governed().get();
        List<Analysis> analyses = permitted.analyses();
        for (int at = 0; at < analyses.size(); at++) {
            Optional<Refusal> refusal = explainable(analyses.get(at))
                    ? refusal(governed.statements().get(at), analyses.get(at), standing)
                    : Optional.empty();
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static boolean explainable(Analysis analysis) {
        return EXPLAINABLE.contains(analysis.command())
                && analysis.relations().stream().noneMatch(use -> use.standing() == RelationUse.Standing.TEMPORARY);
    }

    private Optional<Refusal> refusal(String statement, Analysis analysis, Standing standing) {
        try {
            return switch (planner.plan(statement, standing.path().schemas())) {
                case Planner.Planning.Failed _ -> Optional.empty();
                case Planner.Planning.Planned(var scans, var targets) ->
                    scans.stream()
                            .filter(scan -> standing.governs(scan.relation())
                                    && !scan.alias().startsWith(GovernedText.ALIAS)
                                    && !targets.contains(scan.relation()))
                            .map(Planner.Scan::relation)
                            .findFirst()
                            .map(relation -> around(relation, analysis));
            };
        } catch (CatalogLoader.CatalogUnavailable unavailable) {
            LOG.atWarn()
                    .addKeyValue("event", "plan-check.failed")
                    .log("a plan could not be checked: {}", unavailable.getMessage());
            return Optional.of(Refusal.of(
                    Refusal.UNAVAILABLE,
                    "the database's plan could not be checked, so the statement does not run",
                    "Try again; an administrator finds the reason in the gate's log."));
        }
    }

    private static Refusal around(RelationName relation, Analysis analysis) {
        LOG.atError()
                .addKeyValue("event", "plan-check.mismatch")
                .log(
                        "the plan of a governed statement reads {} around what governs it; fingerprint {}; please report it",
                        relation,
                        analysis.fingerprint());
        return Refusal.of(
                Refusal.DENIED,
                "the database would read " + relation + " around what governs it, so the statement does not run",
                "Please report the statement's form.");
    }
}
