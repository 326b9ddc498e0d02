package dev.sallyport.governor;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationKind;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.policy.Decision;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Bracket;
import dev.sallyport.statement.Counting;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.SettingChange;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How statements are kept to the number of rows that they may change. */
final class ChangeLimit {

    /** Effects through which rows of tables change. */
    private static final Set<Effect> CHANGING =
            EnumSet.of(Effect.INSERT, Effect.UPDATE, Effect.DELETE, Effect.TRUNCATE, Effect.COPY_IN, Effect.CALL);

    /** Settings of the gate's own begin so. */
    private static final String OWN_SETTINGS = "sallyport.";

    private ChangeLimit() {}

    /** What must stand around a statement. */
    static Optional<Bracket> bracket(Analysis analysis, Decision.Allow allow, Standing standing, Counting counting) {
        return limited(analysis, allow, standing)
                ? Optional.of(counting.changed(
                                allow.limits().changed().getAsLong(),
                                Signal.changed(allow.limits().changed().getAsLong(), allow.limiting()),
                                standing.filters().isEmpty())
                        .aroundPlanning(Judge.movesPath(analysis) || readsRunCode(analysis, standing)))
                : Optional.empty();
    }

    /** Why a statement's changes cannot be counted, or not before they last. */
    static Optional<Refusal> refusal(Analysis analysis, Decision.Allow allow, Standing standing) {
        if (analysis.settings().stream().anyMatch(change -> change.name().startsWith(OWN_SETTINGS))) {
            return refuse("settings that begin with " + OWN_SETTINGS + " are the gate's own");
        }
        if (!limited(analysis, allow, standing)) {
            return Optional.empty();
        }
        if (analysis.effects().contains(Effect.TRUNCATE)) {
            return refuse(
                    "TRUNCATE does not say how many rows it removes, and this session may change only so many; use"
                            + " DELETE");
        }
        if (!analysis.opaque().isEmpty()) {
            return refuse(analysis.opaque().getFirst()
                    + " can commit, and with a limit of changed rows nothing may before" + " they are counted");
        }
        if (analysis.command().equals("PREPARE")) {
            return refuse(
                    "with a limit of changed rows PREPARE is for queries only; use the protocol's prepared statements");
        }
        if (analysis.command().equals("DECLARE")) {
            return refuse(
                    "with a limit of changed rows a cursor must not call code, nor read views that do: that runs while"
                            + " rows are fetched");
        }
        if (analysis.command().startsWith("CREATE") && analysis.command().endsWith("VIEW")) {
            return refuse(
                    "with a limit of changed rows no view can be made that calls code: reading it could change rows");
        }
        boolean elsewhere = analysis.relations().stream()
                .filter(use -> use.effects().stream().anyMatch(CHANGING::contains))
                .anyMatch(use -> reachesForeign(use.name(), standing.catalog()));
        if (elsewhere) {
            return refuse("changed rows of foreign tables cannot be counted");
        }
        return analysis.settings().contains(SettingChange.ANY)
                ? refuse("a setting whose name is computed cannot be told")
                : Optional.empty();
    }

    private static boolean limited(Analysis analysis, Decision.Allow allow, Standing standing) {
        return allow.limits().changed().isPresent()
                && (analysis.effects().stream().anyMatch(CHANGING::contains) || readsRunCode(analysis, standing));
    }

    /** Whether reading is enough to run code: a view calls it, or what is read is not known and can be such a view. */
    private static boolean readsRunCode(Analysis analysis, Standing standing) {
        return analysis.relations().stream()
                .filter(use -> use.role() == RelationUse.Role.SOURCE)
                .anyMatch(use -> use.standing() == RelationUse.Standing.UNRESOLVED
                        || Stream.concat(Stream.of(use.name()), standing.catalog().readsThrough(use.name()).stream())
                                .flatMap(name -> standing.catalog().relation(name).stream())
                                .anyMatch(Relation::callsUserCode));
    }

    /** Whether rows that are written to a relation can go to a foreign table: it is one, or is above or shows one. */
    private static boolean reachesForeign(RelationName written, Catalog catalog) {
        return Stream.concat(Stream.of(written), catalog.readsThrough(written).stream())
                .flatMap(name -> Stream.concat(Stream.of(name), catalog.descendants(name).stream()))
                .flatMap(name -> catalog.relation(name).stream())
                .anyMatch(relation -> relation.kind() == RelationKind.FOREIGN_TABLE);
    }

    private static Optional<Refusal> refuse(String why) {
        return Optional.of(Refusal.of(Refusal.DENIED, why, "A rule limits how many rows a statement may change."));
    }
}
