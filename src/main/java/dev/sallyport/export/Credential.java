package dev.sallyport.export;

import java.io.IOException;

/** A secret that is fetched each time it is needed, and never kept. */
@FunctionalInterface
public interface Credential {

    /** @throws IOException when it cannot be had; the message names its source and nothing of it */
    String reveal() throws IOException;
}
