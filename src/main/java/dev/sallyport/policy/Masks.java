package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Mask;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Which columns are masked, and how: the strictest mask of all rules wins, and all rules are named. */
final class Masks {

    private static final Comparator<RuleId> BY_NAME =
            Comparator.comparing(RuleId::policy).thenComparing(RuleId::rule);

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
                    Masks::both));
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
                        .reduce(Masks::both)
                        .ifPresent(source -> inherited.put(column.name(), ofDerived(source)));
            }
        }
        columns.putAll(inherited);
    }

    /** What of a value may be seen tells nothing of what may be seen of what is computed from it. */
    private static Rights.MaskedColumn ofDerived(Rights.MaskedColumn source) {
        Mask mask = switch (source.mask().kind()) {
            case DENY_USE, NULL, REDACT, HASH, TOKEN -> source.mask();
            case CONSTANT, GENERALIZE, PARTIAL, EMAIL -> Mask.of(Mask.Kind.REDACT);
        };
        return new Rights.MaskedColumn(mask, source.by(), source.rules(), source.writable());
    }

    /** Of rules that ask for the same mask, the one whose name sorts first counts as its own: with a hash, by its policy's key. */
    private static Rights.MaskedColumn both(Rights.MaskedColumn one, Rights.MaskedColumn other) {
        Mask mask = Mask.stricter(one.mask(), other.mask());
        return new Rights.MaskedColumn(
                mask,
                Stream.of(one, other)
                        .filter(column -> column.mask().equals(mask))
                        .map(Rights.MaskedColumn::by)
                        .min(BY_NAME)
                        .orElseThrow(),
                Stream.concat(one.rules().stream(), other.rules().stream())
                        .distinct()
                        .sorted(BY_NAME)
                        .toList(),
                one.writable() && other.writable());
    }
}
