package dev.sallyport.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * One authenticated client connection.
 *
 * @param id unique for ever (UUID version 7)
 * @param purpose the declared, controlled word for why; bound at log-in, never read from a statement
 * @param task the bounded piece of work an agent acts in, by its id
 * @param database the name of the protected database
 * @param clientAddress the peer's address, without the port
 * @param application what the client calls itself; not to be trusted
 * @param method how the client proved who it is: {@code scram-sha-256}, {@code scram-sha-256-plus}, {@code password},
 *     {@code certificate}
 */
public record Session(
        String id,
        Delegation delegation,
        Optional<String> purpose,
        Optional<String> task,
        String database,
        String clientAddress,
        String application,
        String method,
        boolean tls,
        Instant start) {

    public Principal principal() {
        return delegation.actor();
    }
}
