package dev.sallyport.audit.witness;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.Proofs;
import dev.sallyport.audit.tree.TreeHasher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** A log of up to 100 leaves in memory, and another history of it from a leaf on. */
final class GrowingLog implements ConsistencyProofs {

    static final String ORIGIN = "audit.example/eu";

    private static final int LEAVES = 100;

    private final SigningKey key;
    private final List<Hash> leaves;

    private GrowingLog(SigningKey key, List<Hash> leaves) {
        this.key = key;
        this.leaves = leaves;
    }

    GrowingLog() {
        this(SigningKey.generate(ORIGIN, VerifierKey.Type.NOTE), leaves(LEAVES));
    }

    /** The same log, with the same key, that tells another story from that leaf on. */
    GrowingLog forked(int from) {
        return new GrowingLog(key, leaves(from));
    }

    private static List<Hash> leaves(int forked) {
        TreeHasher hasher = new TreeHasher();
        return IntStream.range(0, LEAVES)
                .mapToObj(
                        leaf -> hasher.leaf((leaf + (leaf < forked ? "" : " forked")).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    VerifierKey key() {
        return key.verifier();
    }

    SigningKey signing() {
        return key;
    }

    SignedNote checkpoint(int size) {
        Hash root = size == 0 ? new TreeHasher().empty() : new TreeHasher().root(leaves.subList(0, size));
        return signed(new Checkpoint(ORIGIN, size, root));
    }

    SignedNote signed(Checkpoint checkpoint) {
        return new SignedNote(checkpoint.text(), List.of(key.sign(checkpoint.text())));
    }

    @Override
    public List<Hash> between(long older, long newer) {
        TreeHasher hasher = new TreeHasher();
        return Proofs.consistency(
                older,
                newer,
                (height, index) -> hasher.root(leaves.subList((int) (index << height), (int) ((index + 1) << height))));
    }

    /** As a log without fault asks. */
    AddCheckpoint request(int old, int size) {
        return new AddCheckpoint(old, old > size ? List.of() : between(old, size), checkpoint(size));
    }
}
