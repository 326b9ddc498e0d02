package dev.sallyport.statement;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the columns of a SELECT's result are made from.
 *
 * @param columns in order; none when it cannot be told how many there are
 * @param shown columns of relations that nothing but the result's own columns is made from: no condition, no grouping, no
 *     order
 */
public record Result(List<Column> columns, Set<OutputColumn> shown) {

    public static final Result UNKNOWN = new Result(List.of(), Set.of());

    public Result {
        columns = List.copyOf(columns);
        shown = Set.copyOf(shown);
    }

    /**
     * A column of a result.
     *
     * @param itself the column of a relation that it is, when it is one as it is
     * @param from the columns of relations that it is made from, as far as they are of relations in this SELECT's own FROM
     *     or in subqueries of the column
     */
    public record Column(Optional<OutputColumn> itself, Set<OutputColumn> from) {
        public Column {
            from = Set.copyOf(from);
        }

        public static Column of(OutputColumn column) {
            return new Column(Optional.of(column), Set.of(column));
        }
    }
}
