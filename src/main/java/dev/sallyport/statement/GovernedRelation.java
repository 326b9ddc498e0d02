package dev.sallyport.statement;

import dev.sallyport.statement.Governing.ColumnExpression;
import java.util.List;
import java.util.Optional;

/**
 * What stands in the place of a relation that is read.
 *
 * @param columns all columns of the relation, in order, as they are shown
 * @param query for a view, what is read instead of it; else the relation itself is
 * @param filter the condition on the rows that are there, if not all are
 * @param barrier whether conditions of the statement must not be evaluated before those in here
 */
public record GovernedRelation(
        List<ColumnExpression> columns, Optional<String> query, Optional<String> filter, boolean barrier) {

    public GovernedRelation {
        columns = List.copyOf(columns);
    }

    public GovernedRelation withFilter(Optional<String> condition) {
        return new GovernedRelation(columns, query, condition, barrier);
    }

    public GovernedRelation withBarrier() {
        return new GovernedRelation(columns, query, filter, true);
    }
}
