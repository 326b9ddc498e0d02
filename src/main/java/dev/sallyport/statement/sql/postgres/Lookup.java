package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.RelationUse.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What relation names mean, as PostgreSQL looks them up ("The Schema Search Path" in its documentation). */
final class Lookup {

    static final String TEMPORARY_SCHEMA = "pg_temp";
    private static final String SYSTEM_SCHEMA = "pg_catalog";

    private final Names names;
    private final SystemRelations system;

    Lookup(Names names, SystemRelations system) {
        this.names = names;
        this.system = system;
    }

    /** The major one. */
    int serverVersion() {
        return names.catalog().majorVersion();
    }

    /** A meaning of a name. */
    record Meaning(RelationName name, Standing standing, Optional<Relation> relation) {}

    /**
     * Everything a name can mean; more than one when it is the name of a temporary relation of the session, which may be
     * gone again.
     *
     * @param schema as written; empty when none was
     */
    List<Meaning> meanings(String schema, String name) {
        if (!schema.isEmpty()) {
            return List.of(qualified(schema, name));
        }
        List<Meaning> meanings = new ArrayList<>();
        if (names.temporary().contains(name)) {
            meanings.add(temporary(name));
        }
        Optional<Meaning> permanent = permanent(name);
        permanent.ifPresent(meanings::add);
        if (meanings.isEmpty()) {
            meanings.add(new Meaning(
                    new RelationName(names.path().creationSchema(), name), Standing.UNRESOLVED, Optional.empty()));
        }
        return meanings;
    }

    /** What a name will mean for a relation that is made now. */
    Meaning created(String schema, String name, boolean temporary) {
        if (temporary || schema.equals(TEMPORARY_SCHEMA)) {
            return temporary(name);
        }
        return qualified(schema.isEmpty() ? names.path().creationSchema() : schema, name);
    }

    private static Meaning temporary(String name) {
        return new Meaning(new RelationName(TEMPORARY_SCHEMA, name), Standing.TEMPORARY, Optional.empty());
    }

    private Meaning qualified(String schema, String name) {
        RelationName full = new RelationName(schema, name);
        if (schema.equals(TEMPORARY_SCHEMA)) {
            return temporary(name);
        }
        Optional<Relation> relation = names.catalog().relation(full);
        if (relation.isPresent()) {
            return new Meaning(full, Standing.USER, relation);
        }
        // Another session's temporary schema is a system schema here too.
        return new Meaning(
                full, system.isSystemSchema(schema) ? system.standing(full) : Standing.UNRESOLVED, Optional.empty());
    }

    private Optional<Meaning> permanent(String name) {
        List<String> schemas = names.path().schemas();
        if (!schemas.contains(SYSTEM_SCHEMA)) {
            // The server looks there first when the path does not say otherwise.
            Optional<Meaning> found = inSchema(SYSTEM_SCHEMA, name);
            if (found.isPresent()) {
                return found;
            }
        }
        for (String schema : schemas) {
            Optional<Meaning> found = inSchema(schema, name);
            if (found.isPresent()) {
                return found;
            }
        }
        // No user's relation, and only the server's own ones may be called so: one of a newer server.
        return name.startsWith("pg_")
                ? Optional.of(new Meaning(
                        new RelationName(SYSTEM_SCHEMA, name), Standing.SYSTEM_DISCLOSING, Optional.empty()))
                : Optional.empty();
    }

    private Optional<Meaning> inSchema(String schema, String name) {
        RelationName full = new RelationName(schema, name);
        if (system.isSystemSchema(schema)) {
            return system.knows(full, serverVersion())
                    ? Optional.of(new Meaning(full, system.standing(full), Optional.empty()))
                    : Optional.empty();
        }
        return names.catalog().relation(full).map(relation -> new Meaning(full, Standing.USER, Optional.of(relation)));
    }
}
