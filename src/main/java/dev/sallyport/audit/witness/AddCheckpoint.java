package dev.sallyport.audit.witness;

import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.tree.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a log asks of a witness: to cosign a checkpoint (C2SP tlog-witness, "add-checkpoint").
 *
 * @param old the size up to which the witness has seen the log
 * @param proof that the checkpoint continues that
 */
record AddCheckpoint(long old, List<Hash> proof, SignedNote checkpoint) {

    static final String PATH = "/add-checkpoint";

    /** Of a proof: no tree of less than 2^63 leaves needs more. */
    static final int MAX_HASHES = 63;

    private static final String OLD = "old ";

    AddCheckpoint {
        proof = List.copyOf(proof);
        if (old < 0 || proof.size() > MAX_HASHES) {
            throw new IllegalArgumentException("old " + old + ", " + proof.size() + " hashes");
        }
    }

    /** Reads a request's body. */
    static AddCheckpoint parse(String body) throws MalformedNote {
        int split = body.indexOf("\n\n");
        if (split < 0 || !body.startsWith(OLD)) {
            throw new MalformedNote("a request is \"old SIZE\", a proof, an empty line, and a checkpoint");
        }
        String[] lines = body.substring(0, split).split("\n", -1);
        if (lines.length - 1 > MAX_HASHES) {
            throw new MalformedNote("a proof has at most " + MAX_HASHES + " hashes, not " + (lines.length - 1));
        }
        return new AddCheckpoint(
                old(lines[0].substring(OLD.length())), proof(lines), SignedNote.parse(body.substring(split + 2)));
    }

    private static long old(String text) throws MalformedNote {
        try {
            long old = Long.parseLong(text);
            if (old >= 0 && Long.toString(old).equals(text)) {
                return old;
            }
        } catch (NumberFormatException none) {
            // told below, like the other forms that are none
        }
        throw new MalformedNote("the old size is not the size of a log");
    }

    private static List<Hash> proof(String[] lines) throws MalformedNote {
        List<Hash> proof = new ArrayList<>();
        for (int at = 1; at < lines.length; at++) {
            try {
                proof.add(Hash.parse(lines[at]));
            } catch (IllegalArgumentException none) {
                throw new MalformedNote("line " + (at + 1) + " is no hash of a proof");
            }
        }
        return proof;
    }

    /** The request's body. */
    String body() {
        return OLD + old + "\n"
                + proof.stream().map(hash -> hash.base64() + "\n").collect(Collectors.joining())
                + "\n" + checkpoint;
    }
}
