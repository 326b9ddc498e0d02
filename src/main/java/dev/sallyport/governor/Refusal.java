package dev.sallyport.governor;

import dev.sallyport.audit.JournalUnavailable;
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

    private static final String DISK_FULL = "53100";

    private static final String IO_ERROR = "58030";

    public Refusal {
        rules = List.copyOf(rules);
    }

    public static Refusal of(String code, String message, String hint) {
        return new Refusal(code, message, Optional.empty(), Optional.of(hint), OptionalInt.empty(), List.of());
    }

    /** Nothing happens that is not recorded. */
    public static Refusal unrecorded(JournalUnavailable unavailable) {
        return switch (unavailable.reason()) {
            case DISK_FULL ->
                of(
                        DISK_FULL,
                        "the audit journal cannot be written: its disk is full",
                        "An administrator has to make room on the gate's disk; the gate goes on by itself then.");
            case DISK_FAILED ->
                of(
                        IO_ERROR,
                        "the audit journal cannot be written",
                        "An administrator has to look after the gate's disk; the gate goes on by itself when it can.");
            case TOO_LONG ->
                of(
                        UNAVAILABLE,
                        "the audit journal cannot take a record as long as that of this statement",
                        "Send it in several parts.");
        };
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
