package dev.sallyport.policy;

import dev.cel.runtime.CelVariableResolver;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.RelationUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rights from the rules of every link. All links must allow; the first that denies is named. */
record SessionRights(
        String version,
        List<LinkRules> links,
        Map<RelationName, Map<String, MaskedColumn>> masks,
        Map<RelationName, List<RowFilter>> rows,
        Tags tagging,
        Residency residency,
        Reach reach)
        implements Rights {

    /** More demands than this are counted, not listed, in a refusal. */
    private static final int MAX_LISTED = 3;

    private static final Comparator<RuleId> BY_NAME =
            Comparator.comparing(RuleId::policy).thenComparing(RuleId::rule);

    @Override
    public boolean admitted() {
        return links.stream().allMatch(LinkRules::admitted);
    }

    @Override
    public Set<String> tags(RelationUse use) {
        return tagging.touched(use);
    }

    @Override
    public Decision decide(Analysis analysis) {
        if (analysis.unknown().isPresent()) {
            return new Decision.Deny(
                    List.of(RuleId.NOT_UNDERSTOOD),
                    "the statement could not be judged: " + analysis.unknown().get(),
                    Optional.empty());
        }
        if (!admitted()) {
            return new Decision.Deny(
                    List.of(RuleId.NO_POLICY),
                    "no policy allows this session anything",
                    Optional.of("Ask for a policy that applies to you and this database."));
        }
        Optional<String> abroad = residency.refusal(analysis);
        if (abroad.isPresent()) {
            return new Decision.Deny(
                    List.of(Residency.RULE),
                    abroad.get(),
                    Optional.of("Work from a place of that jurisdiction, or ask for a transfer with a legal basis."));
        }
        List<Demand> demands = Demand.of(analysis);
        List<CelVariableResolver> facts = links.stream()
                .map(link -> Facts.of(link.facts(), analysis, tagging))
                .toList();
        Optional<Decision> denied = denied(demands, facts);
        if (denied.isPresent()) {
            return denied.get();
        }
        Set<RuleId> because = new TreeSet<>(BY_NAME);
        for (int i = 0; i < links.size(); i++) {
            Optional<Decision> missing = missing(links.get(i), facts.get(i), demands, because);
            if (missing.isPresent()) {
                return missing.get();
            }
        }
        Limits limits = Limits.NONE;
        Set<RuleId> limited = new TreeSet<>(BY_NAME);
        for (int i = 0; i < links.size(); i++) {
            for (ActiveRule<Rule.Limiting> limiting : links.get(i).limitings()) {
                if (demands.stream()
                                .anyMatch(one -> reach.mayCover(limiting.rule().on(), one))
                        && limiting.truth(facts.get(i)) != Truth.FALSE) {
                    limits = limits.and(limiting.rule().limits());
                    limited.add(limiting.rule().id());
                }
            }
        }
        because.addAll(limited);
        return new Decision.Allow(
                because.isEmpty() ? List.of(RuleId.IMPLIED) : List.copyOf(because),
                limits,
                List.copyOf(limited),
                named(demands, facts),
                residency.transfers(analysis));
    }

    private Set<FunctionUse> named(List<Demand> demands, List<CelVariableResolver> facts) {
        Set<FunctionUse> named = new HashSet<>();
        for (Demand demand : demands) {
            if (demand instanceof Demand.OnFunction function
                    && IntStream.range(0, links.size()).allMatch(i -> spelled(links.get(i), facts.get(i), function))) {
                named.add(function.use());
            }
        }
        return named;
    }

    private boolean spelled(LinkRules link, CelVariableResolver facts, Demand.OnFunction function) {
        return link.allows().stream()
                .anyMatch(allow -> reach.spells(allow.rule(), function) && allow.truth(facts) == Truth.TRUE);
    }

    private record Denial(LinkRules link, Rule.Deny rule, Demand demand, boolean failed) {}

    private Optional<Decision> denied(List<Demand> demands, List<CelVariableResolver> facts) {
        List<Denial> denials = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            LinkRules link = links.get(i);
            for (ActiveRule<Rule.Deny> deny : link.denies()) {
                Optional<Demand> hit = demands.stream()
                        .filter(demand -> reach.denies(deny.rule(), demand))
                        .min(Comparator.comparing(Demand::description));
                if (hit.isEmpty()) {
                    continue;
                }
                Truth truth = deny.truth(facts.get(i));
                if (truth != Truth.FALSE) {
                    denials.add(new Denial(link, deny.rule(), hit.get(), truth == Truth.FAILED));
                }
            }
        }
        return denials.stream()
                .min(Comparator.comparing((Denial denial) -> denial.rule().id(), BY_NAME))
                .map(first -> new Decision.Deny(
                        denials.stream()
                                .map(denial -> denial.rule().id())
                                .distinct()
                                .sorted(BY_NAME)
                                .toList(),
                        message(first),
                        first.rule().hint()));
    }

    private String message(Denial denial) {
        return denial.demand().description() + " is denied by " + denial.rule().id() + onBehalf(denial.link())
                + (denial.failed() ? ", whose condition could not be evaluated" : "")
                + denial.rule().message().map(why -> ": " + why).orElse("");
    }

    private Optional<Decision> missing(
            LinkRules link, CelVariableResolver facts, List<Demand> demands, Set<RuleId> because) {
        Set<String> refused = new TreeSet<>();
        Set<RuleId> failed = new TreeSet<>(BY_NAME);
        for (Demand demand : demands) {
            boolean allowed = reach.implied(demand);
            Set<RuleId> couldNot = new TreeSet<>(BY_NAME);
            for (ActiveRule<Rule.Allow> allow : link.allows()) {
                if (!reach.allows(allow.rule(), demand)) {
                    continue;
                }
                switch (allow.truth(facts)) {
                    case TRUE -> {
                        allowed = true;
                        because.add(allow.rule().id());
                    }
                    case FAILED -> couldNot.add(allow.rule().id());
                    case FALSE -> {}
                }
            }
            if (!allowed) {
                refused.add(demand.description());
                failed.addAll(couldNot);
            }
        }
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        String what = refused.stream().limit(MAX_LISTED).collect(Collectors.joining(", "))
                + (refused.size() > MAX_LISTED ? " and " + (refused.size() - MAX_LISTED) + " more" : "");
        String reason = failed.isEmpty()
                ? ""
                : " (the condition of "
                        + failed.stream().map(RuleId::toString).collect(Collectors.joining(", "))
                        + " could not be evaluated)";
        return Optional.of(new Decision.Deny(
                List.of(RuleId.NO_RULE),
                "no rule allows " + what + onBehalf(link) + reason,
                Optional.of("Ask for a rule that allows " + what + ".")));
    }

    /** Names the link that a refusal is about when that is not who is connected. */
    private String onBehalf(LinkRules link) {
        String actor = links.getFirst().principal().id();
        String judged = link.principal().id();
        return judged.equals(actor) ? "" : " for " + judged + ", on whose behalf " + actor + " acts";
    }
}
