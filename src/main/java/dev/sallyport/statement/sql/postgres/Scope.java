package dev.sallyport.statement.sql.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What column names can refer to at one level of a query, and the levels around it. Sources are added in the order of the
 * FROM clause, so that LATERAL sees what stands before it.
 */
final class Scope {

    /** Something that columns come from. */
    static final class Source {

        /** How its columns are come by. */
        enum Manner {
            READ,
            /** It is the relation that is written, and RETURNING gives what has become of its rows. */
            RETURNED,
            /** The same, and its name must stand in front of its columns. */
            RETURNED_BY_NAME
        }

        private final String alias;
        private final Optional<String> schema;
        private final List<Use> uses;
        private final Manner manner;
        private final Set<String> columns = new LinkedHashSet<>();

        /**
         * @param alias the name that qualifies its columns
         * @param schema the schema that may stand before the alias; empty when it may not
         * @param uses the relations whose columns these are; none for subqueries, functions and WITH queries
         */
        Source(String alias, Optional<String> schema, List<Use> uses, Manner manner) {
            this.alias = alias;
            this.schema = schema;
            this.uses = uses;
            this.manner = manner;
        }

        Source(String alias, Optional<String> schema, List<Use> uses) {
            this(alias, schema, uses, Manner.READ);
        }

        String alias() {
            return alias;
        }

        Optional<String> schema() {
            return schema;
        }

        List<Use> uses() {
            return uses;
        }

        Manner manner() {
            return manner;
        }

        /** The columns that were referred to since {@link #forget}. */
        Set<String> columns() {
            return columns;
        }

        void refer(String column) {
            columns.add(column);
        }

        void forget() {
            columns.clear();
        }
    }

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
