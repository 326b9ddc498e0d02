package dev.sallyport.statement;

/**
 * A text whose governed relations have been replaced.
 *
 * @param text what to run
 */
public record GovernedText(String text, Positions positions) {

    /** Leads from places in the governed text back to the one the user wrote. */
    public interface Positions {

        /** @param position in characters from 1, in the governed text; the start of a replaced reference for any inside */
        int original(int position);
    }
}
