package dev.sallyport.statement;

import java.util.Set;

/**
 * Which rows of a relation UPDATE and DELETE may touch.
 *
 * @param filter the condition, over the relation's columns by their names alone
 * @param columns those columns
 * @param barrier whether the statement's own condition must not be evaluated for other rows
 */
public record GovernedWrite(String filter, Set<String> columns, boolean barrier) {

    public GovernedWrite {
        columns = Set.copyOf(columns);
    }
}
