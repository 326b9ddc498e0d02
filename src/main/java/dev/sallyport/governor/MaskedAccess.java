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
import dev.sallyport.statement.WriteSite;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a session with masks may not do, whatever its policy allows: everything through which a masked value could come
 * out and that is not governed yet. It refuses too much rather than too little, and says why.
 */
final class MaskedAccess {

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
            "CREATE INDEX",
            "CREATE SEQUENCE",
            "DROP TABLE",
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

    private final Analysis analysis;
    private final Standing standing;
    private final GovernedReads reads;
    private final Set<FunctionUse> named;

    private MaskedAccess(Analysis analysis, Standing standing, GovernedReads reads, Set<FunctionUse> named) {
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
        MaskedAccess access = new MaskedAccess(analysis, standing, reads, named);
        return access.code()
                .or(access::sessionState)
                .or(access::explain)
                .or(access::shadowing)
                .or(access::relations);
    }

    private Optional<Refusal> code() {
        if (!analysis.opaque().isEmpty()) {
            return refuse(analysis.opaque().getFirst() + " runs code that masks cannot be applied in");
        }
        if (!COMMANDS.contains(analysis.command())) {
            return refuse(analysis.command() + " is not governed yet");
        }
        for (FunctionUse use : analysis.functions()) {
            switch (use.category()) {
                case HARMLESS, SETTING, NOTIFY, LOCK, SEQUENCE -> {}
                case USER_DEFINED, UNKNOWN, SQL_TEXT, LARGE_OBJECT, DISCLOSURE, SERVER_IO, ADMIN, REPLICATION -> {
                    if (!named.contains(use)) {
                        return refuse("function " + use.qualifiedName() + " can reach data that masks do not cover; a"
                                + " session with masks calls it only when an allow rule names it");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> sessionState() {
        for (SettingChange change : analysis.settings()) {
            boolean computed = change.equals(SettingChange.ANY)
                    && !analysis.command().equals("RESET")
                    && !analysis.command().equals("DISCARD");
            if (computed) {
                return refuse("a setting whose name is computed cannot be told");
            }
            if (change.name().equals("role") || change.name().equals("session_authorization")) {
                return refuse("changing the database role is not governed yet");
            }
        }
        return Optional.empty();
    }

    /** The plan prints the expressions, and with them the key of a hash. */
    private Optional<Refusal> explain() {
        if (!analysis.command().startsWith("EXPLAIN")) {
            return Optional.empty();
        }
        boolean filtered = analysis.relations().stream()
                .flatMap(use ->
                        Stream.concat(Stream.of(use.name()), standing.catalog().readsThrough(use.name()).stream()))
                .anyMatch(standing.filters()::containsKey);
        if (filtered && analysis.command().equals("EXPLAIN ANALYZE")) {
            return refuse("EXPLAIN ANALYZE would tell how many rows are left out");
        }
        boolean hashed = analysis.relations().stream()
                .flatMap(use ->
                        Stream.concat(Stream.of(use.name()), standing.catalog().readsThrough(use.name()).stream()))
                .flatMap(name -> masks(name).values().stream())
                .anyMatch(column ->
                        column.mask().kind() == Mask.Kind.HASH || column.mask().kind() == Mask.Kind.TOKEN);
        return hashed
                ? refuse("the plan of a statement over hashed columns would show how they are hashed")
                : Optional.empty();
    }

    /** A temporary relation with a governed relation's name would be confused with it from then on. */
    private Optional<Refusal> shadowing() {
        for (String name : analysis.createsTemporary()) {
            boolean taken = Stream.concat(standing.governed().keySet().stream(), standing.filters().keySet().stream())
                    .anyMatch(governed -> governed.name().equals(name));
            if (taken) {
                return refuse("a temporary relation must not have the name of a masked or filtered one: " + name);
            }
        }
        return Optional.empty();
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
            case SYSTEM_DISCLOSING -> refuse(use.name() + " discloses data that masks do not cover");
            case UNRESOLVED -> unresolved(use);
            case SYSTEM, TEMPORARY -> Optional.empty();
            case USER ->
                switch (use.role()) {
                    case SOURCE -> source(use);
                    case TARGET -> target(use);
                };
        };
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
        for (Map.Entry<String, MaskedColumn> column : masks(use.name()).entrySet()) {
            boolean denied = column.getValue().mask().kind() == Mask.Kind.DENY_USE;
            if (denied && use.columnsRead().contains(column.getKey())) {
                String rules = String.join(
                        ", ",
                        column.getValue().rules().stream().map(RuleId::toString).toList());
                return refuse("column " + use.name() + "." + column.getKey() + " may not be used, by " + rules);
            }
        }
        return Optional.empty();
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

    /** A view is written through to what it shows, and reads of that are none of the statement's. */
    private Optional<Refusal> view(RelationUse use) {
        return standing.catalog()
                .relation(use.name())
                .filter(relation -> relation.view().isPresent())
                .flatMap(reads::concern)
                .flatMap(why -> refuse(use.name() + " is a view " + why + "; it can be read, not written"));
    }

    private Optional<Refusal> target(RelationUse use) {
        Optional<Refusal> throughView = view(use);
        Map<String, MaskedColumn> masks = masks(use.name());
        if (throughView.isPresent() || !standing.governs(use.name())) {
            return throughView;
        }
        if (standing.filters().containsKey(use.name())) {
            Optional<Refusal> outside = rows(use);
            if (outside.isPresent()) {
                return outside;
            }
        }
        for (Effect effect : use.effects()) {
            switch (effect) {
                case CREATE, ALTER, GRANT, COPY_OUT, CALL, SERVER_IO, ADMIN, REPLICATION -> {
                    return refuse(analysis.command() + " on " + use.name() + " is not open to a session that sees it"
                            + " masked");
                }
                case READ,
                        INSERT,
                        UPDATE,
                        DELETE,
                        TRUNCATE,
                        DROP,
                        COPY_IN,
                        LOCK,
                        MAINTENANCE,
                        SESSION,
                        TRANSACTION -> {}
            }
        }
        if (use.wholeRow()) {
            return refuse("the whole row of " + use.name() + " has masked columns and cannot be read in a write");
        }
        for (String column : use.columnsWritten()) {
            if (masks.containsKey(column)) {
                return refuse("column " + use.name() + "." + column + " is masked for this session and so cannot be"
                        + " written by it");
            }
        }
        for (String column : use.columnsRead()) {
            if (masks.containsKey(column)) {
                return refuse("column " + use.name() + "." + column + " is masked for this session and cannot be read"
                        + " in a write");
            }
        }
        return Optional.empty();
    }

    /** What may be done to a relation of which only some rows are there. */
    private Optional<Refusal> rows(RelationUse use) {
        GovernedReads.Filter filter = reads.filter(use.name());
        if (filter.problem().isPresent()) {
            return refuse("the filter of " + use.name() + "'s rows is wrong: "
                    + filter.problem().get());
        }
        for (Effect effect : use.effects()) {
            switch (effect) {
                case INSERT, COPY_IN, TRUNCATE, DROP -> {
                    return refuse(analysis.command() + " on " + use.name() + " is not open to a session that sees only"
                            + " some of its rows");
                }
                case UPDATE, DELETE -> {
                    if (use.writes().isEmpty() || use.writes().stream().anyMatch(WriteSite.Fixed.class::isInstance)) {
                        return refuse(analysis.command() + " on " + use.name() + " cannot be kept to the rows that this"
                                + " session sees");
                    }
                }
                case READ,
                        CREATE,
                        ALTER,
                        GRANT,
                        COPY_OUT,
                        CALL,
                        LOCK,
                        MAINTENANCE,
                        SESSION,
                        TRANSACTION,
                        SERVER_IO,
                        ADMIN,
                        REPLICATION -> {}
            }
        }
        for (String column : use.columnsWritten()) {
            if (filter.columns().contains(column)) {
                return refuse("column " + use.name() + "." + column + " decides which rows this session sees and so"
                        + " cannot be written by it");
            }
        }
        return Optional.empty();
    }

    private Map<String, MaskedColumn> masks(RelationName name) {
        return standing.rights().masks().getOrDefault(name, Map.of());
    }

    private Optional<Refusal> refuse(String why) {
        return Optional.of(
                Refusal.of(
                        Refusal.DENIED,
                        why,
                        "This session sees some columns masked or some rows left out; ask for the right to see them, or leave that part out."));
    }

    /** Whether a cursor that no statement of this session declared may be fetched from. */
    static boolean mayFetchUnknownCursor(Standing standing) {
        return !standing.masked();
    }

    static boolean fetches(Analysis analysis) {
        return analysis.namedObjects().stream().anyMatch(NamedObject.FetchesCursor.class::isInstance);
    }
}
