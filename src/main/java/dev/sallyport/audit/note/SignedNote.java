package dev.sallyport.audit.note;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text with signatures (C2SP signed-note). Immutable.
 *
 * @param text with its last line feed
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_SIGNATURES = 100;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** Reads a note; whether its signatures are right is another question. */
    public static SignedNote parse(String note) throws MalformedNote {
        int split = note.lastIndexOf("\n\n");
        if (note.length() > MAX_CHARACTERS || split < 0 || !note.endsWith("\n") || split + 2 == note.length()) {
            throw new MalformedNote("a note is a text, an empty line, and lines with signatures");
        }
        if (note.chars().anyMatch(character -> character < 0x20 && character != '\n')) {
            throw new MalformedNote("a control character");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : note.substring(split + 2, note.length() - 1).split("\n", -1)) {
            signatures.add(NoteSignature.parse(line));
        }
        if (signatures.size() > MAX_SIGNATURES) {
            throw new MalformedNote("more than " + MAX_SIGNATURES + " signatures");
        }
        return new SignedNote(note.substring(0, split + 1), signatures);
    }

    /** The signature of a known key. */
    public record Verified(VerifierKey key, NoteSignature signature) {

        /** When a cosigner saw it, in seconds since 1970 UTC; 0 for other signatures. */
        public long seconds() {
            return key.type() == VerifierKey.Type.COSIGNATURE ? signature.seconds() : 0;
        }
    }

    /**
     * The signatures of known keys; those of others are passed over.
     *
     * @throws MalformedNote when one that claims to be of a known key is not
     */
    public List<Verified> verified(Collection<VerifierKey> known) throws MalformedNote {
        List<Verified> verified = new ArrayList<>();
        for (NoteSignature signature : signatures) {
            for (VerifierKey key : known) {
                if (signature.by(key)) {
                    if (!signature.verifies(key, text)) {
                        throw new MalformedNote("the signature of " + key.name() + " is wrong");
                    }
                    verified.add(new Verified(key, signature));
                }
            }
        }
        return verified;
    }

    public SignedNote with(Collection<NoteSignature> more) {
        List<NoteSignature> all = new ArrayList<>(signatures);
        all.addAll(more);
        return new SignedNote(text, all);
    }

    @Override
    public String toString() {
        return text + "\n"
                + signatures.stream().map(signature -> signature + "\n").collect(Collectors.joining());
    }
}
