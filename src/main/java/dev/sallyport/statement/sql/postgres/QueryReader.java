package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Effect;
import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.RelationUse.Role;
import dev.sallyport.statement.sql.postgres.Scope.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads SELECT at every depth: WITH, FROM, set operations, and the expressions of each level in its own scope. */
final class QueryReader {

    private static final List<String> CLAUSES =
            List.of("distinctClause", "targetList", "groupClause", "windowClause", "valuesLists", "sortClause");

    /** What fails when it is negative. */
    private static final List<String> COUNTS = List.of("limitOffset", "limitCount");

    private final Findings findings;
    private final Lookup lookup;
    private final Sites sites;
    private final Columns columns;
    private final ExpressionReader expressions;
    private final WriteReader writes;
    private final Groups groups;

    QueryReader(Findings findings, Lookup lookup, Sites sites, Columns columns, Functions functions) {
        this.findings = findings;
        this.lookup = lookup;
        this.sites = sites;
        this.columns = columns;
        this.expressions = new ExpressionReader(findings, functions, columns, this);
        this.writes = new WriteReader(findings, lookup, sites, columns, expressions, this);
        this.groups = new Groups(findings, sites, lookup.serverVersion());
    }

    ExpressionReader expressions() {
        return expressions;
    }

    WriteReader writes() {
        return writes;
    }

    /** A statement that can stand in WITH, PREPARE, EXPLAIN and the like; in a scope of its own. */
    void statement(Node statement, Scope scope) {
        switch (statement.type()) {
            case "SelectStmt" -> select(statement, scope);
            case "InsertStmt" -> writes.insert(statement, scope);
            case "UpdateStmt" -> writes.update(statement, scope);
            case "DeleteStmt" -> writes.delete(statement, scope);
            case "MergeStmt" -> writes.merge(statement, scope);
            default -> throw new UnknownForm(statement.type() + " inside another statement is not known");
        }
    }

    void select(Node select, Scope scope) {
        findings.add(Effect.READ);
        with(select.child("withClause"), scope);
        select.child("intoClause").ifPresent(into -> writes.into(into));
        select.child("larg").ifPresent(left -> select(left, scope.sibling()));
        select.child("rarg").ifPresent(right -> select(right, scope.sibling()));
        select.list("fromClause").forEach(item -> from(item, scope));
        expressions.read(select.child("whereClause"), scope);
        scope.sources().forEach(Source::forget);
        for (String clause : CLAUSES) {
            expressions.readAll(select.list(clause), scope);
        }
        expressions.read(select.child("havingClause"), scope);
        groups.read(select, scope);
        for (String part : COUNTS) {
            expressions.read(select.child(part), scope);
            select.child(part).ifPresent(count -> expressions.constantOrLeaky(Optional.of(count)));
        }
        if (!select.list("lockingClause").isEmpty()) {
            findings.add(Effect.LOCK);
            scope.sources().forEach(source -> source.uses().forEach(use -> use.add(Effect.LOCK)));
        }
    }

    void with(Optional<Node> clause, Scope scope) {
        if (clause.isEmpty()) {
            return;
        }
        List<Node> queries = clause.get().list("ctes");
        boolean recursive = clause.get().flag("recursive");
        if (recursive) {
            findings.leaky(); // whether it ends can depend on a value
            queries.forEach(query -> scope.defineWith(query.text("ctename")));
        }
        for (Node query : queries) {
            statement(query.required("ctequery"), scope.sibling().inner());
            query.child("cycle_clause").ifPresent(cycle -> {
                expressions.read(cycle.child("cycle_mark_value"), scope);
                expressions.read(cycle.child("cycle_mark_default"), scope);
            });
            scope.defineWith(query.text("ctename"));
        }
    }

