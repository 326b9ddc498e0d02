package dev.sallyport.audit.note;

import dev.sallyport.audit.tree.Hash;

/**
 * What a log says of itself (C2SP tlog-checkpoint).
 *
 * @param origin which log
 * @param size how many leaves it has
 * @param root the root of the tree over them
 */
public record Checkpoint(String origin, long size, Hash root) {

    public Checkpoint {
        if (!VerifierKey.isName(origin)) {
            throw new IllegalArgumentException("not the origin of a log: '" + origin + "'");
        }
        if (size < 0) {
            throw new IllegalArgumentException("a log has no " + size + " leaves");
        }
    }

    /** Reads the text of a note; lines after the third are extensions and passed over. */
    public static Checkpoint parse(String text) throws MalformedNote {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty()) {
            throw new MalformedNote("a checkpoint has a line each for origin, size and root");
        }
        try {
            long size = Long.parseLong(lines[1]);
            if (!Long.toString(size).equals(lines[1])) {
                throw new MalformedNote("not the size of a log: '" + lines[1] + "'");
            }
            return new Checkpoint(lines[0], size, Hash.parse(lines[2]));
        } catch (IllegalArgumentException wrong) {
            throw new MalformedNote("not a checkpoint: " + wrong.getMessage());
        }
    }

    /** The text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }
}
