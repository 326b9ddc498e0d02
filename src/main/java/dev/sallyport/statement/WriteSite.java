package dev.sallyport.statement;

import java.util.List;
import java.util.Optional;

/** A place in a text that says something about rows of a relation that is written. */
public sealed interface WriteSite {

    /**
     * Which rows are changed or deleted: they can be narrowed down.
     *
     * @param alias what the relation is called there, as an identifier without quotes
     * @param condition what follows WHERE, if there is one
     * @param end where a WHERE goes if there is none: bytes from the start of the text
     */
    record Narrowable(String alias, Optional<Span> condition, int end) implements WriteSite {}

    /**
     * A reference to a column in RETURNING.
     *
     * @param qualifier what stands, or can stand, in front of the column, as an identifier without quotes
     */
    record Returned(Span span, String qualifier, String column) implements WriteSite {}

    /**
     * A star in RETURNING.
     *
     * @param before the sources whose columns come before the relation's own, as identifiers without quotes
     * @param after those whose columns come after them
     */
    record ReturnedAll(Span span, String qualifier, List<String> before, List<String> after) implements WriteSite {
        public ReturnedAll {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * Rows are made or changed, and RETURNING sees what has become of them.
     *
     * @param alias what the relation is called there, as an identifier without quotes
     * @param returning whether there is a RETURNING
     * @param always a {@link Returned} or {@link ReturnedAll} that is given for every row
     * @param end where a RETURNING goes if there is none: bytes from the start of the text
     * @param outermost whether what RETURNING gives is the statement's own result
     */
    record NewRows(String alias, boolean returning, Optional<WriteSite> always, int end, boolean outermost)
            implements WriteSite {}

    /**
     * Rows come in by COPY.
     *
     * @param condition what follows WHERE, if there is one
     * @param end where a WHERE goes if there is none: bytes from the start of the text
     */
    record CopiedIn(Optional<Span> condition, int end) implements WriteSite {}

    /**
     * Neither can be done.
     *
     * @param why completes "cannot be governed: ..."; shown to users
     */
    record Fixed(String why) implements WriteSite {}
}
