package dev.sallyport.identity;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Who is authenticated.
 *
 * @param id the name the principal logs in with, unique in a deployment, never empty
 * @param groups the groups policy may speak of
 * @param attributes free facts about the principal ({@code region}, {@code department}, ...)
 */
public record Principal(String id, Kind kind, Set<String> groups, Map<String, String> attributes) {

    public Principal {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a principal's id must not be empty");
        }
        groups = Set.copyOf(groups);
        attributes = Map.copyOf(attributes);
    }

    /** What sort of actor a principal is. */
    public enum Kind {
        HUMAN,
        SERVICE,
        AGENT;

        /** The word policies and records use. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
