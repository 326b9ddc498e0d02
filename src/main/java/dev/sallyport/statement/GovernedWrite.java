package dev.sallyport.statement;

import dev.sallyport.statement.Governing.ColumnExpression;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a relation is written.
 *
 * @param columns all columns of the relation, in order, as RETURNING shows them
 * @param masked the names of those that it does not show as they are
 * @param rows which rows may be touched and made, if not all
 */
public record GovernedWrite(List<ColumnExpression> columns, Set<String> masked, Optional<Rows> rows) {

    public GovernedWrite {
        columns = List.copyOf(columns);
        masked = Set.copyOf(masked);
    }

    /**
     * Which rows UPDATE and DELETE may touch, and INSERT, UPDATE and COPY may make.
     *
     * @param filter the condition, over the relation's columns by their names alone
     * @param columns those columns
     * @param barrier whether the statement's own condition must not be evaluated for other rows
     * @param checked whether new rows can be outside, so that they have to be looked at
     * @param outside the text that the database fails with when a new row is
     */
    public record Rows(String filter, Set<String> columns, boolean barrier, boolean checked, String outside) {
        public Rows {
            columns = Set.copyOf(columns);
        }

        Rows withBarrier() {
            return new Rows(filter, columns, true, checked, outside);
        }
    }

    /** The stricter of two of the same relation in one text. */
    public GovernedWrite and(GovernedWrite other) {
        boolean barrier = rows.filter(Rows::barrier).isPresent();
        Optional<Rows> checked = rows.filter(Rows::checked).isPresent() ? rows : other.rows();
        return new GovernedWrite(columns, masked, barrier ? checked.map(Rows::withBarrier) : checked);
    }
}
