package dev.sallyport.policy;

import dev.sallyport.statement.FunctionUse;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What policy says of one statement. Masks are not in it: they hold for the session ({@link Rights#masks}). */
public sealed interface Decision {

    /** The rules that made the decision, at least one; {@link RuleId} names those that are built in. */
    List<RuleId> rules();

    /**
     * It may run.
     *
     * @param limiting the rules behind the limits
     * @param named the functions that rules allow by their very names, for every link of the delegation: those are called
     *     in sessions with masks and filters too
     * @param transfers what of other jurisdictions' data it may meet, and on which basis
     */
    record Allow(
            List<RuleId> rules, Limits limits, List<RuleId> limiting, Set<FunctionUse> named, List<Transfer> transfers)
            implements Decision {
        public Allow {
            rules = List.copyOf(rules);
            limiting = List.copyOf(limiting);
            named = Set.copyOf(named);
            transfers = List.copyOf(transfers);
        }
    }

    /**
     * It may not run.
     *
     * @param message what is refused, for the user; quotes no data
     * @param hint what to do instead, when the rule's author said so
     */
    record Deny(List<RuleId> rules, String message, Optional<String> hint) implements Decision {
        public Deny {
            rules = List.copyOf(rules);
        }
    }
}
