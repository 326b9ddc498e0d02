package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.RelationName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which rows of which relations a session sees: what every rule of every link says, all together. */
final class RowFilters {

    private RowFilters() {}

    /** A filter counts for the whole family: rows of a partition are read through its parent and the other way round. */
    static Map<RelationName, List<Rights.RowFilter>> of(List<LinkRules> links, Residency residency, Catalog catalog) {
        Map<RelationName, List<Rights.RowFilter>> filters = new HashMap<>();
        for (LinkRules link : links) {
            for (ActiveRule<Rule.Rows> active : link.rows()) {
                Rule.Rows rule = active.rule();
                Rights.RowFilter filter = new Rights.RowFilter(rule.where().bind(link.facts()), rule.id());
                rule.on().stream()
                        .flatMap(named -> ColumnSet.relations(named.pattern(), catalog).stream())
                        .flatMap(name -> ColumnSet.family(name, catalog).stream())
                        .distinct()
                        .forEach(name -> add(filters, name, filter));
            }
        }
        residency.filters().forEach((name, all) -> all.forEach(filter -> add(filters, name, filter)));
        Map<RelationName, List<Rights.RowFilter>> frozen = new HashMap<>();
        filters.forEach((name, all) -> frozen.put(name, List.copyOf(all)));
        return Map.copyOf(frozen);
    }

    private static void add(
            Map<RelationName, List<Rights.RowFilter>> filters, RelationName name, Rights.RowFilter filter) {
        List<Rights.RowFilter> all = filters.computeIfAbsent(name, _ -> new ArrayList<>());
        if (!all.contains(filter)) {
            all.add(filter);
        }
    }
}
