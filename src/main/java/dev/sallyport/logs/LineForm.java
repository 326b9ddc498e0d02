package dev.sallyport.logs;

/** What a line of the log is written as. */
public enum LineForm {
    /** For people: time, level, logger, message, and what is known besides as {@code key=value}. */
    TEXT,
    /** For programs: an object of JSON. */
    JSON
}
