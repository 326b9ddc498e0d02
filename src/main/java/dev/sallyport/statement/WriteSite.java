package dev.sallyport.statement;

import java.util.Optional;

/** A place in a text where rows of a relation are changed or deleted. */
public sealed interface WriteSite {

    /**
     * The rows can be narrowed down.
     *
     * @param alias what the relation is called there, as an identifier without quotes
     * @param condition what follows WHERE, if there is one
     * @param end where a WHERE goes if there is none: bytes from the start of the text
     */
    record Narrowable(String alias, Optional<Span> condition, int end) implements WriteSite {}

    /**
     * They cannot.
     *
     * @param why completes "cannot be governed: ..."; shown to users
     */
    record Fixed(String why) implements WriteSite {}
}
