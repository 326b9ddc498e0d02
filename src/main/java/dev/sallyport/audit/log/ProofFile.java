package dev.sallyport.audit.log;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.Proofs;
import dev.sallyport.audit.tree.TreeHasher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * That an entry is in a log, for somebody who has the entry and trusts the log's key (C2SP tlog-proof).
 *
 * @param index of the entry
 * @param proof from its sibling up
 * @param checkpoint of the log that has it
 */
public record ProofFile(long index, List<Hash> proof, SignedNote checkpoint) {

    private static final String FIRST = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";
    private static final int MAX_HASHES = 63;

    public ProofFile {
        proof = List.copyOf(proof);
    }

    /**
     * Of an entry of a log, as it is published.
     *
     * @throws IOException when the log cannot be read, or has no such entry
     */
    public static ProofFile of(LogFolder folder, long index) throws IOException {
        SignedNote signed =
                folder.published().orElseThrow(() -> new IOException(folder.path() + " has no checkpoint yet"));
        long size = folder.said(signed).size();
        if (index < 0 || index >= size) {
            throw new IOException("the log has " + size + " entries, and none with index " + index);
        }
        try {
            return new ProofFile(index, Proofs.inclusion(index, size, folder.nodes(size)), signed);
        } catch (UncheckedIOException unreadable) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
    }

    public static ProofFile parse(String text) throws MalformedNote {
        int split = text.indexOf("\n\n");
        if (split < 0) {
            throw new MalformedNote("a proof has an empty line before its checkpoint");
        }
        List<String> lines = new ArrayList<>(text.substring(0, split).lines().toList());
        if (lines.isEmpty() || !lines.removeFirst().equals(FIRST)) {
            throw new MalformedNote("a proof begins with " + FIRST);
        }
        if (!lines.isEmpty() && lines.getFirst().startsWith(EXTRA)) {
            lines.removeFirst();
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith(INDEX) || lines.size() > MAX_HASHES + 1) {
            throw new MalformedNote("a proof has a line with its index, and at most " + MAX_HASHES + " with hashes");
        }
        try {
            String index = lines.removeFirst().substring(INDEX.length());
            long number = Long.parseLong(index);
            if (number < 0 || !Long.toString(number).equals(index)) {
                throw new MalformedNote("not an index: '" + index + "'");
            }
            return new ProofFile(
                    number, lines.stream().map(Hash::parse).toList(), SignedNote.parse(text.substring(split + 2)));
        } catch (IllegalArgumentException wrong) {
            throw new MalformedNote("not a proof: " + wrong.getMessage());
        }
    }

    /**
     * Whether it proves that an entry is in a log of one of these keys.
     *
     * @return why not; empty when it does
     */
    public Optional<String> objection(byte[] entry, Collection<VerifierKey> keys) {
        try {
            Checkpoint log = Checkpoint.parse(checkpoint.text());
            boolean signed = checkpoint.verified(keys).stream()
                    .anyMatch(by -> by.key().type() == VerifierKey.Type.NOTE
                            && by.key().name().equals(log.origin()));
            if (!signed) {
                return Optional.of("the checkpoint is not signed by a key of log " + log.origin() + " that is trusted");
            }
            Hash leaf = new TreeHasher().leaf(entry);
            return Proofs.includes(index, log.size(), leaf, proof, log.root())
                    ? Optional.empty()
                    : Optional.of("the entry is not the one with index " + index + " in the log");
        } catch (MalformedNote wrong) {
            return Optional.of("the checkpoint is not right: " + wrong.getMessage());
        }
    }

    @Override
    public String toString() {
        return FIRST + "\n" + INDEX + index + "\n"
                + proof.stream().map(hash -> hash.base64() + "\n").collect(Collectors.joining()) + "\n" + checkpoint;
    }
}
