package dev.sallyport.export;

import java.io.IOException;
import javax.net.ssl.SSLContext;

/** Makes TLS settings from the files that there are now, so that certificates can be exchanged while the gate runs. */
@FunctionalInterface
public interface Tls {

    /** @throws IOException when a file cannot be used; the message names it */
    SSLContext context() throws IOException;
}
