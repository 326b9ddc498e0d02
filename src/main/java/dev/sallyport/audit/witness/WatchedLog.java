package dev.sallyport.audit.witness;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.NoteSignature;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.Proofs;
import dev.sallyport.audit.tree.TreeHasher;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * How far a witness has seen one log. Thread-safe: comparing with the latest checkpoint, keeping the new one and moving on
 * is one step, so that nobody sees the log go back.
 */
final class WatchedLog {

    private final List<VerifierKey> keys;
    private final SigningKey witness;
    private final Memory memory;
    private final InstantSource clock;
    private volatile Optional<SignedNote> latest;
    private long size;
    private Hash root = new TreeHasher().empty();

    /**
     * @param keys of this log, all with its origin for a name
     * @throws IOException when the memory is damaged, or of a checkpoint that this witness did not cosign
     */
    WatchedLog(String origin, List<VerifierKey> keys, SigningKey witness, Memory memory, InstantSource clock)
            throws IOException {
        this.keys = List.copyOf(keys);
        this.witness = witness;
        this.memory = memory;
        this.clock = clock;
        this.latest = memory.latest(origin);
        if (latest.isPresent()) {
            Checkpoint checkpoint = checked(origin, latest.get());
            size = checkpoint.size();
            root = checkpoint.root();
        }
    }

    /** A witness's own cosignature is also the checksum of what it remembers. */
    private Checkpoint checked(String origin, SignedNote note) throws IOException {
        try {
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (checkpoint.origin().equals(origin)
                    && !note.verified(List.of(witness.verifier())).isEmpty()) {
                return checkpoint;
            }
        } catch (MalformedNote damaged) {
            throw new IOException("what is kept of " + origin + " is damaged: " + damaged.getMessage(), damaged);
        }
        throw new IOException("what is kept of " + origin + " is not what "
                + witness.verifier().name() + " cosigned");
    }

    /** What was cosigned last, with the signatures of the log and the witness. */
    Optional<SignedNote> latest() {
        return latest;
    }

    /**
     * @param checkpoint what the request's note says
     * @throws IOException when it cannot be kept; then it is not cosigned, and the latest stays what it was
     */
    Answer add(AddCheckpoint request, Checkpoint checkpoint) throws IOException {
        List<NoteSignature> signatures;
        try {
            signatures = request.checkpoint().verified(keys).stream()
                    .map(SignedNote.Verified::signature)
                    .toList();
        } catch (MalformedNote forged) {
            return new Answer.Refused(Answer.Reason.UNTRUSTED, String.valueOf(forged.getMessage()));
        }
        if (signatures.isEmpty()) {
            return new Answer.Refused(Answer.Reason.UNTRUSTED, "no key of this log that is known here has signed it");
        }
        if (request.old() > checkpoint.size()) {
            return new Answer.Refused(
                    Answer.Reason.MALFORMED,
                    "old " + request.old() + " is more than the checkpoint's " + checkpoint.size());
        }
        return cosign(request, checkpoint, signatures);
    }

    private synchronized Answer cosign(AddCheckpoint request, Checkpoint checkpoint, List<NoteSignature> signatures)
            throws IOException {
        if (request.old() != size) {
            return new Answer.OtherSize(size);
        }
        // Before a first checkpoint that is the empty tree, so that one of size 0 must have its root.
        if (!Proofs.extend(size, checkpoint.size(), root, checkpoint.root(), request.proof())) {
            return refused(checkpoint, new SignedNote(request.checkpoint().text(), signatures));
        }
        String text = request.checkpoint().text();
        NoteSignature cosignature = witness.cosign(text, clock.instant().getEpochSecond());
        SignedNote note = new SignedNote(text, signatures).with(List.of(cosignature));
        memory.keep(checkpoint.origin(), note);
        size = checkpoint.size();
        root = checkpoint.root();
        latest = Optional.of(note);
        return new Answer.Cosigned(cosignature);
    }

    private Answer refused(Checkpoint checkpoint, SignedNote signed) throws IOException {
        if (size == checkpoint.size() && !root.equals(checkpoint.root()) && latest.isPresent()) {
            memory.contradicted(checkpoint.origin(), signed);
            return inconsistent(checkpoint.origin() + ": another tree of " + size + " leaves is known here");
        }
        return inconsistent("%s: it is not proven that the tree of %d leaves with root %s continues that of %d"
                .formatted(checkpoint.origin(), checkpoint.size(), checkpoint.root(), size));
    }

    private static Answer inconsistent(String why) {
        return new Answer.Refused(Answer.Reason.INCONSISTENT, why);
    }
}