    /** One item of a FROM clause: what it offers is added to the scope. */
    void from(Node item, Scope scope) {
        switch (item.type()) {
            case "RangeVar" -> relation(item, scope, sites.relation(item));
            case "RangeSubselect" -> {
                Scope around =
                        item.flag("lateral") ? scope.inner() : scope.sibling().inner();
                select(item.required("subquery"), around);
                scope.addDerived(alias(item).orElse(""));
            }
            case "RangeFunction" -> {
                item.list("functions").forEach(function -> function(function, scope));
                declared(item.list("coldeflist"), scope);
                scope.addDerived(alias(item).orElse(""));
            }
            case "RangeTableFunc" -> {
                findings.leaky();
                expressions.read(item.child("docexpr"), scope);
                expressions.read(item.child("rowexpr"), scope);
                expressions.readAll(item.list("namespaces"), scope);
                expressions.readAll(item.list("columns"), scope);
                scope.addDerived(alias(item).orElse(""));
            }
            case "JsonTable" -> {
                findings.leaky();
                expressions.read(item.child("context_item"), scope);
                expressions.read(item.child("pathspec"), scope);
                expressions.readAll(item.list("passing"), scope);
                expressions.readAll(item.list("columns"), scope);
                expressions.read(item.child("on_error"), scope);
                scope.addDerived(alias(item).orElse(""));
            }
            case "RangeTableSample" -> {
                relation(item.required("relation"), scope, sites.sampled(item));
                expressions.readAll(item.list("args"), scope);
                expressions.read(item.child("repeatable"), scope);
            }
            case "JoinExpr" -> join(item, scope);
            default -> throw new UnknownForm(item.type() + " in FROM is not known");
        }
    }

    /** A call, and in ROWS FROM the columns that it is declared to give. */
    private void function(Node function, Scope scope) {
        if (!function.is("List")) {
            expressions.read(function, scope);
            return;
        }
        for (Node part : function.list("items")) {
            if (part.is("List")) {
                declared(part.list("items"), scope);
            } else {
                expressions.read(part, scope);
            }
        }
    }

    /** The columns of {@code AS (name type, ...)}. */
    private void declared(List<Node> definitions, Scope scope) {
        for (Node definition : definitions) {
            if (!definition.is("ColumnDef")) {
                throw new UnknownForm(definition.type() + " as a declared column is not known");
            }
            definition.child("typeName").ifPresent(type -> expressions.readAll(type.list("typmods"), scope));
        }
    }

    private void join(Node join, Scope scope) {
        int before = scope.sources().size();
        from(join.required("larg"), scope);
        from(join.required("rarg"), scope);
        List<Source> joined =
                List.copyOf(scope.sources().subList(before, scope.sources().size()));
        if (join.flag("isNatural")) {
            expressions.operator(List.of("="));
            joined.forEach(source -> source.uses().forEach(Use::readAllColumns));
        }
        List<String> using = join.strings("usingClause");
        if (!using.isEmpty()) {
            expressions.operator(List.of("="));
        }
        using.forEach(name -> columns.readOnLevel(name, scope));
        expressions.read(join.child("quals"), scope);
        List<Use> uses = new ArrayList<>();
        joined.forEach(source -> uses.addAll(source.uses()));
        alias(join).ifPresent(alias -> scope.add(new Source(alias, Optional.empty(), uses)));
        join.child("join_using_alias")
                .ifPresent(alias -> scope.add(new Source(alias.text("aliasname"), Optional.empty(), uses)));
    }

    private static Optional<String> alias(Node item) {
        return item.child("alias").map(alias -> alias.text("aliasname"));
    }

    /** The table of COPY ... TO. */
    void copied(Node reference, Scope scope) {
        relation(reference, scope, sites.copied(reference));
    }

    private void relation(Node reference, Scope scope, ReadSite written) {
        String schema = reference.text("schemaname");
        String name = reference.text("relname");
        String alias = alias(reference).orElse(name);
        if (schema.isEmpty() && scope.isWith(name)) {
            scope.addDerived(alias);
            return;
        }
        ReadSite site = findings.site(written);
        List<Use> uses = new ArrayList<>();
        Optional<String> qualifier = Optional.empty();
        for (Lookup.Meaning meaning : lookup.meanings(schema, name)) {
            Use use = findings.use(meaning.name(), meaning.standing(), Role.SOURCE, meaning.relation());
            use.add(Effect.READ);
            use.add(site);
            uses.add(use);
            qualifier = Optional.of(meaning.name().schema());
        }
        boolean aliased = reference.child("alias").isPresent();
        scope.add(new Source(alias, aliased ? Optional.empty() : qualifier, uses));
    }
}
