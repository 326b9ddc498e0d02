package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Analyzer.Result.Unparsable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Completes what the grammar complains of to the error that the database would answer with. */
final class SyntaxErrors {

    private static final String SYNTAX_ERROR = "42601";
    private static final String ANYTHING = "%s";

    private final List<Known> known =
            Manifest.read("syntax-errors.txt", "\\|").stream().map(Known::of).toList();

    private record Known(String code, String file, List<String> message, String detail, String hint) {

        static Known of(List<String> fields) {
            return new Known(
                    fields.get(0),
                    fields.get(1),
                    List.of(fields.get(2).split(ANYTHING, -1)),
                    fields.get(3),
                    fields.get(4));
        }

        boolean fits(PostgresGrammar.ParseResult.SyntaxError error) {
            if (!error.file().endsWith(file) || !error.message().startsWith(message.getFirst())) {
                return false;
            }
            int at = message.getFirst().length();
            for (String part : message.subList(1, message.size())) {
                at = part.isEmpty() ? error.message().length() : error.message().indexOf(part, at) + part.length();
                if (at < part.length()) {
                    return false;
                }
            }
            return at == error.message().length();
        }
    }

    Unparsable complete(PostgresGrammar.ParseResult.SyntaxError error) {
        OptionalInt position = error.position() > 0 ? OptionalInt.of(error.position()) : OptionalInt.empty();
        for (Known one : known) {
            if (one.fits(error)) {
                return new Unparsable(one.code, error.message(), said(one.detail), said(one.hint), position);
            }
        }
        return new Unparsable(SYNTAX_ERROR, error.message(), Optional.empty(), Optional.empty(), position);
    }

    private static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
