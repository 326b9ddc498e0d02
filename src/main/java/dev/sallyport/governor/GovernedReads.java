package dev.sallyport.governor;

import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.catalog.ViewDefinition;
import dev.sallyport.policy.Rights;
import dev.sallyport.policy.RuleId;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.GovernedRelation;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.GovernedWrite;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.OutputColumn;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.Result;
import dev.sallyport.statement.WriteSite;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What must stand in the place of the relations that a statement reads. A view is opened, and what its definition reads is
 * governed in turn, at any depth. For one judgement, and one thread.
 */
final class GovernedReads {

    /** The names in definitions are qualified but for the system's own. */
    private static final SearchPath SYSTEM_ONLY = new SearchPath(List.of("pg_catalog"));

    private static final String OTHER_SCHEMA_FIRST = "the search path has another schema before pg_catalog";

    private final Analyzer analyzer;
    private final Governing governing;
    private final Standing standing;
    private final Map<RelationName, Outcome> known = new HashMap<>();
    private final Map<RelationName, Filter> filters = new HashMap<>();
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
         * @param filtered whether rows are left out, of the relation or of what a view reads
         */
        record Governed(GovernedRelation relation, Set<String> masked, boolean filtered) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    Outcome of(RelationName name) {
        if (!standing.masked()) {
            return new Outcome.Untouched();
        }
        Outcome found = known.get(name);
        if (found == null) {
            found = open.add(name)
                    ? standing.catalog().relation(name).map(this::of).orElseGet(() -> ofServer(name))
                    : new Outcome.Refused(name + " is defined by itself");
            known.put(name, found);
        }
        return found;
    }

    private Outcome ofServer(RelationName name) {
        return governing
                .partly(
                        name,
                        standing.catalog().majorVersion(),
                        standing.filters().isEmpty())
                .<Outcome>map(shown -> new Outcome.Governed(shown, Set.of(), true))
                .orElseGet(Outcome.Untouched::new);
    }

    private Outcome of(Relation relation) {
        return switch (relation.kind()) {
            case TABLE, PARTITIONED_TABLE, FOREIGN_TABLE, SEQUENCE -> asMasked(relation);
            case VIEW -> opened(relation);
            case MATERIALIZED_VIEW -> stored(relation);
        };
    }

    private Outcome asMasked(Relation relation) {
        return standing.governs(relation.name())
                ? governed(
                        relation,
                        new GovernedRelation(standing.columns(relation), Optional.empty(), Optional.empty(), false),
                        Set.of(),
                        false)
                : new Outcome.Untouched();
    }

    private Outcome governed(Relation relation, GovernedRelation shown, Set<String> masked, boolean filtered) {
        Optional<String> filter = standing.filter(relation.name());
        Optional<String> problem = filter.flatMap(_ -> filter(relation.name()).problem());
        if (problem.isPresent()) {
            return new Outcome.Refused(problem.get());
        }
        return new Outcome.Governed(shown.withFilter(filter), masked, filtered || filter.isPresent());
    }

    /**
     * What a filter of rows is.
     *
     * @param columns those that it looks at
     * @param problem that it cannot be relied on, and why, for people
     */
    record Filter(Set<String> columns, Optional<String> problem) {
        static Filter wrong(RelationName name, String why) {
            return new Filter(Set.of(), Optional.of("the filter of " + name + "'s rows is wrong: " + why));
        }
    }

    /** The filter of a relation that has one. */
    Filter filter(RelationName name) {
        return filters.computeIfAbsent(name, this::examined);
    }

    private Filter examined(RelationName name) {
        if (!systemFirst()) {
            return Filter.wrong(name, OTHER_SCHEMA_FIRST);
        }
        Set<String> columns = new TreeSet<>();
        // Each by itself, without parentheses around it: one that closes them is no condition.
        for (String condition : standing.filters().getOrDefault(name, List.of())) {
            String probe = "SELECT FROM " + name.sql() + " AS " + GovernedText.ALIAS + " WHERE " + condition;
            Filter one = switch (analyzer.analyze(probe, new Names(standing.catalog(), SYSTEM_ONLY, Set.of()))) {
                case Analyzer.Result.Unparsable unparsable -> Filter.wrong(name, unparsable.message());
                case Analyzer.Result.Statements(List<Analysis> analyses) ->
                    analyses.size() == 1
                            ? examined(name, analyses.getFirst())
                            : Filter.wrong(name, "it is no single condition");
            };
            if (one.problem().isPresent()) {
                return one;
            }
            columns.addAll(one.columns());
        }
        return new Filter(columns, Optional.empty());
    }

