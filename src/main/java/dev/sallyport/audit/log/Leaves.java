package dev.sallyport.audit.log;

import java.io.IOException;

/** Makes entries of the log from records of the journal: of the same record always the same. */
public interface Leaves {

    /** @return canonical JSON (RFC 8785), at most 65,535 bytes */
    byte[] of(byte[] journalRecord) throws IOException;

    /** What must be written with the entries has been put; it need not survive the machine yet. */
    void write() throws IOException;

    /** Makes what belongs to the entries, and is not in them, survive the machine. */
    void settle() throws IOException;

    /** Whether records have ordered something that can be done only when the log is settled. */
    boolean ordered() throws IOException;

    /** Does that; the log is settled. */
    void settled() throws IOException;
}
