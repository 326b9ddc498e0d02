package dev.sallyport.audit.log;

/** Records as they are. */
public final class PlainLeaves implements Leaves {

    @Override
    public byte[] of(byte[] journalRecord) {
        return Leaf.of(journalRecord);
    }

    @Override
    public void write() {
        // nothing is outside the entries
    }

    @Override
    public void settle() {
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
