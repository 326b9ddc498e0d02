package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.RelationUse.Role;
import dev.sallyport.statement.SettingChange;
import dev.sallyport.statement.WhereClause;
import dev.sallyport.statement.WriteSite;
import dev.sallyport.statement.sql.postgres.Scope.Source;
import dev.sallyport.statement.sql.postgres.Scope.Source.Manner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads INSERT, UPDATE, DELETE, MERGE, and the relations that statements act on. */
final class WriteReader {

    private static final RelationName SETTINGS = new RelationName("pg_catalog", "pg_settings");

    private static final List<String> ROW_NAMES = List.of("old", "new");

    private final Findings findings;
    private final Lookup lookup;
    private final Sites sites;
    private final Columns columns;
    private final ExpressionReader expressions;
    private final QueryReader queries;

    WriteReader(
            Findings findings,
            Lookup lookup,
            Sites sites,
            Columns columns,
            ExpressionReader expressions,
            QueryReader queries) {
        this.findings = findings;
        this.lookup = lookup;
        this.sites = sites;
        this.columns = columns;
        this.expressions = expressions;
        this.queries = queries;
    }

    /** What a reference to an existing relation can mean, each as the target of an effect. */
    List<Use> target(Node reference, Effect... effects) {
        return target(reference.text("schemaname"), reference.text("relname"), effects);
    }

    List<Use> target(String schema, String name, Effect... effects) {
        List<Use> uses = new ArrayList<>();
        for (Lookup.Meaning meaning : lookup.meanings(schema, name)) {
            Use use = findings.use(meaning.name(), meaning.standing(), Role.TARGET, meaning.relation());
            for (Effect effect : effects) {
                use.add(effect);
            }
            uses.add(use);
        }
        findings.add(effects);
        return uses;
    }

    /** A relation that is made. */
    void create(Node reference) {
        boolean temporary = temporary(reference);
        String name = reference.text("relname");
        Lookup.Meaning meaning = lookup.created(reference.text("schemaname"), name, temporary);
        findings.use(meaning.name(), meaning.standing(), Role.TARGET, meaning.relation())
                .add(Effect.CREATE);
        findings.add(Effect.CREATE);
        findings.catalogChanges();
        if (temporary) {
            findings.createsTemporary(name);
        }
    }

    static boolean temporary(Node reference) {
        return reference.text("relpersistence").equals("t")
                || reference.text("schemaname").startsWith(Lookup.TEMPORARY_SCHEMA);
    }

    /** INTO of SELECT INTO and CREATE TABLE AS. */
    void into(Node into) {
        create(into.required("rel"));
        expressions.readAll(into.list("options"), Scope.none());
    }

    private static String alias(Node reference) {
        return reference.child("alias").map(node -> node.text("aliasname")).orElse(reference.text("relname"));
    }

    private static Source source(Node reference, List<Use> uses) {
        Optional<String> schema = reference.child("alias").isPresent()
                ? Optional.empty()
                : uses.stream().map(use -> use.name().schema()).reduce((_, last) -> last);
        return new Source(alias(reference), schema, uses);
    }

    void insert(Node insert, Scope scope) {
        queries.with(insert.child("withClause"), scope);
        Node reference = insert.required("relation");
        List<Use> target = target(reference, Effect.INSERT);
        List<Node> named = insert.list("cols");
        for (Use use : target) {
            if (named.isEmpty()) {
                use.writeAllColumns();
            }
            named.forEach(column -> use.write(column.text("name")));
        }
        named.forEach(column -> expressions.readAll(column.list("indirection"), scope));
        insert.child("selectStmt")
                .ifPresent(query -> queries.select(query, scope.sibling().inner()));
        Scope rows = scope.inner();
        rows.add(source(reference, target));
        insert.child("onConflictClause").ifPresent(clause -> onConflict(clause, target, rows));
        Map<Use, WriteSite> always =
                returning(insert, target, rows, rows.sources().subList(0, 1));
        newRows(insert, target, always, scope);
    }

    private void onConflict(Node clause, List<Use> target, Scope rows) {
        clause.child("infer").ifPresent(infer -> {
            for (Node element : infer.list("indexElems")) {
                if (!element.text("name").isEmpty()) {
                    target.forEach(use -> use.read(element.text("name")));
                }
                expressions.read(element, rows);
            }
            expressions.read(infer.child("whereClause"), rows);
            if (!infer.text("conname").isEmpty()) {
                target.forEach(Use::readAllColumns);
            }
        });
        if (clause.text("action").equals("ONCONFLICT_UPDATE")) {
            findings.add(Effect.UPDATE);
            WriteSite site = sites.conflict(clause, rows.sources().getFirst().alias());
            for (Use use : target) {
                use.add(Effect.UPDATE);
                use.add(site);
            }
            rows.addDerived("excluded");
            assignments(clause.list("targetList"), target, rows);
            expressions.read(clause.child("whereClause"), rows);
        }
    }

