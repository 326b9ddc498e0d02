package dev.sallyport.statement;

import java.util.List;

/**
 * A text whose governed relations have been replaced.
 *
 * @param text what to run
 * @param statements the same, statement by statement, without what stands around them
 */
public record GovernedText(String text, List<String> statements, Positions positions) {

    /** What governed relations are called where they are read, inside the subqueries that stand for them. */
    public static final String ALIAS = "governed";

    public GovernedText {
        statements = List.copyOf(statements);
    }

    /** Leads from places in the governed text back to the one the user wrote. */
    public interface Positions {

        /** @param position in characters from 1, in the governed text; the start of a replaced reference for any inside */
        int original(int position);
    }
}