    private static Filter examined(RelationName name, Analysis analysis) {
        Optional<FunctionUse> reaching = analysis.functions().stream()
                .filter(use -> use.category() != FunctionUse.Category.HARMLESS)
                .findFirst();
        if (analysis.unknown().isPresent()) {
            return Filter.wrong(name, analysis.unknown().get());
        }
        if (!analysis.unresolvedColumns().isEmpty()) {
            return Filter.wrong(
                    name,
                    "there is no column "
                            + String.join(
                                    ", ",
                                    analysis.unresolvedColumns().stream()
                                            .sorted()
                                            .toList()));
        }
        boolean settings =
                analysis.functions().stream().anyMatch(one -> one.name().equals("current_setting"));
        if (settings) {
            return Filter.wrong(name, "current_setting can be set by the session; use ${...}");
        }
        if (reaching.isPresent()) {
            return Filter.wrong(name, "function " + reaching.get().qualifiedName() + " can reach other data");
        }
        RelationUse use = analysis.relations().getFirst();
        boolean itself = analysis.effects().equals(Set.of(Effect.READ))
                && analysis.relations().size() == 1
                && use.name().equals(name)
                && use.sites().size() == 1;
        return itself
                ? new Filter(use.columnsRead(), Optional.empty())
                : Filter.wrong(name, "it may look at the relation's own columns only");
    }

