package dev.sallyport.catalog;

import java.util.Optional;
import java.util.Set;

/**
 * What a view or materialized view shows.
 *
 * @param query the SELECT, with every name of a user's schema qualified and no semicolon at its end
 * @param reads the relations that the query names, directly
 * @param callsUserCode whether it calls a function or operator that is not built in, or has a domain in it
 * @param barrier whether it is a security barrier: conditions of a user must not be evaluated before its own
 * @param obstacle why the query in the view's place would not give what the view gives, if so
 */
public record ViewDefinition(
        String query, Set<RelationName> reads, boolean callsUserCode, boolean barrier, Optional<String> obstacle) {

    public ViewDefinition {
        reads = Set.copyOf(reads);
    }

    /** With its query, once that could be read. */
    ViewDefinition read(String text, Optional<String> known) {
        return new ViewDefinition(text, reads, callsUserCode, barrier, known);
    }
}
