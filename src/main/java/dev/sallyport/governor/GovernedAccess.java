package dev.sallyport.governor;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.policy.Rights.MaskedColumn;
import dev.sallyport.policy.RuleId;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.NamedObject;
import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.SettingChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a session with masks or filters may not do, whatever its policy allows: everything through which a masked value or a
 * row that is left out could come out and that is not governed yet. It refuses too much rather than too little, and says
 * why.
 */
final class GovernedAccess {

    /** Commands whose every way to data is governed or refused below. All others are refused. */
    private static final Set<String> COMMANDS = Set.of(
            "SELECT",
            "VALUES",
            "TABLE",
            "INSERT",
            "UPDATE",
            "DELETE",
            "MERGE",
            "COPY",
            "EXPLAIN",
            "EXPLAIN ANALYZE",
            "PREPARE",
            "EXECUTE",
            "DEALLOCATE",
            "DECLARE",
            "FETCH",
            "MOVE",
            "CLOSE",
            "DISCARD",
            "CREATE TABLE",
            "CREATE TABLE AS",
            "SELECT INTO",
            "CREATE VIEW",
            "CREATE INDEX",
            "CREATE SEQUENCE",
            "DROP TABLE",
            "DROP VIEW",
            "COMMENT",
            "DROP INDEX",
            "DROP SEQUENCE",
            "TRUNCATE",
            "ANALYZE",
            "VACUUM",
            "LOCK",
            "SET",
            "RESET",
            "SHOW",
            "SET TRANSACTION",
            "SET CONSTRAINTS",
            "BEGIN",
            "START TRANSACTION",
            "COMMIT",
            "END",
            "ROLLBACK",
            "ABORT",
            "SAVEPOINT",
            "RELEASE SAVEPOINT",
            "ROLLBACK TO SAVEPOINT",
            "NOTIFY",
            "UNLISTEN");

    /** How the names of the server's statistics begin. */
    private static final List<String> COUNTERS = List.of("pg_stat_", "pg_statio_");

    private final Analysis analysis;
    private final Standing standing;
    private final GovernedReads reads;
    private final Set<FunctionUse> named;

    private GovernedAccess(Analysis analysis, Standing standing, GovernedReads reads, Set<FunctionUse> named) {
        this.analysis = analysis;
        this.standing = standing;
        this.reads = reads;
        this.named = named;
    }

    /**
     * Empty when the statement may run once its read sites are replaced.
     *
     * @param named functions that may be called whatever they can reach
     */
    static Optional<Refusal> check(Analysis analysis, Standing standing, GovernedReads reads, Set<FunctionUse> named) {
        GovernedAccess access = new GovernedAccess(analysis, standing, reads, named);
        return access.code()
                .or(access::sessionState)
                .or(access::explain)
                .or(access::shadowing)
                .or(access::cascade)
                .or(access::relations);
    }

