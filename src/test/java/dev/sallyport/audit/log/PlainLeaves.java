package dev.sallyport.audit.log;

import java.io.IOException;

/** Records as they are. */
public class PlainLeaves implements Leaves {

    @Override
    public byte[] of(byte[] journalRecord) throws IOException {
        return Leaf.of(journalRecord);
    }

    @Override
    public void write() {
        // nothing is outside the entries
    }

    @Override
    public void settle() throws IOException {
        // nothing is outside the entries
    }

    @Override
    public boolean ordered() {
        return false;
    }

    @Override
    public void settled() {
        // nothing was ordered
    }
}
