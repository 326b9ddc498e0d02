package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.NamedObject;
import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.RelationUse.Role;
import dev.sallyport.statement.RelationUse.Standing;
import dev.sallyport.statement.Result;
import dev.sallyport.statement.SettingChange;
import dev.sallyport.statement.Span;
import dev.sallyport.statement.TransactionControl;
import dev.sallyport.statement.WhereClause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known so far about one statement. Only ever grows, but for EXPLAIN, which does not do what it contains. */
final class Findings {

    private record Key(RelationName name, Standing standing, Role role) {}

    private final Set<Effect> effects = EnumSet.noneOf(Effect.class);
    private final Map<Key, Use> uses = new LinkedHashMap<>();
    private final Set<FunctionUse> functions = new LinkedHashSet<>();
    private final Set<SettingChange> settings = new LinkedHashSet<>();
    private final List<NamedObject> namedObjects = new ArrayList<>();
    private final Set<String> createsTemporary = new LinkedHashSet<>();
    private final Set<String> opaque = new LinkedHashSet<>();
    private WhereClause where = WhereClause.NOT_APPLICABLE;
    private Optional<TransactionControl> transaction = Optional.empty();
    private boolean catalogChange;
    private boolean looksAtLiterals;
    private boolean leaky;
    private boolean cascades;
    private boolean measured;
    private final Set<String> unresolvedColumns = new LinkedHashSet<>();
    private Result result = Result.UNKNOWN;
    private final Reads reads = new Reads();
    private Optional<String> fixed = Optional.empty();
    private boolean defined;

    void add(Effect... more) {
        effects.addAll(Arrays.asList(more));
    }

    Use use(RelationName name, Standing standing, Role role, Optional<Relation> relation) {
        return uses.computeIfAbsent(new Key(name, standing, role), _ -> new Use(name, standing, role, relation, reads));
    }

    void add(FunctionUse function) {
        functions.add(function);
        function.category().effect().ifPresent(effects::add);
    }

    void add(SettingChange change) {
        settings.add(change);
    }

    /** A setting is changed by other means than SET: who the user is can be one, as it is for SET ROLE. */
    void changes(SettingChange change) {
        add(change);
        boolean user = change.name().equals("role") || change.name().equals("session_authorization");
        if (user || change.equals(SettingChange.ANY)) {
            add(Effect.ADMIN);
        }
    }

    void add(NamedObject object) {
        namedObjects.add(object);
    }

    void add(TransactionControl control) {
        transaction = Optional.of(control);
        effects.add(Effect.TRANSACTION);
    }

    void createsTemporary(String name) {
        createsTemporary.add(name);
    }

    void opaque(String what) {
        opaque.add(what);
    }

    void catalogChanges() {
        catalogChange = true;
    }

    /** The analysis depends on a literal's value. */
    void looksAtLiterals() {
        looksAtLiterals = true;
    }

    /** Something can fail for some values and not for others. */
    void leaky() {
        leaky = true;
    }

    /** The server's planner goes wrong over conditions that it merges with those of the statement. */
    void misplacesFilters() {
        leaky = true;
    }

    /** The statement is executed, and its plan shown with what each part of it did. */
    void measured() {
        measured = true;
    }

    void cascades() {
        cascades = true;
    }

    void unresolvedColumn(String name) {
        unresolvedColumns.add(name);
    }

    void result(Result known) {
        result = known;
    }

    Reads reads() {
        return reads;
    }

    /** Keeps the weakest of all WHERE clauses. */
    void where(WhereClause found) {
        if (strength(found) < strength(where)) {
            where = found;
        }
    }

    private static int strength(WhereClause where) {
        return switch (where) {
            case ABSENT -> 0;
            case ALWAYS_TRUE -> 1;
            case PRESENT -> 2;
            case NOT_APPLICABLE -> 3;
        };
    }

    /** From here on no read site can be replaced: what is read becomes part of a definition. */
    void fix(String why) {
        fixed = Optional.of(why);
    }

    /** From here on what is read becomes part of a definition that is governed when it is read. */
    void define() {
        defined = true;
    }

    ReadSite site(ReadSite replaceable) {
        return defined
                ? new ReadSite.Defined()
                : fixed.<ReadSite>map(ReadSite.Fixed::new).orElse(replaceable);
    }

    /** The statement is planned and not executed; functions may still run, as the planner evaluates constants. */
    void onlyPlanned() {
        uses.values().forEach(Use::onlyPlanned);
        effects.clear();
        effects.add(Effect.READ);
        functions.forEach(function -> function.category().effect().ifPresent(effects::add));
        settings.clear();
        namedObjects.removeIf(object -> !(object instanceof NamedObject.Executes));
        createsTemporary.clear();
        catalogChange = false;
        where = WhereClause.NOT_APPLICABLE;
    }

    /** @param plain whether the statement is of a kind whose literals mean nothing but values */
    Analysis finished(String command, Span span, String normalised, boolean plain) {
        uses.values().forEach(use -> effects.addAll(use.effects()));
        return new Analysis(
                command,
                span,
                effects,
                uses.values().stream().map(use -> use.finished(measured)).toList(),
                List.copyOf(functions),
                where,
                List.copyOf(settings),
                transaction,
                namedObjects,
                createsTemporary,
                catalogChange,
                List.copyOf(opaque),
                Optional.empty(),
                normalised,
                Normaliser.fingerprint(normalised),
                cascades,
                !leaky,
                unresolvedColumns,
                result,
                plain && !looksAtLiterals);
    }

    /** What is said of a statement that has something unknown in it: it could do anything. */
    static Analysis unknown(String command, Span span, String normalised, String why) {
        return new Analysis(
                command,
                span,
                EnumSet.allOf(Effect.class),
                List.of(),
                List.of(),
                WhereClause.NOT_APPLICABLE,
                List.of(SettingChange.ANY),
                Optional.empty(),
                List.of(),
                Set.of(),
                true,
                List.of(command),
                Optional.of(why),
                normalised,
                Normaliser.fingerprint(normalised),
                true,
                false,
                Set.of(),
                Result.UNKNOWN,
                false);
    }
}
