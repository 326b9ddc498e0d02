package dev.sallyport.audit.search;

/**
 * How an event stands in the index: as numbers alone. What it has of fields stands in documents of {@link Part parts}, once
 * for all events that have the same, and the event names their numbers. What it was is read from the log, where
 * {@code index} and {@code ending} say.
 */
final class Schema {

    /** Another number means that an index has to be made anew. */
    static final String VERSION = "2";

    /** Only of statements whose outcome is not known: nothing else is looked for by it. */
    static final String ID = "id";

    /** Of all events, and of nothing else. */
    static final String TIME = "time";

    static final String INDEX = "index";

    /** The index of the outcome's record, or {@link #NONE}. */
    static final String ENDING = "ending";

    /** An event's parts, to be found by: the four bytes of each one's number. */
    static final String PARTS = "parts";

    /** A part's own number, from 1; they are numbered together. */
    static final String NUMBER = "number";

    static final String WORD = "word";
    static final long NONE = -1;

    /** Longer values are found by their beginning: a term may have 32,766 bytes. */
    private static final int MAX_VALUE = 4_096;

    private Schema() {}

    /** Where the values of a field are found, by all their names. */
    static String term(Field field) {
        return field.named() ? field.label() + ".name" : field.label();
    }

    static String cut(String value) {
        return value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
    }
}
