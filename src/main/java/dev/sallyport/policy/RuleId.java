package dev.sallyport.policy;

/**
 * Names a rule for people: in errors, records and explanations.
 *
 * @param policy the policy's name
 * @param rule the rule's own name, or its kind and place ({@code deny-3}, counted from 1)
 */
public record RuleId(String policy, String rule) {

    /** The policy name of the rules that are built in; no policy file may have it. */
    public static final String BUILT_IN = "sallyport";

    /** Nothing allows it. */
    public static final RuleId NO_RULE = new RuleId(BUILT_IN, "no-rule-allows");

    /** No policy with an allow rule applies to the session. */
    public static final RuleId NO_POLICY = new RuleId(BUILT_IN, "no-policy-applies");

    /** The statement could not be analysed. */
    public static final RuleId NOT_UNDERSTOOD = new RuleId(BUILT_IN, "not-understood");

    /** What every admitted session may: transactions, settings, reading about the database's structure. */
    public static final RuleId IMPLIED = new RuleId(BUILT_IN, "admitted-session");

    @Override
    public String toString() {
        return policy + "/" + rule;
    }
}
