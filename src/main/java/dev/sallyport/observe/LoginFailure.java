package dev.sallyport.observe;

import java.util.Locale;

/** Why a client that began to log in has no session, in a word. */
public enum LoginFailure {
    /** A wrong password, or nobody of that name. */
    CREDENTIALS,
    /** TLS did not come about: the client does not trust the gate's certificate, say. */
    TLS,
    /** What the client sent is not the protocol, or not what the gate takes, such as a connection without TLS. */
    PROTOCOL,
    /** It took too long. */
    TIMEOUT,
    /** There is no such database for this user. */
    DATABASE,
    /** The session declares a purpose that is not the user's. */
    PURPOSE,
    /** No policy applies to this user on this database. */
    POLICY,
    /** The structure of the database could not be read. */
    CATALOG,
    /** The database cannot be reached, or does not let the gate in. */
    UPSTREAM,
    /** The journal cannot be written. */
    JOURNAL;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
