package dev.sallyport.policy;

import dev.cel.runtime.CelVariableResolver;
import dev.sallyport.identity.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules that count for one link of a delegation.
 *
 * @param facts about the session, as this link sees it
 * @param location where the session is, as far as this link tells
 */
record LinkRules(
        Principal principal,
        CelVariableResolver facts,
        List<ActiveRule<Rule.Allow>> allows,
        List<ActiveRule<Rule.Deny>> denies,
        List<ActiveRule<Rule.Masking>> maskings,
        List<ActiveRule<Rule.Rows>> rows,
        List<ActiveRule<Rule.Limiting>> limitings,
        List<ActiveRule<Rule.Transferring>> transferrings,
        Optional<String> location) {

    static LinkRules of(
            Principal principal, CelVariableResolver facts, List<Policy> policies, Optional<String> location) {
        LinkRules found = new LinkRules(
                principal,
                facts,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                location);
        for (Policy policy : policies) {
            Truth applies = policy.applies().evaluate(facts);
            if (applies == Truth.FALSE) {
                continue;
            }
            for (Rule rule : policy.rules()) {
                Truth when = rule.when().looksAtStatement()
                        ? Truth.TRUE
                        : rule.when().evaluate(facts);
                if (when != Truth.FALSE) {
                    found.add(rule, applies == Truth.FAILED ? Truth.FAILED : when);
                }
            }
        }
        return found;
    }

    private void add(Rule rule, Truth soFar) {
        switch (rule) {
            case Rule.Allow allow -> allows.add(new ActiveRule<>(allow, soFar));
            case Rule.Deny deny -> denies.add(new ActiveRule<>(deny, soFar));
            case Rule.Masking masking -> maskings.add(new ActiveRule<>(masking, soFar));
            case Rule.Rows filter -> rows.add(new ActiveRule<>(filter, soFar));
            case Rule.Limiting limiting -> limitings.add(new ActiveRule<>(limiting, soFar));
            case Rule.Transferring transferring -> transferrings.add(new ActiveRule<>(transferring, soFar));
        }
    }

    /** Whether there is anything that could ever be allowed. */
    boolean admitted() {
        return allows.stream().anyMatch(allow -> allow.soFar() == Truth.TRUE);
    }
}