    private Optional<Refusal> code() {
        if (!analysis.opaque().isEmpty()) {
            return refuse(analysis.opaque().getFirst() + " runs code that masks cannot be applied in");
        }
        if (analysis.command().equals("COPY") && analysis.effects().contains(Effect.SERVER_IO)) {
            return refuse("a file or program of the server can reach data that masks do not cover");
        }
        if (analysis.command().equals("LISTEN")) {
            return refuse("LISTEN would bring what others notify, which may hold what this session does not see");
        }
        boolean known =
                COMMANDS.contains(analysis.command()) || (analysis.command().equals("ALTER TABLE") && onlyTemporary());
        if (!known) {
            return refuse(analysis.command() + " is not governed yet");
        }
        for (FunctionUse use : analysis.functions()) {
            switch (use.category()) {
                case HARMLESS -> {
                    if (counts(use.name())) {
                        return refuse(
                                "function " + use.qualifiedName() + " counts rows that this session does not see");
                    }
                }
                case SETTING, NOTIFY, LOCK, SEQUENCE -> {}
                case USER_DEFINED, UNKNOWN, SQL_TEXT, LARGE_OBJECT, DISCLOSURE, SERVER_IO, ADMIN, REPLICATION -> {
                    if (use.category() == FunctionUse.Category.UNKNOWN
                            && !standing.catalog().definesFunction(use.name())) {
                        return Optional.of(Refusal.of(
                                "42883",
                                "function " + use.qualifiedName() + " does not exist",
                                "A function that was just created is known once its transaction is committed."));
                    }
                    if (!named.contains(use)) {
                        return refuse("function " + use.qualifiedName() + " can reach data that masks do not cover; a"
                                + " session with masks calls it only when an allow rule names it");
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether all that it acts on is the session's own. */
    private boolean onlyTemporary() {
        return analysis.relations().stream().allMatch(use -> use.standing() == RelationUse.Standing.TEMPORARY);
    }

    private Optional<Refusal> sessionState() {
        for (SettingChange change : analysis.settings()) {
            boolean computed = change.equals(SettingChange.ANY)
                    && !analysis.command().equals("RESET")
                    && !analysis.command().equals("DISCARD");
            if (computed) {
                return refuse("a setting whose name is computed cannot be told");
            }
            switch (change.name()) {
                case "role", "session_authorization" -> {
                    return refuse("changing the database role is not governed yet");
                }
                case "session_replication_role" -> {
                    return refuse("foreign keys and triggers stay on for a session with masks or filters");
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    /** The plan prints the expressions, and with them the key of a hash; so does the definition of a view. */
    private Optional<Refusal> explain() {
        if (analysis.command().equals("CREATE VIEW")
                && !analysis.createsTemporary().isEmpty()
                && hashed()) {
            return refuse("the definition of a temporary view over hashed columns would show how they are hashed");
        }
        if (!analysis.command().startsWith("EXPLAIN")) {
            return Optional.empty();
        }
        if (analysis.command().equals("EXPLAIN ANALYZE") && reached().anyMatch(standing.filters()::containsKey)) {
            return refuse("EXPLAIN ANALYZE would tell how many rows are left out");
        }
        return hashed() && !standing.explaining()
                ? refuse(
                        "the plan of a statement over hashed columns would show how they are hashed; send EXPLAIN, without"
                                + " ANALYZE, in a message of its own")
                : Optional.empty();
    }

    private boolean hashed() {
        return reached()
                .flatMap(name -> standing.masks(name).values().stream())
                .anyMatch(column ->
                        column.mask().kind() == Mask.Kind.HASH || column.mask().kind() == Mask.Kind.TOKEN);
    }

    /** The relations of the statement and those behind its views. */
    private Stream<RelationName> reached() {
        return analysis.relations().stream()
                .flatMap(use ->
                        Stream.concat(Stream.of(use.name()), standing.catalog().readsThrough(use.name()).stream()));
    }

    /** A temporary relation with a governed relation's name would be confused with it from then on. */
    private Optional<Refusal> shadowing() {
        for (String name : analysis.createsTemporary()) {
            boolean taken = Stream.concat(standing.governed().keySet().stream(), standing.filters().keySet().stream())
                    .anyMatch(governed -> governed.name().equals(name));
            if (taken) {
                return refuse("a temporary relation must not have the name of a masked or filtered one: " + name);
            }
            if (isType(name)) {
                return refuse("a temporary relation must not have the name of a type that masks are of: " + name);
            }
        }
        return Optional.empty();
    }

    /** A relation is a type as well, and the temporary schema is searched first. */
    private boolean isType(String name) {
        return standing.governed().keySet().stream()
                .flatMap(governed -> standing.catalog().relation(governed).stream())
                .flatMap(relation -> relation.columns().stream())
                .anyMatch(column -> column.type().sql().equals(name));
    }

    private Optional<Refusal> cascade() {
        return analysis.cascades() && !standing.filters().isEmpty()
                ? refuse("CASCADE can reach rows that this session does not see")
                : Optional.empty();
    }

    private Optional<Refusal> relations() {
        for (RelationUse use : analysis.relations()) {
            Optional<Refusal> refusal = relation(use);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> relation(RelationUse use) {
        return switch (use.standing()) {
            case SYSTEM_DISCLOSING -> disclosing(use);
            case UNRESOLVED -> unresolved(use);
            case TEMPORARY -> Optional.empty();
            case SYSTEM -> system(use);
            case SYSTEM_PARTLY -> hidesPart(use) ? Optional.empty() : disclosing(use);
            case USER ->
                switch (use.role()) {
                    case SOURCE -> source(use);
                    case TARGET -> new GovernedTarget(analysis, use, standing, reads).check();
                };
        };
    }

    private Optional<Refusal> system(RelationUse use) {
        if (use.role() == RelationUse.Role.TARGET && !use.effects().equals(Set.of(Effect.LOCK))) {
            return refuse(use.name() + " is the server's own and not to be written");
        }
        return counts(use.name().name()) && !hidesPart(use)
                ? refuse(use.name() + " counts rows that this session does not see")
                : Optional.empty();
    }

    private static Optional<Refusal> disclosing(RelationUse use) {
        return refuse(use.name() + " discloses data that masks do not cover");
    }

    /** Whether what a system relation must not tell is hidden at every place. */
    private boolean hidesPart(RelationUse use) {
        return reads.of(use.name()) instanceof GovernedReads.Outcome.Governed
                && replaceable(use).isEmpty();
    }

    /** Whether one of the server's functions or relations counts rows, and this session must not know of all. */
    private boolean counts(String name) {
        return COUNTERS.stream().anyMatch(name::startsWith)
                && !standing.filters().isEmpty();
    }

    private Optional<Refusal> unresolved(RelationUse use) {
        boolean touchesRows = use.role() == RelationUse.Role.SOURCE
                || use.effects().stream().anyMatch(effect -> switch (effect) {
                    case READ, INSERT, UPDATE, DELETE, COPY_IN, COPY_OUT, ALTER, GRANT -> true;
                    case TRUNCATE,
                            CREATE,
                            DROP,
                            CALL,
                            LOCK,
                            MAINTENANCE,
                            SESSION,
                            TRANSACTION,
                            SERVER_IO,
                            ADMIN,
                            REPLICATION -> false;
                });
        if (!touchesRows) {
            return Optional.empty();
        }
        return Optional.of(Refusal.of(
                "42P01",
                "relation \"" + use.name().name() + "\" does not exist",
                "A relation that was just created is known once its transaction is committed."));
    }

    private Optional<Refusal> source(RelationUse use) {
        return switch (reads.of(use.name())) {
            case GovernedReads.Outcome.Untouched() -> Optional.empty();
            case GovernedReads.Outcome.Refused(String why) -> refuse(why);
            case GovernedReads.Outcome.Governed _ -> deniedUse(use).or(() -> replaceable(use));
        };
    }

    private Optional<Refusal> deniedUse(RelationUse use) {
        return standing.masks(use.name()).entrySet().stream()
                .filter(column -> column.getValue().mask().kind() == Mask.Kind.DENY_USE)
                .filter(column -> use.columnsRead().contains(column.getKey()))
                .findFirst()
                .flatMap(column -> deniedUse(use.name(), column.getKey(), column.getValue()));
    }

    static Optional<Refusal> deniedUse(RelationName relation, String column, MaskedColumn masked) {
        String rules =
                String.join(", ", masked.rules().stream().map(RuleId::toString).toList());
        return refuse("column " + relation + "." + column + " may not be used, by " + rules);
    }

    private Optional<Refusal> replaceable(RelationUse use) {
        for (ReadSite site : use.sites()) {
            if (site instanceof ReadSite.Fixed(String why)) {
                return refuse(use.name() + " is masked or filtered and cannot be governed here: " + why);
            }
        }
        return use.sites().isEmpty()
                ? refuse(use.name() + " is masked or filtered and is read where that cannot be applied")
                : Optional.empty();
    }

    private static Optional<Refusal> refuse(String why) {
        return Optional.of(Refusal.ungovernable(why));
    }

    /** Whether a cursor that no statement of this session declared may be fetched from. */
    static boolean mayFetchUnknownCursor(Standing standing) {
        return !standing.masked();
    }

    static boolean fetches(Analysis analysis) {
        return analysis.namedObjects().stream().anyMatch(NamedObject.FetchesCursor.class::isInstance);
    }
}
