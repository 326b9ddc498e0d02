package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Fit;
import dev.sallyport.statement.Masking;
import dev.sallyport.yaml.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares masks with the types of the columns that rules give them to, each rule by itself and whatever its condition. What
 * generated columns inherit is made to fit, and not looked at.
 */
record MaskedTypes(List<Rule.Masking> rules, Tags tags, Catalog catalog) {

    Set<String> questions(Masking masking) {
        Set<String> questions = new HashSet<>();
        for (Rule.Masking rule : rules) {
            columns(rule)
                    .values()
                    .forEach(column ->
                            masking.question(column.type(), rule.mask()).ifPresent(questions::add));
        }
        return questions;
    }

    List<Problem> misfits(Masking masking) {
        List<Problem> problems = new ArrayList<>();
        for (Rule.Masking rule : rules) {
            columns(rule).forEach((name, column) -> {
                if (masking.fit(column.type(), rule.mask(), catalog) instanceof Fit.Misfit(String why)) {
                    problems.add(rule.place()
                            .problem("mask '%s' of %s does not fit column %s, which is %s%s; these do: %s"
                                    .formatted(
                                            rule.mask().kind().label(),
                                            rule.id(),
                                            name,
                                            column.type().sql(),
                                            why.isEmpty() ? "" : " (" + why + ")",
                                            String.join(", ", masking.fitting(column.type())))));
                }
            });
        }
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::place))
                .toList();
    }

    /** The columns that a rule masks and the catalog has, by {@code schema.relation.column}. */
    private Map<String, Column> columns(Rule.Masking rule) {
        Map<String, Column> columns = new TreeMap<>();
        add(tags.having(rule.tags()), columns);
        rule.columns().forEach(pattern -> add(ColumnSet.of(pattern, catalog), columns));
        return columns;
    }

    private void add(Map<RelationName, Set<String>> named, Map<String, Column> columns) {
        named.forEach((name, wanted) -> {
            Optional<Relation> relation = catalog.relation(name);
            relation.map(Relation::columns).orElse(List.of()).stream()
                    .filter(column -> wanted.contains(column.name()))
                    .forEach(column -> columns.put(name + "." + column.name(), column));
        });
    }
}
