package dev.sallyport.governor;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.policy.Rights;
import dev.sallyport.statement.Governing.ColumnExpression;
import dev.sallyport.statement.Masking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a decision depends on besides the text: what the session may, on which catalog, with which search path.
 *
 * @param governed for each governed relation, its columns as the session may see them
 */
public record Standing(
        Rights rights, Catalog catalog, SearchPath path, Map<RelationName, List<ColumnExpression>> governed) {

    public Standing {
        governed = Map.copyOf(governed);
    }

    public static Standing of(Rights rights, Catalog catalog, SearchPath path, Masking masking) {
        Map<RelationName, List<ColumnExpression>> governed = new HashMap<>();
        rights.masks()
                .forEach((name, masks) -> catalog.relation(name)
                        .ifPresent(relation -> governed.put(name, columns(relation, masks, masking))));
        return new Standing(rights, catalog, path, governed);
    }

    private static List<ColumnExpression> columns(
            Relation relation, Map<String, Rights.MaskedColumn> masks, Masking masking) {
        List<ColumnExpression> columns = new ArrayList<>();
        for (Column column : relation.columns()) {
            Rights.MaskedColumn masked = masks.get(column.name());
            String expression =
                    masked == null ? RelationName.quote(column.name()) : masking.expression(column, masked.mask());
            columns.add(new ColumnExpression(column.name(), expression));
        }
        return columns;
    }

    /** Whether the session has any mask: then what cannot be governed is refused. */
    public boolean masked() {
        return !rights.masks().isEmpty();
    }

    public Standing with(SearchPath changed) {
        return new Standing(rights, catalog, changed, governed);
    }
}
