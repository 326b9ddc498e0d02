package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Analyses PostgreSQL statements with PostgreSQL's own grammar. A node of the parse tree that the analysis does not know
 * makes its statement unknown. Thread-safe; blocks while a text is worked on.
 */
public final class PostgresAnalyzer implements Analyzer, AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    /** program_limit_exceeded (PostgreSQL documentation, appendix A). */
    private static final String TOO_COMPLEX = "54000";

    private static final Set<String> PLAIN = Set.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private final GrammarPool grammars;
    private final TreeShape shape = new TreeShape();
    private final SystemFunctions systemFunctions = new SystemFunctions();
    private final SystemRelations systemRelations = new SystemRelations();
    private final SyntaxErrors syntaxErrors = new SyntaxErrors();

    /** @param threads how many texts are worked on at a time, at least 1; each takes some 40 MB */
    public PostgresAnalyzer(int threads) {
        grammars = new GrammarPool(threads, DEADLINE);
    }

    /** Has the grammar compiled before the first statement comes; takes about a second. */
    public void warmUp(int rounds) {
        byte[] sample = "SELECT a.b, count(*) FROM a JOIN c USING (d) WHERE e = 1 AND f LIKE 'x%' GROUP BY a.b"
                .getBytes(StandardCharsets.UTF_8);
        grammars.warmUp(rounds, grammar -> grammar.parse(sample));
    }

    @Override
    public Result analyze(String text, Names names) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try {
            return switch (grammars.call(grammar -> analyze(grammar, utf8, names))) {
                case GrammarPool.Outcome.Done<Result>(Result result) -> result;
                case GrammarPool.Outcome.GivenUp<Result>(String why) -> unjudgeable("cannot be judged: " + why);
            };
        } catch (IllegalStateException failed) {
            return unjudgeable("cannot be judged: the analysis failed");
        }
    }

    /** Reads the expression of a mask. */
    CustomMasks.Reading mask(String expression) {
        try {
            return switch (grammars.call(grammar -> MaskReader.read(expression, grammar, shape))) {
                case GrammarPool.Outcome.Done<CustomMasks.Reading>(CustomMasks.Reading reading) -> reading;
                case GrammarPool.Outcome.GivenUp<CustomMasks.Reading>(String why) ->
                    new CustomMasks.Reading.GivenUp("it cannot be judged: " + why);
            };
        } catch (IllegalStateException failed) {
            return new CustomMasks.Reading.GivenUp("it cannot be judged: the analysis failed");
        }
    }

    private static Result unjudgeable(String why) {
        return new Result.Unparsable(
                TOO_COMPLEX, "the statement " + why, Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    private Result analyze(PostgresGrammar grammar, byte[] utf8, Names names) {
        return switch (grammar.parse(utf8)) {
            case PostgresGrammar.ParseResult.SyntaxError error -> syntaxErrors.complete(error);
            case PostgresGrammar.ParseResult.Tree(var root) -> {
                SourceText source = new SourceText(utf8);
                List<Analysis> analyses = new ArrayList<>();
                for (Node statement : Node.statements(root, shape)) {
                    analyses.add(analyze(statement, source, names));
                }
                yield new Result.Statements(analyses);
            }
        };
    }

    private Analysis analyze(Node raw, SourceText source, Names names) {
        int start = raw.number("stmt_location");
        int length = raw.number("stmt_len");
        Span span = source.trim(start, length == 0 ? source.length() : start + length);
        String normalised = Normaliser.normalise(source, span);
        try {
            Findings findings = new Findings();
            Functions functions = new Functions(names.catalog(), systemFunctions);
            Sites sites = new Sites(source);
            Columns columns = new Columns(findings, functions, sites);
            QueryReader queries =
                    new QueryReader(findings, new Lookup(names, systemRelations), sites, columns, functions);
            String command = new StatementReader(findings, queries).read(raw.required("stmt"));
            return findings.finished(command, span, normalised, PLAIN.contains(command));
        } catch (UnknownForm unknown) {
            return Findings.unknown("statement", span, normalised, unknown.reason());
        } catch (IllegalArgumentException | IndexOutOfBoundsException unforeseen) {
            return Findings.unknown("statement", span, normalised, "its form is not foreseen");
        }
    }

    @Override
    public void close() {
        grammars.close();
    }
}
