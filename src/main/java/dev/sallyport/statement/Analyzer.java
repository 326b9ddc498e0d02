package dev.sallyport.statement;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Tells what a text does. One for each dialect. Thread-safe; may block for as long as a long text takes to parse. */
public interface Analyzer {

    /** Never throws for any text: what cannot be understood is {@link Result.Unparsable}. */
    Result analyze(String text, Names names);

    /** What came of a text. */
    sealed interface Result {

        /** One analysis for each statement, in order; none for an empty text. */
        record Statements(List<Analysis> statements) implements Result {
            public Statements {
                statements = List.copyOf(statements);
            }
        }

        /**
         * The text is not of the dialect, or too large or too deep to be judged.
         *
         * @param code the SQLSTATE that the database would answer with, or program_limit_exceeded
         * @param message what the parser says
         * @param position where, in characters from 1, when known
         */
        record Unparsable(
                String code, String message, Optional<String> detail, Optional<String> hint, OptionalInt position)
                implements Result {}
    }
}
