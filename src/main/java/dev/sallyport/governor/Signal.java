package dev.sallyport.governor;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.policy.RuleId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What governed text makes the database fail with, so that the gate can tell the client what the failure means. The
 * database says of it that it is no value of some type, and quotes it.
 */
public final class Signal {

    /** invalid_text_representation (PostgreSQL documentation, appendix A). */
    private static final String NO_SUCH_VALUE = "22P02";

    private static final String OUTSIDE = "sallyport: outside: ";

    private Signal() {}

    /** A new row is not among those that the session sees. */
    static String outside(RelationName relation, List<RuleId> rules) {
        return OUTSIDE + "new row of " + relation + " is not among the rows that this session sees, by "
                + rules.stream().map(RuleId::toString).distinct().sorted().collect(Collectors.joining(", "));
    }

    /** What an error of the database means, if governed text has asked for it. */
    public static Optional<Refusal> meaning(String code, String message) {
        int start = message.indexOf('"' + OUTSIDE);
        int end = message.lastIndexOf('"');
        return code.equals(NO_SUCH_VALUE) && start >= 0 && end > start
                ? Optional.of(new Refusal(
                        Refusal.DENIED,
                        message.substring(start + 1 + OUTSIDE.length(), end),
                        Optional.empty(),
                        Optional.of("Give the row values with which this session may see it."),
                        OptionalInt.empty(),
                        List.of()))
                : Optional.empty();
    }
}
