package dev.sallyport.policy;

import dev.cel.runtime.CelVariableResolver;

/**
 * A rule of a policy that applies to a session.
 *
 * @param soFar what the conditions say that look at no statement; never {@link Truth#FALSE}
 */
record ActiveRule<R extends Rule>(R rule, Truth soFar) {

    /** Whether the rule counts for a statement. */
    Truth truth(CelVariableResolver statementFacts) {
        if (!rule.when().looksAtStatement()) {
            return soFar;
        }
        Truth when = rule.when().evaluate(statementFacts);
        return when == Truth.TRUE ? soFar : when;
    }
}
