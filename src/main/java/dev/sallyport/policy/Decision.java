package dev.sallyport.policy;

import java.util.List;
import java.util.Optional;

/** What policy says of one statement. Masks are not in it: they hold for the session ({@link Rights#masks}). */
public sealed interface Decision {

    /** The rules that made the decision, at least one; {@link RuleId} names those that are built in. */
    List<RuleId> rules();

    /** It may run. */
    record Allow(List<RuleId> rules, Limits limits) implements Decision {
        public Allow {
            rules = List.copyOf(rules);
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
