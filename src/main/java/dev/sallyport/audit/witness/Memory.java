package dev.sallyport.audit.witness;

import dev.sallyport.audit.note.SignedNote;
import java.io.IOException;
import java.util.Optional;

/** Where a witness keeps the last checkpoint of each log. Called by one thread for a log at a time. */
public interface Memory {

    /** @throws IOException also when what is there is damaged: a witness that forgot would cosign a fork */
    Optional<SignedNote> latest(String origin) throws IOException;

    /** Returns when it survives the machine. */
    void keep(String origin, SignedNote checkpoint) throws IOException;

    /** Keeps what the log signed beside the latest, of the same size with another root: the proof of a second history. */
    void contradicted(String origin, SignedNote checkpoint) throws IOException;
}
