package dev.sallyport.wire.postgres;

import dev.sallyport.wire.ProtocolException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.util.Optional;

/** What went wrong with a connection, for the log of the process. */
final class ConnectionFault {

    private ConnectionFault() {}

    /**
     * In a line, without anything of what was sent: Netty's word on what is no TLS shows all of it, and what a fault of the
     * program says is not known.
     */
    static String told(Throwable cause) {
        Throwable first = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        boolean safe = first instanceof ProtocolException
                || (first instanceof IOException && !(first instanceof NotSslRecordException));
        String name = first.getClass().getSimpleName();
        return Optional.ofNullable(first.getMessage())
                .filter(_ -> safe)
                .map(message -> name + ": " + message)
                .orElse(name);
    }
}
