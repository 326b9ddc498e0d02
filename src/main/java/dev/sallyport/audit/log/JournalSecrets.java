package dev.sallyport.audit.log;

import dev.sallyport.audit.LaneId;
import java.io.IOException;
import java.util.Optional;

/** Opens what records of the journal have encrypted under the keys of their runs. Used by one thread. */
@FunctionalInterface
public interface JournalSecrets {

    /** Of journals without any, or whose keys are gone. */
    JournalSecrets NONE = (_, _, _) -> Optional.empty();

    /**
     * What was encrypted.
     *
     * @param lane that wrote the record
     * @param at where in the lane's key stream
     * @return empty when the run's key is gone
     * @throws IOException when the key cannot be read
     */
    Optional<byte[]> open(LaneId lane, long at, byte[] encrypted) throws IOException;
}
