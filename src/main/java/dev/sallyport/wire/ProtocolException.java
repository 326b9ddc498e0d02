package dev.sallyport.wire;

/** The peer broke the protocol. The connection cannot be used again: what follows on it has no known meaning. */
public final class ProtocolException extends RuntimeException {

    /** @param message says what was wrong in terms of the protocol; quotes no payload */
    public ProtocolException(String message) {
        super(message);
    }
}
