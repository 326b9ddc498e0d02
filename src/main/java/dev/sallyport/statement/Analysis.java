package dev.sallyport.statement;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The facts about one statement, as far as its text and the catalog tell them. What cannot be told is reported as more,
 * never as less.
 *
 * @param command the command's name in capitals as the reference pages head it, such as {@code ALTER TABLE}; for
 *     EXPLAIN, PREPARE and the like the outer one; {@code EXPLAIN ANALYZE} for an EXPLAIN that executes
 * @param span where it stands in the text, without the semicolon
 * @param effects everything it does, inside CTEs, EXPLAIN ANALYZE, PREPARE, COPY (query), rules too; contains the
 *     effects of all relations and functions; never empty
 * @param where for UPDATE and DELETE at any depth, those of MERGE too, the weakest of them
 * @param createsTemporary names of temporary relations that it makes
 * @param catalogChange whether the catalog can differ after it
 * @param opaque what of it cannot be seen into: a word each, for messages ({@code DO}, {@code CREATE FUNCTION})
 * @param unknown why the analysis could not be completed: then nothing else here may be relied on, and it must not run
 * @param normalised the text with literals replaced by {@code $n}, comments and extra blanks dropped; holds no literal
 * @param fingerprint 16 hex digits that statements with the same normalised text share
 * @param cascades whether it also does to others what it does to the relations it names (CASCADE)
 * @param leakproof whether the planner may evaluate its conditions before those of a governed relation: no operator and
 *     function in it can tell of a value by failing (comparisons, logic, tests for null, aggregates, on whatever types),
 *     and the server does not go wrong over conditions that it merges
 * @param unresolvedColumns names of columns that no relation in it has: mistakes, or columns of what is around it
 * @param result what the result is made from; known of a SELECT only
 * @param literalIndependent whether every other statement that differs only in the values of number and string literals
 *     has the same analysis, spans apart. True only for statements that are analysed without looking at any literal
 */
public record Analysis(
        String command,
        Span span,
        Set<Effect> effects,
        List<RelationUse> relations,
        List<FunctionUse> functions,
        WhereClause where,
        List<SettingChange> settings,
        Optional<TransactionControl> transaction,
        List<NamedObject> namedObjects,
        Set<String> createsTemporary,
        boolean catalogChange,
        List<String> opaque,
        Optional<String> unknown,
        String normalised,
        String fingerprint,
        boolean cascades,
        boolean leakproof,
        Set<String> unresolvedColumns,
        Result result,
        boolean literalIndependent) {

    public Analysis {
        effects = Set.copyOf(effects);
        relations = List.copyOf(relations);
        functions = List.copyOf(functions);
        settings = List.copyOf(settings);
        namedObjects = List.copyOf(namedObjects);
        createsTemporary = Set.copyOf(createsTemporary);
        opaque = List.copyOf(opaque);
        unresolvedColumns = Set.copyOf(unresolvedColumns);
        if (effects.isEmpty()) {
            throw new IllegalArgumentException(command + " has no effect");
        }
    }
}
