package dev.sallyport.classify.detect;

/** What a column of valid values proves when neither name nor comment says anything. */
public enum Weight {
    /** Nothing else looks like that. */
    PROVES,
    /** Something else could, but not often. */
    SUGGESTS,
    /** Something else could as well. */
    HINTS,
    /** Too many other things look like that: values only confirm a name. */
    CONFIRMS
}
