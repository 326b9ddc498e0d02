package dev.sallyport.statement;

import java.util.List;

/**
 * Which rows of a relation a session may see: a condition in the database's language with facts about the session in it. The
 * facts are values, never text of the statement.
 */
public record RowPredicate(List<Part> parts) {

    public RowPredicate {
        parts = List.copyOf(parts);
    }

    /** A piece of the condition. */
    public sealed interface Part {
        /** As the policy's author wrote it. */
        record Sql(String text) implements Part {}

        /** A column of the relation. */
        record Column(String name) implements Part {}

        /** A value, to be written as a constant. */
        record Text(String value) implements Part {}

        record Whole(long value) implements Part {}

        record Flag(boolean value) implements Part {}

        record Texts(List<String> values) implements Part {
            public Texts {
                values = List.copyOf(values);
            }
        }
    }

    /** No row. */
    public static final RowPredicate NOTHING = new RowPredicate(List.of(new Part.Sql("false")));
}