    private void assignments(List<Node> assignments, List<Use> target, Scope rows) {
        for (Node assignment : assignments) {
            target.forEach(use -> use.write(assignment.text("name")));
            expressions.read(assignment, rows);
        }
    }

    void update(Node update, Scope scope) {
        queries.with(update.child("withClause"), scope);
        Node reference = update.required("relation");
        List<Use> target = narrowable(reference, Effect.UPDATE);
        if (target.stream().map(Use::name).anyMatch(SETTINGS::equals)) {
            findings.changes(SettingChange.ANY); // its rule calls set_config
        }
        Scope rows = scope.inner();
        rows.add(source(reference, target));
        update.list("fromClause").forEach(item -> queries.from(item, rows));
        assignments(update.list("targetList"), target, rows);
        where(update.child("whereClause"), rows);
        Map<Use, WriteSite> always = returning(update, target, rows, plain(rows, update.list("fromClause")));
        newRows(update, target, always, scope);
    }

    void delete(Node delete, Scope scope) {
        queries.with(delete.child("withClause"), scope);
        Node reference = delete.required("relation");
        List<Use> target = narrowable(reference, Effect.DELETE);
        Scope rows = scope.inner();
        rows.add(source(reference, target));
        delete.list("usingClause").forEach(item -> queries.from(item, rows));
        where(delete.child("whereClause"), rows);
        var _ = returning(delete, target, rows, plain(rows, delete.list("usingClause")));
    }

    private List<Use> narrowable(Node reference, Effect effect) {
        List<Use> target = target(reference, effect);
        WriteSite site = sites.condition(reference, alias(reference));
        target.forEach(use -> use.add(site));
        return target;
    }

    private void where(Optional<Node> clause, Scope rows) {
        expressions.read(clause, rows);
        if (clause.isEmpty()) {
            findings.where(WhereClause.ABSENT);
            return;
        }
        findings.where(always(clause) ? WhereClause.ALWAYS_TRUE : WhereClause.PRESENT);
    }

    void merge(Node merge, Scope scope) {
        queries.with(merge.child("withClause"), scope);
        Node reference = merge.required("relation");
        List<Use> target = target(reference, Effect.READ);
        target.forEach(use -> use.add(new WriteSite.Fixed("MERGE")));
        Scope rows = scope.inner();
        rows.add(source(reference, target));
        queries.from(merge.required("sourceRelation"), rows);
        expressions.read(merge.child("joinCondition"), rows);
        boolean everyRow = always(merge.child("joinCondition")) || mergesItself(merge, target);
        for (Node clause : merge.list("mergeWhenClauses")) {
            action(clause, target, rows);
            where(clause, everyRow);
        }
        List<Source> sources = new ArrayList<>(plain(rows, List.of(merge.required("sourceRelation"))));
        sources.add(sources.removeFirst()); // the columns of what is merged come first
        var _ = returning(merge, target, rows, sources);
    }

    /** Whether the rows that are merged are those of the relation itself: then each of them is matched. */
    private boolean mergesItself(Node merge, List<Use> target) {
        Node source = merge.required("sourceRelation");
        return source.is("RangeVar")
                && lookup.meanings(source.text("schemaname"), source.text("relname")).stream()
                        .anyMatch(meaning ->
                                target.stream().anyMatch(use -> use.name().equals(meaning.name())));
    }

    private boolean always(Optional<Node> condition) {
        if (condition.isEmpty()) {
            return true;
        }
        Truth truth = new Truth();
        boolean always = truth.always(condition.get());
        if (truth.lookedAtLiterals()) {
            findings.looksAtLiterals();
        }
        return always;
    }

    /** How far one action of MERGE is restricted. */
    private void where(Node clause, boolean everyRow) {
        String command = clause.text("commandType");
        if (command.equals("CMD_UPDATE") || command.equals("CMD_DELETE")) {
            boolean unmatched = clause.text("matchKind").equals("MERGE_WHEN_NOT_MATCHED_BY_SOURCE");
            boolean all = (everyRow || unmatched) && always(clause.child("condition"));
            findings.where(all ? WhereClause.ALWAYS_TRUE : WhereClause.PRESENT);
        }
    }

