package dev.sallyport.statement.sql.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What column names can refer to at one level of a query, and the levels around it. Sources are added in the order of the
 * FROM clause, so that LATERAL sees what stands before it.
 */
final class Scope {

    /**
     * Something that columns come from.
     *
     * @param alias the name that qualifies its columns
     * @param schema the schema that may stand before the alias; empty when it may not
     * @param uses the relations whose columns these are; none for subqueries, functions and WITH queries
     */
    record Source(String alias, Optional<String> schema, List<Use> uses) {}

    private final Optional<Scope> outer;
    private final List<Source> sources = new ArrayList<>();
    private final Set<String> withNames = new HashSet<>();

    private Scope(Optional<Scope> outer, Set<String> withNames) {
        this.outer = outer;
        this.withNames.addAll(withNames);
    }

    static Scope none() {
        return new Scope(Optional.empty(), Set.of());
    }

    /** A level inside this one. */
    Scope inner() {
        return new Scope(Optional.of(this), withNames);
    }

    /** A level beside this one: it sees the same around it, and the WITH queries that are defined so far. */
    Scope sibling() {
        return new Scope(outer, withNames);
    }

    Optional<Scope> outer() {
        return outer;
    }

    List<Source> sources() {
        return sources;
    }

    void add(Source source) {
        sources.add(source);
    }

    /** A source whose columns are of no relation. */
    void addDerived(String alias) {
        sources.add(new Source(alias, Optional.empty(), List.of()));
    }

    /** From here on, and on all levels inside, the name without a schema means a WITH query. */
    void defineWith(String name) {
        withNames.add(name);
    }

    boolean isWith(String name) {
        return withNames.contains(name);
    }
}
