package dev.sallyport.statement;

import java.util.Optional;
import java.util.Set;

/** A place in a text where a relation is read. */
public sealed interface ReadSite {

    /**
     * The reference can be replaced by a subquery at its place.
     *
     * @param only whether children are left out
     */
    record Replaceable(Span span, Form form, boolean only) implements ReadSite {}

    /**
     * A table that is copied as a whole, which a query in parentheses can stand for.
     *
     * @param span the table's name and the list of columns after it
     * @param columns that list, without its parentheses
     */
    record Copied(Span span, Optional<Span> columns) implements ReadSite {}

    /**
     * A reference with TABLESAMPLE after it, which goes into the subquery.
     *
     * @param clause TABLESAMPLE, its method and all in parentheses after it
     */
    record Sampled(Replaceable relation, Span clause) implements ReadSite {}

    /**
     * The query is grouped by the relation's primary key, and names columns that depend on it: the database sees that of a
     * relation, not of a subquery, so they must be among the groups.
     *
     * @param at where they can be put: bytes from the start of the text, behind an element
     * @param alias what the relation is called there, as an identifier without quotes
     */
    record Grouped(int at, String alias, Set<String> columns) implements ReadSite {
        public Grouped {
            columns = Set.copyOf(columns);
        }
    }

    /** The reference becomes part of a definition, and is governed whenever what is defined is read. */
    record Defined() implements ReadSite {}

    /**
     * The relation is read here, and no subquery can stand in its place.
     *
     * @param why completes "cannot be governed: ..."; shown to users
     */
    record Fixed(String why) implements ReadSite {}

    /** What must stand in the place of a reference. */
    enum Form {
        /** An alias follows in the text: the subquery alone. */
        ALIASED,
        /** No alias follows: the subquery, then an alias that is the relation's own name. */
        BARE,
        /** {@code TABLE t}: a whole SELECT. The span covers the word TABLE too. */
        TABLE_COMMAND,
        /** {@code schema.relation} in front of a column: the relation's own name alone, which is the alias of BARE. */
        QUALIFIER
    }
}
