package dev.sallyport.audit.search;

/**
 * How an event stands in the index: of it only what it is found and counted by. What it was is read from the log, where
 * {@code index} and {@code ending} say.
 */
final class Schema {

    /** Another number means that an index has to be made anew. */
    static final String VERSION = "1";

    static final String ID = "id";
    static final String TIME = "time";
    static final String INDEX = "index";

    /** The index of the outcome's record, or {@link #NONE}. */
    static final String ENDING = "ending";

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
