package dev.sallyport.statement;

import dev.sallyport.catalog.RelationName;
import java.util.List;
import java.util.Map;

/** Puts governed subqueries in the place of relations. One for each dialect. Thread-safe, pure. */
public interface Governing {

    /**
     * The text to run instead.
     *
     * @param analyses of this very text, all of its statements
     * @param governed for each governed relation the expressions of all its columns in order; every source use of such
     *     a relation must have only {@link ReadSite.Replaceable} sites
     * @throws IllegalArgumentException when a site cannot be replaced
     */
    GovernedText govern(String text, List<Analysis> analyses, Map<RelationName, List<ColumnExpression>> governed);

    /** A column of a governed relation as it is shown: {@code expression AS name}. The expression is the dialect's. */
    record ColumnExpression(String name, String expression) {}
}