    /** Why what is behind a view must be looked at, for people; empty when there is nothing to govern. */
    Optional<String> concern(Relation view) {
        Set<RelationName> reached = standing.catalog().readsThrough(view.name());
        for (RelationName name : reached) {
            if (standing.governs(name)) {
                return Optional.of("over " + name + ", which is masked or filtered");
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

    /** A view is looked at whatever it reads: it can call what no relation tells of. */
    private Outcome opened(Relation relation) {
        ViewDefinition definition = relation.view().orElseThrow();
        return understood(relation, definition, analysis -> {
            Map<RelationName, GovernedRelation> sources = relations(analysis);
            if (sources.isEmpty()) {
                return asMasked(relation);
            }
            return obstacle(definition)
                    .map(why -> refused(relation, why))
                    .orElseGet(() -> governed(relation, definition, analysis, sources));
        });
    }

    /** What a materialized view holds was computed from all rows and true values: it may have used none of them. */
    private Outcome stored(Relation relation) {
        return understood(relation, relation.view().orElseThrow(), analysis -> {
            if (filtered(analysis) > 0) {
                return refused(relation, "it was made from rows that this session does not see");
            }
            Set<String> masked = masked(analysis);
            return masked.isEmpty() ? asMasked(relation) : inheriting(relation, analysis, masked);
        });
    }

    /** Its columns have the masks of what they are made from. No condition must have looked at masked values. */
    private Outcome inheriting(Relation relation, Analysis analysis, Set<String> masked) {
        List<Result.Column> made = analysis.result().columns();
        boolean onlyShown = analysis.relations().stream()
                .allMatch(use -> standing.masks(use.name()).keySet().stream()
                        .filter(use.columnsRead()::contains)
                        .allMatch(column -> analysis.result().shown().contains(new OutputColumn(use.name(), column))));
        boolean throughViews = analysis.relations().stream()
                .anyMatch(use -> of(use.name()) instanceof Outcome.Governed(var _, Set<String> behind, boolean _)
                        && !behind.isEmpty());
        if (made.size() != relation.columns().size() || !onlyShown || throughViews) {
            return refused(relation, "it was made from " + String.join(", ", masked));
        }
        Map<String, Rights.MaskedColumn> masks = new HashMap<>(standing.masks(relation.name()));
        for (int at = 0; at < made.size(); at++) {
            String name = relation.columns().get(at).name();
            inherited(made.get(at)).ifPresent(mask -> masks.merge(name, mask, Rights.MaskedColumn::and));
        }
        GovernedRelation shown = new GovernedRelation(
                Standing.columns(relation, masks, standing.masking(), standing.catalog()),
                Optional.empty(),
                Optional.empty(),
                false);
        return governed(relation, shown, masked, false);
    }

    private Optional<Rights.MaskedColumn> inherited(Result.Column column) {
        return column.from().stream()
                .flatMap(source ->
                        Optional.ofNullable(standing.masks(source.relation()).get(source.column())).stream())
                .map(mask -> column.itself().isPresent() ? mask : mask.derived())
                .reduce(Rights.MaskedColumn::and);
    }

    private Outcome understood(Relation relation, ViewDefinition definition, Function<Analysis, Outcome> then) {
        if (definition.query().isEmpty()) {
            return refused(relation, definition.obstacle().orElse("its definition is not known"));
        }
        Analyzer.Result result =
                analyzer.analyze(definition.query(), new Names(standing.catalog(), SYSTEM_ONLY, Set.of()));
        if (!(result instanceof Analyzer.Result.Statements(List<Analysis> analyses))
                || analyses.size() != 1
                || analyses.getFirst().unknown().isPresent()) {
            return refused(relation, "its definition is not understood");
        }
        Analysis analysis = analyses.getFirst();
        return GovernedAccess.check(analysis, standing, this, Set.of())
                .map(why -> refused(relation, why.message()))
                .orElseGet(() -> then.apply(analysis));
    }

    /** Of how many of the relations that a statement reads or writes rows are left out. */
    int filtered(Analysis analysis) {
        return (int) analysis.relations().stream()
                .map(RelationUse::name)
                .distinct()
                .filter(name -> of(name) instanceof Outcome.Governed governed && governed.filtered())
                .count();
    }

    private static Outcome refused(Relation relation, String why) {
        return new Outcome.Refused("view " + relation.name() + " cannot be governed: " + why);
    }

    /** Why a definition cannot stand in a statement of this session as it is. */
    private Optional<String> obstacle(ViewDefinition definition) {
        if (!systemFirst()) {
            return Optional.of(OTHER_SCHEMA_FIRST);
        }
        return definition.query().indexOf('\\') >= 0
                ? Optional.of("a backslash in its definition means different things in different sessions")
                : definition.obstacle();
    }

    private boolean systemFirst() {
        return standing.path().schemas().stream()
                .filter(schema -> !schema.startsWith("pg_temp"))
                .findFirst()
                .filter("pg_catalog"::equals)
                .isPresent();
    }

    private Outcome governed(
            Relation relation,
            ViewDefinition definition,
            Analysis analysis,
            Map<RelationName, GovernedRelation> sources) {
        String query = governing
                .govern(definition.query(), List.of(analysis), sources, Map.of(), List.of())
                .text();
        GovernedRelation shown = new GovernedRelation(
                standing.columns(relation), Optional.of(query), Optional.empty(), definition.barrier());
        return governed(relation, shown, masked(analysis), filtered(analysis) > 0);
    }

    /** What is to be put in the place of the relations that a statement reads. */
    Map<RelationName, GovernedRelation> relations(Analysis analysis) {
        Map<RelationName, GovernedRelation> relations = new HashMap<>();
        for (RelationUse use : analysis.relations()) {
            if (!use.sites().isEmpty() && of(use.name()) instanceof Outcome.Governed governed) {
                GovernedRelation relation = governed.relation();
                boolean fenced = governed.filtered() && !leakproof(analysis);
                relations.put(use.name(), fenced ? relation.withBarrier() : relation);
            }
        }
        return relations;
    }

    /**
     * Whether the planner may evaluate the statement's conditions on rows that the filter leaves out: when none of them can
     * tell of a value by failing.
     */
    private boolean leakproof(Analysis analysis) {
        return analysis.leakproof() && analysis.relations().stream().allMatch(this::comparesWithoutFailing);
    }

    /** A column of another type can draw those that it is compared with to that type. */
    private boolean comparesWithoutFailing(RelationUse use) {
        Optional<Relation> relation = standing.catalog().relation(use.name());
        return use.standing() == RelationUse.Standing.USER
                && relation.isPresent()
                && relation.get().columns().stream()
                        .filter(column -> use.columnsRead().contains(column.name()))
                        .allMatch(column -> comparesWithoutFailing(column.type()));
    }

    /** The types whose comparison PostgreSQL itself calls leakproof ({@code pg_proc.proleakproof}). */
    private static boolean comparesWithoutFailing(ColumnType type) {
        return switch (type.family()) {
            case TEXT -> !type.sql().contains("citext");
            case INTEGER, NUMERIC, BOOLEAN, TEMPORAL, UUID, BYTES -> true;
            case JSON, OTHER -> false;
        };
    }

    /** Which rows a statement may write, of the relations that it writes. */
    Map<RelationName, GovernedWrite> writes(Analysis analysis) {
        Map<RelationName, GovernedWrite> writes = new HashMap<>();
        for (RelationUse use : analysis.relations()) {
            Optional<Relation> relation = standing.catalog().relation(use.name());
            if (relation.isPresent()
                    && standing.governs(use.name())
                    && !use.writes().isEmpty()) {
                Optional<GovernedWrite.Rows> rows = standing.filter(use.name())
                        .map(filter -> new GovernedWrite.Rows(
                                filter,
                                filter(use.name()).columns(),
                                !leakproof(analysis),
                                makesRows(use),
                                Signal.outside(use.name(), filterRules(use.name()))));
                Set<String> masked = standing.masks(use.name()).keySet();
                writes.put(use.name(), new GovernedWrite(standing.columns(relation.get()), masked, rows));
            }
        }
        return writes;
    }

    private List<RuleId> filterRules(RelationName name) {
        return standing.rights().rows().getOrDefault(name, List.of()).stream()
                .map(Rights.RowFilter::rule)
                .toList();
    }

    /** Whether a use can make a row that the relation's filter leaves out. */
    boolean makesRows(RelationUse use) {
        if (!standing.filters().containsKey(use.name())) {
            return false;
        }
        boolean inserts = use.effects().contains(Effect.INSERT) || use.effects().contains(Effect.COPY_IN);
        Set<String> filtering = filter(use.name()).columns();
        Set<String> deciding = new HashSet<>(filtering);
        standing.catalog().relation(use.name()).map(Relation::columns).orElse(List.of()).stream()
                .filter(column -> filtering.contains(column.name()))
                .forEach(column -> column.generatedFrom().ifPresent(deciding::addAll));
        return inserts
                || (use.effects().contains(Effect.UPDATE)
                        && use.columnsWritten().stream().anyMatch(deciding::contains));
    }

    /** Whether the governed statement gives rows that the statement does not: those of a RETURNING that looks at new rows. */
    boolean hidesRows(Analysis analysis) {
        return analysis.relations().stream()
                .filter(this::makesRows)
                .flatMap(use -> use.writes().stream())
                .anyMatch(site -> site instanceof WriteSite.NewRows made && made.outermost() && !made.returning());
    }

    /** The columns that a statement reads and that come masked, as {@code schema.relation.column}. */
    Set<String> masked(Analysis analysis) {
        Set<String> masked = new TreeSet<>();
        for (RelationUse use : analysis.relations()) {
            if (!use.sites().isEmpty() && of(use.name()) instanceof Outcome.Governed governed) {
                masked.addAll(governed.masked());
                standing.masks(use.name()).keySet().stream()
                        .filter(use.columnsRead()::contains)
                        .forEach(column -> masked.add(use.name() + "." + column));
            }
            standing.masks(use.name()).keySet().stream()
                    .filter(use.columnsReturned()::contains)
                    .forEach(column -> masked.add(use.name() + "." + column));
        }
        return masked;
    }
}
