package dev.sallyport.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import dev.sallyport.statement.RowPredicate;
import dev.sallyport.statement.RowPredicate.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The condition of a {@code rows} rule: the database's language, with CEL expressions in <code>${...}</code> that are
 * evaluated for a session and become values.
 */
record RowTemplate(List<Piece> pieces) {

    /** The types that become values. */
    static final Set<CelType> TYPES =
            Set.of(SimpleType.STRING, SimpleType.INT, SimpleType.BOOL, ListType.create(SimpleType.STRING));

    RowTemplate {
        pieces = List.copyOf(pieces);
    }

    sealed interface Piece {
        record Sql(String text) implements Piece {}

        record Fact(CelRuntime.Program program) implements Piece {}
    }

    /** For a session; a fact that cannot be evaluated lets no row through. */
    RowPredicate bind(CelVariableResolver facts) {
        List<Part> parts = new ArrayList<>();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Sql(String text) -> parts.add(new Part.Sql(text));
                case Piece.Fact(CelRuntime.Program program) -> {
                    try {
                        parts.add(value(program.eval(facts)));
                    } catch (CelEvaluationException | IllegalArgumentException unknown) {
                        return RowPredicate.NOTHING;
                    }
                }
            }
        }
        return new RowPredicate(parts);
    }

    private static Part value(Object value) {
        return switch (value) {
            case String text -> new Part.Text(text);
            case Long number -> new Part.Whole(number);
            case Boolean flag -> new Part.Flag(flag);
            case List<?> texts ->
                new Part.Texts(texts.stream().map(String::valueOf).toList());
            default -> throw new IllegalArgumentException("no value: " + value.getClass());
        };
    }
}
