package dev.sallyport.audit.log;

import dev.sallyport.audit.note.NoteSignature;
import dev.sallyport.audit.note.SignedNote;
import java.util.List;

/** Has others sign the checkpoints of a log. */
@FunctionalInterface
public interface Cosigner {

    /** Nobody. */
    Cosigner NONE = (_, _, _) -> List.of();

    /**
     * Asks them; takes a second at most.
     *
     * @param note the checkpoint with the log's signature
     * @param size of the log in it
     * @param log whose tiles are there up to that size
     * @return what they signed, which may be nothing
     */
    List<NoteSignature> over(SignedNote note, long size, LogFolder log);
}
