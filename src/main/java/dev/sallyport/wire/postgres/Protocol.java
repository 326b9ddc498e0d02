package dev.sallyport.wire.postgres;

/**
 * Numbers of the protocol (PostgreSQL documentation, "Frontend/Backend Protocol": "Message Formats").
 *
 * <p>A message is a type byte, a length word that counts itself but not the type byte, and the body. The messages before
 * log-in have no type byte.
 */
final class Protocol {

    static final int SSL_REQUEST = 80877103;
    static final int CANCEL_REQUEST = 80877102;
    static final int GSS_REQUEST = 80877104;
    static final int VERSION_3_0 = 3 << 16;
    static final int VERSION_3_2 = 3 << 16 | 2;

    /** Type byte and length word. */
    static final int HEADER_BYTES = 5;

    /** PostgreSQL's own limit for the first packet (MAX_STARTUP_PACKET_LENGTH). */
    static final int MAX_STARTUP_BYTES = 10_000;

    /** PostgreSQL's own limit for the answers to authentication requests (PG_MAX_AUTH_TOKEN_LENGTH). */
    static final int MAX_LOGIN_BYTES = 65_535;

    /** The name that clients who start with TLS must offer (ALPN). */
    static final String ALPN = "postgresql";

    /** Transaction states in ReadyForQuery. */
    static final byte IDLE = 'I';

    static final byte IN_TRANSACTION = 'T';
    static final byte FAILED = 'E';

    private Protocol() {}
}
