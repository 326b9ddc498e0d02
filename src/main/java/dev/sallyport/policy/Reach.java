package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.RelationUse;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which demands a rule's scope covers. The two directions differ on purpose: an allow rule covers only what it surely
 * names, a deny or limit rule all that it may name.
 *
 * @param governed whether the session has masks or filters: what is governed anyway is then shown in part
 */
record Reach(Catalog catalog, boolean governed) {

    /** Effects on rows: done to a view or a parent, they are done to what is behind it. */
    private static final Set<Effect> ON_ROWS = EnumSet.of(
            Effect.READ,
            Effect.INSERT,
            Effect.UPDATE,
            Effect.DELETE,
            Effect.TRUNCATE,
            Effect.COPY_IN,
            Effect.COPY_OUT,
            Effect.LOCK);

    /** Effects that, where no object is named, surely are on none of those that rules can name. */
    private static final Set<Effect> ON_NO_OBJECT =
            EnumSet.of(Effect.READ, Effect.CREATE, Effect.SESSION, Effect.TRANSACTION, Effect.ADMIN);

    /** What needs no rule once a session is admitted. */
    boolean implied(Demand demand) {
        return switch (demand) {
            case Demand.OnRelation(Effect effect, RelationUse use) ->
                effect == Effect.READ
                        && switch (use.standing()) {
                            case SYSTEM -> true;
                            case SYSTEM_PARTLY -> governed;
                            case USER, TEMPORARY, SYSTEM_DISCLOSING, UNRESOLVED -> false;
                        };
            case Demand.OnFunction(Effect effect, FunctionUse use) ->
                use.category() == FunctionUse.Category.HARMLESS || effect == Effect.SESSION;
            case Demand.OnNothing(Effect effect, String _) ->
                effect == Effect.READ || effect == Effect.SESSION || effect == Effect.TRANSACTION;
        };
    }

    boolean allows(Rule.Allow rule, Demand demand) {
        if (!rule.effects().contains(demand.effect())) {
            return false;
        }
        return switch (rule.on()) {
            case Scope.Everything() -> rule.all() || !needsExplicitRule(demand);
            case Scope.Named(List<ObjectPattern> patterns) -> names(patterns, demand);
        };
    }

    /** Whether an allow rule names a function, and not by a star that happens to cover it. */
    boolean spells(Rule.Allow rule, Demand.OnFunction demand) {
        return rule.effects().contains(demand.effect())
                && rule.on() instanceof Scope.Named(List<ObjectPattern> patterns)
                && names(
                        patterns.stream()
                                .filter(pattern -> pattern.name().literal())
                                .toList(),
                        demand);
    }

    boolean denies(Rule.Deny rule, Demand demand) {
        return rule.effects().contains(demand.effect()) && mayCover(rule.on(), demand);
    }

    /** Whether a scope names what is demanded, or could. */
    boolean mayCover(Scope scope, Demand demand) {
        return switch (scope) {
            // A function that can do nothing is there in every other statement: only its own name means it.
            case Scope.Everything() -> !harmless(demand);
            case Scope.Named(List<ObjectPattern> patterns) -> patterns.stream().anyMatch(one -> mayName(one, demand));
        };
    }

    private static boolean harmless(Demand demand) {
        return demand instanceof Demand.OnFunction(Effect _, FunctionUse use)
                && use.category() == FunctionUse.Category.HARMLESS;
    }

    private static boolean needsExplicitRule(Demand demand) {
        return demand instanceof Demand.OnRelation(Effect effect, RelationUse use)
                && switch (use.standing()) {
                    case SYSTEM_PARTLY, SYSTEM_DISCLOSING -> true;
                    case SYSTEM -> effect != Effect.READ;
                    case USER, TEMPORARY, UNRESOLVED -> false;
                };
    }

    private boolean names(List<ObjectPattern> patterns, Demand demand) {
        return switch (demand) {
            case Demand.OnRelation(Effect _, RelationUse use) ->
                patterns.stream()
                        .filter(pattern -> !needsExplicitRule(demand)
                                || pattern.spellsSchema(use.name().schema()))
                        .anyMatch(pattern -> pattern.matchesRelation(use.name())
                                || catalog.ancestors(use.name()).stream().anyMatch(pattern::matchesRelation));
            case Demand.OnFunction(Effect _, FunctionUse use) -> {
                Set<RelationName> meant = candidates(use);
                yield meant.isEmpty()
                        ? patterns.stream().anyMatch(pattern -> namesInAnySchema(pattern, use))
                        : meant.stream()
                                .allMatch(function ->
                                        patterns.stream().anyMatch(pattern -> pattern.matchesFunction(function)));
            }
            case Demand.OnNothing _ -> false;
        };
    }

    /** A function that is not in the catalog and comes without a schema is surely named only by a rule for any schema. */
    private static boolean namesInAnySchema(ObjectPattern pattern, FunctionUse use) {
        return pattern.schema().map(schema -> schema.text().equals("*")).orElse(true)
                && pattern.name().matches(use.name());
    }

    private boolean mayName(ObjectPattern pattern, Demand demand) {
        return switch (demand) {
            case Demand.OnRelation(Effect effect, RelationUse use) ->
                behind(effect, use.name()).stream().anyMatch(pattern::matchesRelation);
            case Demand.OnFunction(Effect _, FunctionUse use) -> {
                Set<RelationName> meant = candidates(use);
                boolean named = meant.isEmpty()
                        ? pattern.name().matches(use.name())
                        : meant.stream().anyMatch(pattern::matchesFunction);
                yield named && (!harmless(demand) || pattern.name().literal());
            }
            case Demand.OnNothing(Effect effect, String _) -> !ON_NO_OBJECT.contains(effect);
        };
    }

    /** The relation, its ancestors, and where rows are concerned its descendants and what a view shows. */
    private Set<RelationName> behind(Effect effect, RelationName name) {
        Set<RelationName> names = new LinkedHashSet<>(Set.of(name));
        names.addAll(catalog.ancestors(name));
        if (ON_ROWS.contains(effect)) {
            names.addAll(catalog.descendants(name));
            for (RelationName read : catalog.readsThrough(name)) {
                names.add(read);
                names.addAll(catalog.ancestors(read));
                names.addAll(catalog.descendants(read));
            }
        }
        return names;
    }

    /** The functions that a use can mean; none when neither the text nor the catalog tells. */
    private Set<RelationName> candidates(FunctionUse use) {
        if (use.schema().isPresent()) {
            return Set.of(new RelationName(use.schema().get(), use.name()));
        }
        Predicate<RelationName> sameName = function -> function.name().equals(use.name());
        return catalog.functions().stream().filter(sameName).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
