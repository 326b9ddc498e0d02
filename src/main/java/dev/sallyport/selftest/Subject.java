package dev.sallyport.selftest;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.policy.Rights.MaskedColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A relation that is tried, and what was found out about it past the gate.
 *
 * @param masks of its columns
 * @param filtered whether rows of it are left out
 * @param standIn the statement that makes a temporary view in its place, which shows what may be seen; none for views
 * @param rows a condition, over alias {@code t}, that picks the rows that are asked for
 * @param canaries what must not come out: masked values of those rows, and values of rows that are left out
 * @param hidden rows that are left out
 * @param notes what could not be tried of it, and why; for people
 */
record Subject(
        Relation relation,
        Map<String, MaskedColumn> masks,
        boolean filtered,
        Optional<String> standIn,
        String rows,
        List<Canary> canaries,
        List<HiddenRow> hidden,
        List<String> notes) {

    Subject {
        masks = Map.copyOf(masks);
        canaries = List.copyOf(canaries);
        hidden = List.copyOf(hidden);
        notes = List.copyOf(notes);
    }

    /**
     * A row that is left out, and one that does not exist.
     *
     * @param is a condition over alias {@code t}
     * @param literals what of the condition tells the row
     */
    record HiddenRow(String is, String literals, String absent, String absentLiterals) {}

    /** Masked columns in the relation's order. */
    List<Column> masked() {
        return relation.columns().stream()
                .filter(column -> masks.containsKey(column.name()))
                .toList();
    }

    /** A masked value for a question that holds one. */
    Optional<Canary> guess(Column column) {
        return canaries.stream()
                .filter(canary -> canary.column().equals(column.name()))
                .findFirst();
    }
}
