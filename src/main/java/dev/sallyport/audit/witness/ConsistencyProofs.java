package dev.sallyport.audit.witness;

import dev.sallyport.audit.tree.Hash;
import java.io.IOException;
import java.util.List;

/** Proves that a log only grew. Thread-safe: witnesses are asked side by side. */
@FunctionalInterface
public interface ConsistencyProofs {

    /**
     * @param older from 1
     * @param newer more than that: the size of the checkpoint to be cosigned
     * @return the proof of RFC 6962, section 2.1.2
     */
    List<Hash> between(long older, long newer) throws IOException;
}
