package dev.sallyport.identity;

import java.util.List;

/**
 * Who acts, and on whose behalf: "agent A for human B" (RFC 8693, section 4.1, the {@code act} claim, read from the
 * outside in). Every link is judged; the session has what all links may.
 *
 * @param chain the actor first, then each principal that the one before it acts for; at least one, at most
 *     {@value #MAX_LINKS}
 */
public record Delegation(List<Principal> chain) {

    /** More links than any honest deployment has; a longer chain is a mistake or an attack. */
    public static final int MAX_LINKS = 8;

    public Delegation {
        chain = List.copyOf(chain);
        if (chain.isEmpty() || chain.size() > MAX_LINKS) {
            throw new IllegalArgumentException("a delegation has 1 to " + MAX_LINKS + " links, not " + chain.size());
        }
    }

    public static Delegation of(Principal actor) {
        return new Delegation(List.of(actor));
    }

    /** Who is connected. */
    public Principal actor() {
        return chain.getFirst();
    }

    /** For whom the actor acts, nearest first; empty when it acts for itself. */
    public List<Principal> onBehalfOf() {
        return chain.subList(1, chain.size());
    }
}
