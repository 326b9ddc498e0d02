package dev.sallyport.governor;

import dev.sallyport.policy.RuleId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a statement does not run, as its author is told.
 *
 * @param code the SQLSTATE
 * @param message what is refused; quotes no data
 * @param detail the rule and the policy version behind it
 * @param hint what to do instead
 * @param position where in the text, in characters from 1
 * @param rules the rules that refused; empty when it was not a rule but a limit of what can be judged
 */
public record Refusal(
        String code,
        String message,
        Optional<String> detail,
        Optional<String> hint,
        OptionalInt position,
        List<RuleId> rules) {

    /** insufficient_privilege (PostgreSQL documentation, appendix A). */
    public static final String DENIED = "42501";

    /** feature_not_supported: allowed perhaps, but not judged yet. */
    public static final String UNSUPPORTED = "0A000";

    public static final String LIMIT = "54000";

    /** configuration_limit_exceeded: more than policy allows. */
    public static final String OVER = "53400";

    /** system_error: the gate itself cannot do its duty. */
    public static final String UNAVAILABLE = "58000";

    public Refusal {
        rules = List.copyOf(rules);
    }

    public static Refusal of(String code, String message, String hint) {
        return new Refusal(code, message, Optional.empty(), Optional.of(hint), OptionalInt.empty(), List.of());
    }

    /** What masks and filters cannot be kept in. */
    static Refusal ungovernable(String why) {
        return of(
                DENIED,
                why,
                "This session sees some columns masked or some rows left out; ask for the right to see them, or leave that"
                        + " part out.");
    }
}
