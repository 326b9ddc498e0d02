package dev.sallyport.governor;

import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.catalog.ViewDefinition;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.GovernedRelation;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.Governing.ColumnExpression;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.RelationUse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must stand in the place of the relations that a statement reads. A view is opened, and what its definition reads is
 * governed in turn, at any depth. For one judgement, and one thread.
 */
final class GovernedReads {

    /** The names in definitions are qualified but for the system's own. */
    private static final SearchPath SYSTEM_ONLY = new SearchPath(List.of("pg_catalog"));

    private final Analyzer analyzer;
    private final Governing governing;
    private final Standing standing;
    private final Map<RelationName, Outcome> known = new HashMap<>();
    private final Set<RelationName> open = new HashSet<>();

    GovernedReads(Analyzer analyzer, Governing governing, Standing standing) {
        this.analyzer = analyzer;
        this.governing = governing;
        this.standing = standing;
    }

    /** How a relation may be read. */
    sealed interface Outcome {
        /** As it is. */
        record Untouched() implements Outcome {}

        /**
         * As this.
         *
         * @param masked for a view, the masked columns that it reads from other relations
         */
        record Governed(GovernedRelation relation, Set<String> masked) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    Outcome of(RelationName name) {
        Outcome found = known.get(name);
        if (found == null) {
            found = open.add(name)
                    ? standing.catalog().relation(name).map(this::of).orElseGet(Outcome.Untouched::new)
                    : new Outcome.Refused(name + " is defined by itself");
            known.put(name, found);
        }
        return found;
    }

    private Outcome of(Relation relation) {
        return switch (relation.kind()) {
            case TABLE, PARTITIONED_TABLE, FOREIGN_TABLE, SEQUENCE -> asMasked(relation);
            case VIEW -> concern(relation).isEmpty() ? asMasked(relation) : opened(relation);
            case MATERIALIZED_VIEW ->
                concern(relation)
                        .<Outcome>map(why -> new Outcome.Refused(
                                relation.name() + " is a materialized view " + why + "; that is not governed yet"))
                        .orElseGet(() -> asMasked(relation));
        };
    }

    private Outcome asMasked(Relation relation) {
        List<ColumnExpression> columns = standing.governed().get(relation.name());
        return columns == null
                ? new Outcome.Untouched()
                : new Outcome.Governed(new GovernedRelation(columns, Optional.empty(), false), Set.of());
    }

    /** Why what is behind a view must be looked at, for people; empty when there is nothing to govern. */
    Optional<String> concern(Relation view) {
        Set<RelationName> reached = standing.catalog().readsThrough(view.name());
        for (RelationName name : reached) {
            if (standing.rights().masks().containsKey(name)) {
                return Optional.of("over " + name + ", which has masked columns");
            }
            if (name.schema().startsWith("pg_") || name.schema().equals("information_schema")) {
                return Optional.of("over " + name + ", which may disclose what is masked");
            }
        }
        boolean userCode = view.callsUserCode()
                || reached.stream()
                        .flatMap(name -> standing.catalog().relation(name).stream())
                        .anyMatch(Relation::callsUserCode);
        return userCode ? Optional.of("that runs code that masks do not cover") : Optional.empty();
    }

    private Outcome opened(Relation relation) {
        ViewDefinition definition = relation.view().orElseThrow();
        Optional<String> obstacle = obstacle(definition);
        if (obstacle.isPresent()) {
            return refused(relation, obstacle.get());
        }
        Analyzer.Result result =
                analyzer.analyze(definition.query(), new Names(standing.catalog(), SYSTEM_ONLY, Set.of()));
        if (!(result instanceof Analyzer.Result.Statements(List<Analysis> analyses))
                || analyses.size() != 1
                || analyses.getFirst().unknown().isPresent()) {
            return refused(relation, "its definition is not understood");
        }
        Optional<Refusal> refusal = MaskedAccess.check(analyses.getFirst(), standing, this);
        return refusal.map(why -> refused(relation, why.message()))
                .orElseGet(() -> governed(relation, definition, analyses));
    }

    private static Outcome refused(Relation relation, String why) {
        return new Outcome.Refused("view " + relation.name() + " cannot be governed: " + why);
    }

    /** Why a definition cannot stand in a statement of this session as it is. */
    private Optional<String> obstacle(ViewDefinition definition) {
        boolean systemFirst = standing.path().schemas().stream()
                .filter(schema -> !schema.startsWith("pg_temp"))
                .findFirst()
                .filter("pg_catalog"::equals)
                .isPresent();
        if (!systemFirst) {
            return Optional.of("the search path has another schema before pg_catalog");
        }
        return definition.query().indexOf('\\') >= 0
                ? Optional.of("a backslash in its definition means different things in different sessions")
                : definition.obstacle();
    }

    private Outcome governed(Relation relation, ViewDefinition definition, List<Analysis> analyses) {
        Map<RelationName, GovernedRelation> sources = relations(analyses.getFirst());
        if (sources.isEmpty()) {
            return asMasked(relation);
        }
        List<ColumnExpression> columns = standing.columns(relation);
        String query = governing.govern(definition.query(), analyses, sources).text();
        return new Outcome.Governed(
                new GovernedRelation(columns, Optional.of(query), definition.barrier()), masked(analyses.getFirst()));
    }

    /** What is to be put in the place of the relations that a statement reads. */
    Map<RelationName, GovernedRelation> relations(Analysis analysis) {
        Map<RelationName, GovernedRelation> relations = new HashMap<>();
        for (RelationUse use : analysis.relations()) {
            if (!use.sites().isEmpty() && of(use.name()) instanceof Outcome.Governed governed) {
                relations.put(use.name(), governed.relation());
            }
        }
        return relations;
    }

    /** The columns that a statement reads and that come masked, as {@code schema.relation.column}. */
    Set<String> masked(Analysis analysis) {
        Set<String> masked = new TreeSet<>();
        for (RelationUse use : analysis.relations()) {
            if (!use.sites().isEmpty() && of(use.name()) instanceof Outcome.Governed governed) {
                masked.addAll(governed.masked());
                standing.rights().masks().getOrDefault(use.name(), Map.of()).keySet().stream()
                        .filter(use.columnsRead()::contains)
                        .forEach(column -> masked.add(use.name() + "." + column));
            }
        }
        return masked;
    }
}
