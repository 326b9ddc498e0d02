package dev.sallyport.observe.traces;

import java.util.List;

/**
 * What a trace tells of a statement that is the same each time; made once for a plan. No data.
 *
 * @param operation what it does, as {@code SELECT}; empty for what was not understood
 * @param relations those that it uses, as {@code schema.relation}
 * @param text normalised, as records have it
 * @param decision as records call it
 * @param rules the rules behind that
 * @param policyVersion of the policies that decided
 * @param maskedColumns how many of the columns that it reads come masked
 */
public record StatementFacts(
        String operation,
        List<String> relations,
        String text,
        String decision,
        List<String> rules,
        String policyVersion,
        int maskedColumns) {

    private static final int MAX_SUMMARY = 255;

    public StatementFacts {
        relations = List.copyOf(relations);
        rules = List.copyOf(rules);
    }

    /** For what was refused without being understood. */
    public static StatementFacts unknown(String policyVersion) {
        return new StatementFacts("", List.of(), "", "deny", List.of(), policyVersion, 0);
    }

    /** What it does and on what, for people; as long as whole words fit. */
    public String summary() {
        StringBuilder summary = new StringBuilder(operation);
        for (String relation : relations) {
            if (summary.length() + 1 + relation.length() <= MAX_SUMMARY) {
                summary.append(' ').append(relation);
            }
        }
        return summary.toString();
    }
}
