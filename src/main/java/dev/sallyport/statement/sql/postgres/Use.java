package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.RelationUse.Role;
import dev.sallyport.statement.RelationUse.Standing;
import dev.sallyport.statement.WriteSite;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** A relation's use while it is being found out. */
final class Use {

    /** Whether a relation has a column. */
    enum Has {
        YES,
        NO,
        /** The relation is not in the catalog. */
        MAYBE
    }

    /** Every relation has these without naming them (PostgreSQL documentation, "System Columns"). */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private final RelationName name;
    private final Standing standing;
    private final Role role;
    private final Optional<Relation> relation;
    private final Reads reads;
    private final Set<Effect> effects = EnumSet.noneOf(Effect.class);
    private final Set<String> columnsRead = new LinkedHashSet<>();
    private final Set<String> columnsReturned = new LinkedHashSet<>();
    private final Set<String> columnsWritten = new LinkedHashSet<>();
    private final Set<ReadSite> sites = new LinkedHashSet<>();
    private final Set<WriteSite> writes = new LinkedHashSet<>();
    private boolean wholeRow;
    private Optional<WriteSite> lastReturned = Optional.empty();

    Use(RelationName name, Standing standing, Role role, Optional<Relation> relation, Reads reads) {
        this.reads = reads;
        this.name = name;
        this.standing = standing;
        this.role = role;
        this.relation = relation;
    }

    RelationName name() {
        return name;
    }

    Standing standing() {
        return standing;
    }

    Set<Effect> effects() {
        return effects;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    void add(ReadSite site) {
        sites.add(site);
    }

    void add(WriteSite site) {
        writes.add(site);
    }

    Has has(String column) {
        if (SYSTEM_COLUMNS.contains(column)) {
            return Has.YES;
        }
        return relation.map(
                        known -> known.columns().stream().anyMatch(c -> c.name().equals(column)) ? Has.YES : Has.NO)
                .orElse(Has.MAYBE);
    }

    Optional<Relation> relation() {
        return relation;
    }

    void read(String column) {
        if (!SYSTEM_COLUMNS.contains(column)) {
            columnsRead.add(column);
            reads.note(name, column);
        } else if (role == Role.SOURCE) {
            sites.add(new ReadSite.Fixed("its system column " + column + " is not shown"));
        }
        effects.add(Effect.READ);
    }

    /** RETURNING gives a column. */
    void returned(String column, WriteSite site) {
        if (!SYSTEM_COLUMNS.contains(column)) {
            columnsReturned.add(column);
            writes.add(site);
            lastReturned = Optional.of(site);
        }
        effects.add(Effect.READ);
    }

    /** RETURNING gives all columns. */
    void returnedAll(WriteSite site) {
        relation.ifPresent(known -> known.columns().stream().map(Column::name).forEach(columnsReturned::add));
        writes.add(site);
        lastReturned = Optional.of(site);
        effects.add(Effect.READ);
    }

    /** What RETURNING gave last of this relation. */
    Optional<WriteSite> lastReturned() {
        return lastReturned;
    }

    void readAllColumns() {
        relation.ifPresent(known -> known.columns().stream().map(Column::name).forEach(this::read));
        effects.add(Effect.READ);
    }

    void readWholeRow() {
        wholeRow = true;
        readAllColumns();
    }

    void write(String column) {
        columnsWritten.add(column);
    }

    void writeAllColumns() {
        relation.ifPresent(known -> known.columns().stream().map(Column::name).forEach(columnsWritten::add));
    }

    /** Reading is all that is left of it: the statement is only planned. */
    void onlyPlanned() {
        effects.clear();
        effects.add(Effect.READ);
        columnsWritten.clear();
    }

    /** In part it is shown only where a subquery can stand for it, and where nobody counts what that leaves out. */
    private Standing shown(boolean measured) {
        boolean replaceable = !measured
                && role == Role.SOURCE
                && effects.equals(Set.of(Effect.READ))
                && !sites.isEmpty()
                && sites.stream().allMatch(ReadSite.Replaceable.class::isInstance);
        return standing == Standing.SYSTEM_PARTLY && !replaceable ? Standing.SYSTEM_DISCLOSING : standing;
    }

    /** @param measured whether the statement tells how many rows each part of its plan gave */
    RelationUse finished(boolean measured) {
        Set<String> onlyReturned = new LinkedHashSet<>(columnsReturned);
        onlyReturned.removeAll(columnsRead);
        Set<String> allRead = new LinkedHashSet<>(columnsRead);
        allRead.addAll(columnsReturned);
        return new RelationUse(
                name,
                shown(measured),
                relation.map(Relation::kind),
                role,
                effects,
                allRead,
                onlyReturned,
                columnsWritten,
                wholeRow,
                java.util.List.copyOf(sites),
                java.util.List.copyOf(writes));
    }
}
