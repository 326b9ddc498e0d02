package dev.sallyport.catalog;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A snapshot of what a database holds outside its system schemas. Immutable; a newer snapshot is another object with a
 * greater version.
 *
 * <p>System relations ({@code pg_catalog}, {@code information_schema}) are not in it: they are known per server version
 * and judged by a manifest.
 */
public final class Catalog {

    private final String database;
    private final long version;
    private final int serverVersion;
    private final Map<RelationName, Relation> relations;
    private final Set<RelationName> functions;
    private final Set<String> functionNames = new HashSet<>();
    private final Set<String> operators;
    private final Map<String, String> answers;
    private final Map<RelationName, Set<RelationName>> children = new HashMap<>();

    /**
     * @param version grows with every snapshot of the same database
     * @param serverVersion {@code server_version_num}, as 180006 for 18.6
     * @param functions schema and name of every function, procedure and aggregate outside {@code pg_catalog}
     * @param operators the names of operators outside {@code pg_catalog}
     */
    public Catalog(
            String database,
            long version,
            int serverVersion,
            Collection<Relation> relations,
            Collection<RelationName> functions,
            Collection<String> operators) {
        this(database, version, serverVersion, relations, functions, operators, Map.of());
    }

    private Catalog(
            String database,
            long version,
            int serverVersion,
            Collection<Relation> relations,
            Collection<RelationName> functions,
            Collection<String> operators,
            Map<String, String> answers) {
        this.database = database;
        this.version = version;
        this.serverVersion = serverVersion;
        Map<RelationName, Relation> byName = new HashMap<>();
        for (Relation relation : relations) {
            byName.put(relation.name(), relation);
            for (RelationName parent : relation.parents()) {
                children.computeIfAbsent(parent, _ -> new LinkedHashSet<>()).add(relation.name());
            }
        }
        this.relations = Map.copyOf(byName);
        this.functions = Set.copyOf(functions);
        this.operators = Set.copyOf(operators);
        this.answers = Map.copyOf(answers);
        functions.forEach(function -> functionNames.add(function.name()));
    }

    public static Catalog empty(String database) {
        return new Catalog(database, 0, 180000, Set.of(), Set.of(), Set.of());
    }

    public String database() {
        return database;
    }

    public long version() {
        return version;
    }

    public int serverVersion() {
        return serverVersion;
    }

    /** As 18 for 18.6. */
    public int majorVersion() {
        return serverVersion / 10_000;
    }

    public Collection<Relation> relations() {
        return relations.values();
    }

    /** Whether the other snapshot differs in its version only. */
    public boolean sameContent(Catalog other) {
        return database.equals(other.database)
                && serverVersion == other.serverVersion
                && relations.equals(other.relations)
                && functions.equals(other.functions)
                && operators.equals(other.operators)
                && answers.equals(other.answers);
    }

    /**
     * The same with what the database said to questions about it, such as whether a mask fits a type.
     *
     * @param more for each question the answer: empty for yes, else why not
     */
    public Catalog answered(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(answers);
        all.putAll(more);
        return new Catalog(database, version, serverVersion, relations.values(), functions, operators, all);
    }

    /** What the database said to a question: nothing when it was not asked, an empty text for yes, else why not. */
    public Optional<String> answer(String question) {
        return Optional.ofNullable(answers.get(question));
    }

    /** Functions outside {@code pg_catalog}. */
    public Set<RelationName> functions() {
        return functions;
    }

    /** Names of operators outside {@code pg_catalog}. */
    public Set<String> operators() {
        return operators;
    }

    public Optional<Relation> relation(RelationName name) {
        return Optional.ofNullable(relations.get(name));
    }

    /** What an unqualified name means on this path; system schemas and temporary relations are not looked into. */
    public Optional<Relation> resolve(String name, SearchPath path) {
        for (String schema : path.schemas()) {
            Relation found = relations.get(new RelationName(schema, name));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Whether any function outside {@code pg_catalog} has this name, in any schema. */
    public boolean definesFunction(String name) {
        return functionNames.contains(name);
    }

    /** Whether an operator outside {@code pg_catalog} has this name. */
    public boolean definesOperator(String name) {
        return operators.contains(name);
    }

    /** The relation's partitions and inheritance children, at every depth, without itself. */
    public Set<RelationName> descendants(RelationName ancestor) {
        Set<RelationName> found = new LinkedHashSet<>();
        Deque<RelationName> open = new ArrayDeque<>(Set.of(ancestor));
        while (!open.isEmpty()) {
            for (RelationName child : children.getOrDefault(open.removeFirst(), Set.of())) {
                if (found.add(child)) {
                    open.addLast(child);
                }
            }
        }
        return found;
    }

    /** Every relation that this relation's parents and their parents are, without itself. */
    public Set<RelationName> ancestors(RelationName descendant) {
        return closure(descendant, Relation::parents);
    }

    /** Every relation that a view reads, through other views too, without itself. */
    public Set<RelationName> readsThrough(RelationName view) {
        return closure(view, Relation::dependsOn);
    }

    private Set<RelationName> closure(
            RelationName start, java.util.function.Function<Relation, Set<RelationName>> next) {
        Set<RelationName> found = new LinkedHashSet<>();
        Deque<RelationName> open = new ArrayDeque<>(Set.of(start));
        while (!open.isEmpty()) {
            Relation relation = relations.get(open.removeFirst());
            if (relation == null) {
                continue;
            }
            for (RelationName reached : next.apply(relation)) {
                if (found.add(reached)) {
                    open.addLast(reached);
                }
            }
        }
        return found;
    }
}
