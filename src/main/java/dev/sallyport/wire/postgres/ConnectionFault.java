package dev.sallyport.wire.postgres;

import dev.sallyport.wire.ProtocolException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Optional;

/** What went wrong with a connection, for the log of the process. */
final class ConnectionFault {

    private ConnectionFault() {}

    /** In a line; the reason only where it is known to have nothing of what was sent. Faults of the program may quote it. */
    static String told(Throwable cause) {
        Throwable first = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        boolean known = first instanceof ProtocolException || first instanceof IOException;
        String name = first.getClass().getSimpleName();
        return Optional.ofNullable(first.getMessage())
                .filter(_ -> known)
                .map(message -> name + ": " + message)
                .orElse(name);
    }
}
