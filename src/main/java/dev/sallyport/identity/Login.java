package dev.sallyport.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the gate knows of somebody who may log in.
 *
 * @param delegation who that is, and for whom
 * @param verifier proves the password; without it no password does
 * @param certificateSubject the common name in a client certificate that is proof enough
 * @param purposes what sessions may be declared for; the first one is meant when none is declared
 * @param databases which databases may be connected to; empty means every one
 */
public record Login(
        Delegation delegation,
        Optional<ScramVerifier> verifier,
        Optional<String> certificateSubject,
        List<String> purposes,
        Optional<String> task,
        Set<String> databases) {

    public Login {
        purposes = List.copyOf(purposes);
        databases = Set.copyOf(databases);
    }

    /** Finds who may log in by the name they give. Thread-safe, does not block. */
    @FunctionalInterface
    public interface Directory {
        Optional<Login> find(String name);
    }
}
