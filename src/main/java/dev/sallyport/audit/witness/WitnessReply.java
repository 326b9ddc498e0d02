package dev.sallyport.audit.witness;

import dev.sallyport.audit.note.NoteSignature;
import dev.sallyport.audit.note.TrustPolicy;

/** What came of asking a witness for its cosignature. */
public sealed interface WitnessReply {

    TrustPolicy.Witness witness();

    /**
     * It has cosigned, and the signature is its own, for this checkpoint. From now on it has seen the log up to the
     * checkpoint's size.
     *
     * @param seconds when it says that was, since 1970 UTC
     */
    record Cosigned(TrustPolicy.Witness witness, NoteSignature signature, long seconds) implements WitnessReply {}

    /**
     * It has seen more of the log than the checkpoint has. Somebody else writes this log too, or it was restored from an
     * older copy: a witness never forgets.
     */
    record Ahead(TrustPolicy.Witness witness, long size) implements WitnessReply {}

    /**
     * It does not cosign. With status 422 it has another history of this log, or takes the proof for wrong.
     *
     * @param status of HTTP
     * @param why in one line, as it says
     */
    record Refused(TrustPolicy.Witness witness, int status, String why) implements WitnessReply {}

    /** It answers what no witness may, such as a signature of something else. */
    record Untrue(TrustPolicy.Witness witness, String why) implements WitnessReply {}

    /** No answer came in time, or the connection failed. */
    record Unreachable(TrustPolicy.Witness witness, String why) implements WitnessReply {}

    /** The proof that it asks for could not be made. */
    record Unproven(TrustPolicy.Witness witness, String why) implements WitnessReply {}
}
