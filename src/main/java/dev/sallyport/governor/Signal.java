package dev.sallyport.governor;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.policy.RuleId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What governed text makes the database fail with, so that the gate can tell the client what the failure means. The
 * database says of it that it is no value of some type, and quotes it.
 */
public final class Signal {

    /** invalid_text_representation (PostgreSQL documentation, appendix A). */
    private static final String NO_SUCH_VALUE = "22P02";

    private static final String OUTSIDE = "sallyport: outside: ";

    private static final String CHANGED = "sallyport: changed: ";

    private Signal() {}

    /** A new row is not among those that the session sees. */
    static String outside(RelationName relation, List<RuleId> rules) {
        return OUTSIDE + "new row of " + relation + " is not among the rows that this session sees, by " + names(rules);
    }

    /** A statement has changed more rows than it may; how many follows. */
    static String changed(long limit, List<RuleId> rules) {
        return CHANGED + "a statement may change at most " + limit + " rows, by " + names(rules)
                + "; this one would have changed ";
    }

    private static String names(List<RuleId> rules) {
        return rules.stream().map(RuleId::toString).distinct().sorted().collect(Collectors.joining(", "));
    }

    /** What an error of the database means, if governed text has asked for it. */
    public static Optional<Refusal> meaning(String code, String message) {
        if (!code.equals(NO_SUCH_VALUE)) {
            return Optional.empty();
        }
        return said(message, OUTSIDE)
                .map(why -> Refusal.of(Refusal.DENIED, why, "Give the row values with which this session may see it."))
                .or(() -> said(message, CHANGED)
                        .map(why ->
                                Refusal.of(Refusal.OVER, why, "Nothing of it was kept. Change fewer rows at a time.")));
    }

    private static Optional<String> said(String message, String what) {
        int start = message.indexOf('"' + what);
        int end = message.lastIndexOf('"');
        return start >= 0 && end > start
                ? Optional.of(message.substring(start + 1 + what.length(), end))
                : Optional.empty();
    }
}
