package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Which columns are masked, and how: the strictest mask of all rules wins, and all rules are named. */
final class Masks {

    private Masks() {}

    static Map<RelationName, Map<String, Rights.MaskedColumn>> of(
            Stream<Rule.Masking> rules, Tags tags, Catalog catalog) {
        Map<RelationName, Map<String, Rights.MaskedColumn>> masks = new HashMap<>();
        rules.distinct().forEach(rule -> {
            add(masks, rule, tags.having(rule.tags()));
            rule.columns().forEach(pattern -> add(masks, rule, ColumnSet.of(pattern, catalog)));
        });
        masks.forEach((name, columns) -> catalog.relation(name).ifPresent(relation -> inherit(relation, columns)));
        Map<RelationName, Map<String, Rights.MaskedColumn>> frozen = new HashMap<>();
        masks.forEach((relation, columns) -> frozen.put(relation, Map.copyOf(columns)));
        return Map.copyOf(frozen);
    }

    private static void add(
            Map<RelationName, Map<String, Rights.MaskedColumn>> masks,
            Rule.Masking rule,
            Map<RelationName, Set<String>> columns) {
        columns.forEach((relation, names) -> {
            Map<String, Rights.MaskedColumn> masked = masks.computeIfAbsent(relation, _ -> new HashMap<>());
            names.forEach(name -> masked.merge(
                    name,
                    new Rights.MaskedColumn(rule.mask(), rule.id(), List.of(rule.id()), rule.writable()),
                    Rights.MaskedColumn::and));
        });
    }

    /** A column that is computed from masked ones and has no mask of its own has theirs, as far as they fit it. */
    private static void inherit(Relation relation, Map<String, Rights.MaskedColumn> columns) {
        Map<String, Rights.MaskedColumn> inherited = new HashMap<>();
        for (Column column : relation.columns()) {
            if (!columns.containsKey(column.name())) {
                column.generatedFrom().orElse(Set.of()).stream()
                        .map(columns::get)
                        .filter(Objects::nonNull)
                        .reduce(Rights.MaskedColumn::and)
                        .ifPresent(source -> inherited.put(column.name(), source.derived()));
            }
        }
        columns.putAll(inherited);
    }
}
