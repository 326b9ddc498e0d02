package dev.sallyport.statement;

import dev.sallyport.catalog.RelationKind;
import dev.sallyport.catalog.RelationName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a statement does to one relation. A statement that reads a relation and writes it has two uses of it.
 *
 * @param name the resolved name. A temporary relation of the session is in schema {@code pg_temp}. An unresolved name
 *     has the schema that was written, or else the one a new relation would go to
 * @param kind known when the catalog has the relation
 * @param effects what is done to it; never empty
 * @param columnsRead columns whose values the statement can depend on, for a target in SET, WHERE, RETURNING, ON
 *     CONFLICT and the like too. More than are truly read where that cannot be told; all of the catalog's columns for a
 *     star or a whole-row reference
 * @param columnsReturned those of columnsRead that nothing but RETURNING reads, where {@link WriteSite}s say
 * @param columnsWritten columns that get values; for an INSERT without a column list all columns
 * @param wholeRow whether the row as a whole is referred to ({@code *}, {@code t.*}, {@code t} as a value)
 * @param sites for a source, every place it is read at
 * @param writes for the target of INSERT, UPDATE, DELETE and COPY, every place that says something about its rows
 */
public record RelationUse(
        RelationName name,
        Standing standing,
        Optional<RelationKind> kind,
        Role role,
        Set<Effect> effects,
        Set<String> columnsRead,
        Set<String> columnsReturned,
        Set<String> columnsWritten,
        boolean wholeRow,
        List<ReadSite> sites,
        List<WriteSite> writes) {

    public RelationUse {
        effects = Set.copyOf(effects);
        columnsRead = Set.copyOf(columnsRead);
        columnsReturned = Set.copyOf(columnsReturned);
        columnsWritten = Set.copyOf(columnsWritten);
        sites = List.copyOf(sites);
        writes = List.copyOf(writes);
        if (effects.isEmpty()) {
            throw new IllegalArgumentException("a use of " + name + " has no effect");
        }
    }

    /** Whether a relation is read from, or is what the statement acts on. */
    public enum Role {
        /** Read in FROM, JOIN, USING, a MERGE source, TABLE, COPY ... TO and the like. */
        SOURCE,
        /** Written, locked, altered, created, dropped, maintained, ... */
        TARGET
    }

    /** What is known of the name. */
    public enum Standing {
        /** In the catalog. */
        USER,
        /** A temporary relation that this session made. When the catalog has the name too, there is a use of each. */
        TEMPORARY,
        /** A system relation that tells of structure only. */
        SYSTEM,
        /**
         * A system relation that discloses such things, and of which {@link Governing#partly} tells what can be shown
         * instead; at all its places in the statement it can.
         */
        SYSTEM_PARTLY,
        /** A system relation that discloses data, statement texts, secrets or other people's activity. */
        SYSTEM_DISCLOSING,
        /** Not in the catalog: new, not committed yet, or wrong. */
        UNRESOLVED
    }
}
