package dev.sallyport.governor;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.policy.Rights;
import dev.sallyport.statement.Fit;
import dev.sallyport.statement.Governing.ColumnExpression;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.Masking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that a decision depends on besides the text: what the session may, on which catalog, with which search path.
 *
 * @param governed for each relation with masked columns, its columns as the session may see them
 * @param masking writes masks of what inherits them
 * @param explaining whether statements are only planned, so that their masks have keys that everybody knows
 * @param filters for each relation of which not all rows may be seen, the conditions on those that may, all of them
 */
public record Standing(
        Rights rights,
        Catalog catalog,
        SearchPath path,
        Map<RelationName, List<ColumnExpression>> governed,
        Map<RelationName, List<String>> filters,
        Masking masking,
        boolean explaining) {

    public Standing {
        governed = Map.copyOf(governed);
        filters = Map.copyOf(filters);
    }

    public static Standing of(Rights rights, Catalog catalog, SearchPath path, Masking masking) {
        return of(rights, catalog, path, masking, false);
    }

    /** For statements whose plan is shown, and that are not executed: no key is in what is shown. */
    Standing forExplaining() {
        return of(rights, catalog, path, masking.withKnownKeys(), true);
    }

    private static Standing of(Rights rights, Catalog catalog, SearchPath path, Masking masking, boolean explaining) {
        Map<RelationName, List<ColumnExpression>> governed = new HashMap<>();
        rights.masks()
                .forEach((name, masks) -> catalog.relation(name)
                        .ifPresent(relation -> governed.put(name, columns(relation, masks, masking, catalog))));
        Map<RelationName, List<String>> filters = new HashMap<>();
        rights.rows()
                .forEach((name, all) -> filters.put(
                        name,
                        all.stream()
                                .map(filter -> masking.condition(filter.where()))
                                .toList()));
        return new Standing(rights, catalog, path, governed, filters, masking, explaining);
    }

    static List<ColumnExpression> columns(
            Relation relation, Map<String, Rights.MaskedColumn> masks, Masking masking, Catalog catalog) {
        List<ColumnExpression> columns = new ArrayList<>();
        for (Column column : relation.columns()) {
            Rights.MaskedColumn masked = masks.get(column.name());
            columns.add(
                    masked == null
                            ? asItIs(column)
                            : new ColumnExpression(
                                    column.name(), shown(column, masked, masking, catalog), column.generated()));
        }
        return columns;
    }

    /** A mask that does not fit, or that the database was not asked about yet, shows nothing. */
    private static String shown(Column column, Rights.MaskedColumn masked, Masking masking, Catalog catalog) {
        Mask mask = masking.fit(column.type(), masked.mask(), catalog) instanceof Fit.Fits
                ? masked.mask()
                : Mask.of(Mask.Kind.NULL);
        return masking.expression(column, mask, masked.by().policy());
    }

    private static ColumnExpression asItIs(Column column) {
        return new ColumnExpression(column.name(), RelationName.quote(column.name()), column.generated());
    }

    /** One condition on the rows of a relation, unless all of them are there. */
    public Optional<String> filter(RelationName name) {
        return Optional.ofNullable(filters.get(name))
                .map(all -> all.stream().collect(Collectors.joining("\n) AND (", "(", "\n)")));
    }

    /** All columns of a relation as the session may see them. */
    public List<ColumnExpression> columns(Relation relation) {
        List<ColumnExpression> masked = governed.get(relation.name());
        return masked != null
                ? masked
                : relation.columns().stream().map(Standing::asItIs).toList();
    }

    /** The masks of a relation's columns; none when it has none. */
    public Map<String, Rights.MaskedColumn> masks(RelationName name) {
        return rights.masks().getOrDefault(name, Map.of());
    }

    /** Whether the session has any mask or filter: then what cannot be governed is refused. */
    public boolean masked() {
        return !rights.masks().isEmpty() || !rights.rows().isEmpty();
    }

    /** Whether what is read of a relation is not what is in it. */
    boolean governs(RelationName name) {
        return rights.masks().containsKey(name) || rights.rows().containsKey(name);
    }

    public Standing with(SearchPath changed) {
        return new Standing(rights, catalog, changed, governed, filters, masking, explaining);
    }
}
