package dev.sallyport.classify.detect;

/** What a detector says of one value. */
public enum Verdict {
    /** It is no such thing. */
    NO,
    /** It has the form, but a check digit, range or word says nothing for it. */
    FORM,
    /** It is one, as far as a value can tell. */
    VALID;

    /** {@link #VALID} or {@link #FORM}, for a value that has the form. */
    public static Verdict of(boolean valid) {
        return valid ? VALID : FORM;
    }
}
