package dev.sallyport.governor;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationKind;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.OutputColumn;
import dev.sallyport.statement.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where columns of a result come from, for those of which the governed statement does not tell it any more: drivers
 * look there for what a column is in its table.
 *
 * @param columns how many columns the result has; another number means that something else came of it
 */
public record Origins(int columns, List<Origin> origins) {

    public static final Origins NONE = new Origins(0, List.of());

    public Origins {
        origins = List.copyOf(origins);
    }

    /**
     * One column's.
     *
     * @param index among the columns of the result, from 0
     * @param relation the object id
     * @param number the attribute number
     */
    public record Origin(int index, long relation, int number) {}

    /** Those of what is masked, and of all that views show: they are opened, and what is behind them would be told. */
    static Origins of(Analysis analysis, Standing standing, GovernedReads reads) {
        List<Origin> origins = new ArrayList<>();
        List<Result.Column> columns = analysis.result().columns();
        for (int at = 0; at < columns.size(); at++) {
            Optional<OutputColumn> output = columns.get(at).itself();
            if (output.isPresent() && lost(output.get(), standing, reads)) {
                origin(at, output.get(), standing).ifPresent(origins::add);
            }
        }
        return origins.isEmpty() ? NONE : new Origins(columns.size(), origins);
    }

    private static boolean lost(OutputColumn output, Standing standing, GovernedReads reads) {
        if (!(reads.of(output.relation()) instanceof GovernedReads.Outcome.Governed)) {
            return false;
        }
        boolean view = standing.catalog()
                .relation(output.relation())
                .filter(relation -> relation.kind() == RelationKind.VIEW)
                .isPresent();
        return view || standing.masks(output.relation()).containsKey(output.column());
    }

    private static Optional<Origin> origin(int index, OutputColumn output, Standing standing) {
        Optional<Relation> relation = standing.catalog().relation(output.relation());
        return relation.flatMap(known -> known.columns().stream()
                .filter(column -> column.name().equals(output.column()))
                .map(Column::number)
                .findFirst()
                .map(number -> new Origin(index, known.oid(), number)));
    }
}
