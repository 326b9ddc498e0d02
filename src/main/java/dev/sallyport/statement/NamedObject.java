package dev.sallyport.statement;

import java.util.Optional;

/** A prepared statement or cursor of the session that a statement makes, uses or ends by name. */
public sealed interface NamedObject {

    /** PREPARE name AS ...; the analysis is that of the statement inside. */
    record Prepares(String name) implements NamedObject {}

    /** EXECUTE name. */
    record Executes(String name) implements NamedObject {}

    /** DEALLOCATE name; empty means all, as for DISCARD ALL. */
    record Deallocates(Optional<String> name) implements NamedObject {}

    /** DECLARE name CURSOR FOR ...; the analysis is that of the query inside. */
    record DeclaresCursor(String name) implements NamedObject {}

    /** FETCH or MOVE. */
    record FetchesCursor(String name) implements NamedObject {}

    /** CLOSE name; empty means all. */
    record ClosesCursor(Optional<String> name) implements NamedObject {}
}
