package dev.sallyport.audit.note;

/** Text that is not in the form of a note, a key, a checkpoint or a trust policy; the message says what of it. */
public final class MalformedNote extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedNote(String message) {
        super(message);
    }
}
