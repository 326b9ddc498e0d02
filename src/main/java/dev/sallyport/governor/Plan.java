package dev.sallyport.governor;

import dev.sallyport.audit.StatementPart;
import dev.sallyport.observe.StatementKind;
import dev.sallyport.observe.StatementUse;
import dev.sallyport.observe.traces.StatementFacts;
import dev.sallyport.policy.Limits;
import dev.sallyport.statement.Bracket;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.NamedObject;
import dev.sallyport.statement.TransactionControl;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was decided for a text, ready to be carried out any number of times while its {@link Standing} is the session's.
 *
 * @param text what the user wrote
 * @param governed what to run instead
 * @param whole what to run instead when the text is run as a whole, and not prepared: brackets are in it
 * @param scrub whether error and notice texts must lose what could be data
 * @param movesPath whether names may mean something else once it has run
 * @param movesEncoding whether text may be read differently once it has run
 */
public record Plan(
        String text,
        Standing standing,
        Optional<GovernedText> governed,
        Optional<GovernedText> whole,
        List<Step> steps,
        Limits limits,
        boolean scrub,
        boolean movesPath,
        boolean movesEncoding) {

    public Plan {
        steps = List.copyOf(steps);
    }

    /** What to send to the database. */
    public String forwarded() {
        return governed.map(GovernedText::text).orElse(text);
    }

    /** What to send to the database when the text is run as a whole. */
    public String forwardedWhole() {
        return whole.map(GovernedText::text).orElse(text);
    }

    /** Whether the normalised text that records have is all that there is to a text that it was made for. */
    public boolean recordsAllOf(String asked) {
        return steps.size() == 1 && steps.getFirst().facts().text().equals(asked);
    }

    /** Where columns of the result come from, when it is a single statement. */
    public Origins origins() {
        return steps.size() == 1 ? steps.getFirst().origins() : Origins.NONE;
    }

    /** What must run before and after it, when it is a single statement. */
    public Optional<Bracket> bracket() {
        return steps.size() == 1 ? steps.getFirst().bracket() : Optional.empty();
    }

    /** The same with more limits. */
    public Plan limited(Limits more) {
        return new Plan(text, standing, governed, whole, steps, limits.and(more), scrub, movesPath, movesEncoding);
    }

    /** Whether rows that the database answers with are not for the client. */
    public boolean hidesRows() {
        return steps.stream().anyMatch(Step::hidesRows);
    }

    /** Whether it stands on the same facts: then running one is running the other. */
    public boolean sameTextAs(Plan other) {
        return text.equals(other.text) && forwarded().equals(other.forwarded());
    }

    /**
     * One statement of the text.
     *
     * @param part its part of every record of it
     * @param kind what is counted of it
     * @param use where its executions are counted
     * @param facts what traces tell of it
     * @param hidesRows whether the rows that the database answers with are the gate's own, and not for the client
     * @param origins where columns of its result come from, if the database does not tell the truth of it
     * @param bracket what must run before and after it
     */
    public record Step(
            String command,
            StatementPart part,
            StatementKind kind,
            StatementUse use,
            StatementFacts facts,
            List<NamedObject> namedObjects,
            Set<String> createsTemporary,
            boolean catalogChange,
            Optional<TransactionControl> transaction,
            boolean hidesRows,
            Origins origins,
            Optional<Bracket> bracket) {

        /** The SQL-level prepared statement that it runs. */
        public Optional<String> executes() {
            for (NamedObject object : namedObjects) {
                if (object instanceof NamedObject.Executes(String name)) {
                    return Optional.of(name);
                }
            }
            return Optional.empty();
        }
    }
}