    private void action(Node clause, List<Use> target, Scope rows) {
        Optional<Effect> effect = switch (clause.text("commandType")) {
            case "CMD_INSERT" -> Optional.of(Effect.INSERT);
            case "CMD_UPDATE" -> Optional.of(Effect.UPDATE);
            case "CMD_DELETE" -> Optional.of(Effect.DELETE);
            case "CMD_NOTHING" -> Optional.empty();
            default -> throw new UnknownForm("this action of MERGE is not known");
        };
        effect.ifPresent(known -> {
            findings.add(known);
            target.forEach(use -> use.add(known));
            if (known == Effect.INSERT && clause.list("targetList").isEmpty()) {
                target.forEach(Use::writeAllColumns);
            }
        });
        expressions.read(clause.child("condition"), rows);
        assignments(clause.list("targetList"), target, rows);
        expressions.readAll(clause.list("values"), rows);
    }

    /** The sources of a statement, if {@code *} is the columns of one after the other. */
    private static List<Source> plain(Scope rows, List<Node> items) {
        List<Source> sources = new ArrayList<>(rows.sources());
        if (items.stream().anyMatch(item -> item.is("JoinExpr"))) {
            sources.add(new Source("", Optional.empty(), List.of()));
        }
        return sources;
    }

    /**
     * The RETURNING of a statement.
     *
     * @param sources what {@code *} means, in its order; the relation that is written among them
     * @return what it gives for every row, of each use of the relation that is written
     */
    private Map<Use, WriteSite> returning(Node statement, List<Use> target, Scope rows, List<Source> sources) {
        Optional<Node> clause = statement.child("returningClause");
        if (clause.isEmpty()) {
            return Map.of();
        }
        findings.add(Effect.READ);
        Scope list = rows.sibling();
        for (Source source : sources) {
            boolean written = source.equals(rows.sources().getFirst());
            list.add(written ? new Source(source.alias(), source.schema(), target, Manner.RETURNED) : source);
        }
        ROW_NAMES.forEach(name -> list.add(new Source(name, Optional.empty(), target, Manner.RETURNED_BY_NAME)));
        for (Node option : clause.get().list("options")) {
            list.add(new Source(option.text("value"), Optional.empty(), target, Manner.RETURNED_BY_NAME));
        }
        Map<Use, WriteSite> always = new HashMap<>();
        for (Node item : clause.get().list("exprs")) {
            List<Optional<WriteSite>> before =
                    target.stream().map(Use::lastReturned).toList();
            expressions.read(item, list);
            boolean column =
                    item.child("val").filter(value -> value.is("ColumnRef")).isPresent();
            for (int at = 0; column && at < target.size(); at++) {
                Use use = target.get(at);
                if (!use.lastReturned().equals(before.get(at))) {
                    use.lastReturned().ifPresent(site -> always.putIfAbsent(use, site));
                }
            }
        }
        return always;
    }

    /** Notes where rows are made or changed. */
    private void newRows(Node statement, List<Use> target, Map<Use, WriteSite> always, Scope scope) {
        Node reference = statement.required("relation");
        boolean returning = statement.child("returningClause").isPresent();
        boolean outermost = scope.outer().isEmpty();
        Optional<Integer> end = sites.beforeReturning(reference);
        for (Use use : target) {
            use.add(end.<WriteSite>map(at -> new WriteSite.NewRows(
                            alias(reference), returning, Optional.ofNullable(always.get(use)), at, outermost))
                    .orElse(new WriteSite.Fixed("the relation is not found in the text")));
        }
    }

    /** COPY between a table and a stream. */
    void copyIn(Node copy) {
        Node reference = copy.required("relation");
        List<Use> target = target(reference, Effect.COPY_IN);
        List<String> named = copy.strings("attlist");
        for (Use use : target) {
            if (named.isEmpty()) {
                use.writeAllColumns();
            }
            named.forEach(use::write);
            use.add(sites.copiedIn(reference));
        }
        Scope rows = Scope.none();
        rows.add(source(reference, target));
        expressions.read(copy.child("whereClause"), rows);
    }

    void copyOut(Node copy) {
        Node reference = copy.required("relation");
        Scope rows = Scope.none();
        queries.copied(reference, rows);
        List<String> named = copy.strings("attlist");
        for (Source source : rows.sources()) {
            source.uses().forEach(use -> use.add(Effect.COPY_OUT));
            if (named.isEmpty()) {
                Columns.wholeRow(source);
            }
        }
        named.forEach(name -> columns.readOnLevel(name, rows));
        findings.add(Effect.READ, Effect.COPY_OUT);
    }
}
