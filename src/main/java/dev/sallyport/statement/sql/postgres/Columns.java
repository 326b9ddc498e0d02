package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.statement.Span;
import dev.sallyport.statement.WriteSite;
import dev.sallyport.statement.sql.postgres.Scope.Source;
import dev.sallyport.statement.sql.postgres.Scope.Source.Manner;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Attributes references to columns to the relations they can be of. */
final class Columns {

    private final Findings findings;
    private final Functions functions;
    private final Sites sites;

    Columns(Findings findings, Functions functions, Sites sites) {
        this.findings = findings;
        this.functions = functions;
        this.sites = sites;
    }

    /** A ColumnRef: {@code column}, {@code source.column}, {@code schema.source.column}, any with a star in the end. */
    void read(Node reference, Scope scope) {
        List<String> names = reference.strings("fields");
        boolean star = isStar(reference);
        if (names.isEmpty()) {
            star(reference, scope);
            return;
        }
        String last = names.getLast();
        int qualifiers = star ? names.size() : names.size() - 1;
        if (qualifiers == 0) {
            unqualified(reference, last, scope);
            return;
        }
        Optional<Source> source = find(names.get(qualifiers - 1), schema(names, qualifiers), scope);
        if (source.isEmpty()) {
            findings.unresolvedColumn(String.join(".", names));
        }
        source.ifPresent(found -> {
            if (star) {
                all(reference, found, List.of(), List.of());
            } else {
                qualified(reference, found, last);
            }
            if (qualifiers > 1 && found.manner() == Manner.READ) {
                found.uses().forEach(use -> use.add(findings.site(sites.qualifier(reference, qualifiers))));
            }
        });
    }

    private static Optional<String> schema(List<String> names, int qualifiers) {
        return qualifiers > 1 ? Optional.of(names.get(qualifiers - 2)) : Optional.empty();
    }

    /** {@code *}: the columns of all sources, those of the relation that is written in RETURNING too. */
    private void star(Node reference, Scope scope) {
        List<Source> sources = scope.sources().stream()
                .filter(source -> source.manner() != Manner.RETURNED_BY_NAME)
                .toList();
        for (int at = 0; at < sources.size(); at++) {
            all(
                    reference,
                    sources.get(at),
                    sources.subList(0, at).stream().map(Source::alias).toList(),
                    sources.subList(at + 1, sources.size()).stream()
                            .map(Source::alias)
                            .toList());
        }
    }

    private void all(Node reference, Source source, List<String> before, List<String> after) {
        boolean named = !before.contains("") && !after.contains("");
        if (source.manner() == Manner.READ || !named) {
            wholeRow(source);
            return;
        }
        Optional<Span> span = sites.reference(reference);
        for (Use use : source.uses()) {
            span.ifPresentOrElse(
                    found -> use.returnedAll(new WriteSite.ReturnedAll(found, source.alias(), before, after)),
                    use::readWholeRow);
        }
    }

    private void unqualified(Node reference, String name, Scope scope) {
        boolean certain = false;
        boolean possible = false;
        for (Optional<Scope> level = scopeOf(scope); level.isPresent() && !certain; level = outer(level)) {
            for (Source source : level.get().sources()) {
                if (source.manner() == Manner.RETURNED_BY_NAME) {
                    continue;
                }
                for (Use use : source.uses()) {
                    switch (use.has(name)) {
                        case YES -> {
                            take(reference, source, use, name);
                            certain = true;
                        }
                        case MAYBE -> {
                            take(reference, source, use, name);
                            possible = true;
                        }
                        case NO -> {}
                    }
                }
            }
        }
        if (!certain) {
            find(name, Optional.empty(), scope).ifPresent(source -> {
                findings.leaky(); // rows as values are compared column by column
                wholeRow(source);
            });
            if (!possible) {
                findings.unresolvedColumn(name);
            }
        }
    }

    private void take(Node reference, Source source, Use use, String name) {
        source.refer(name);
        if (source.manner() == Manner.READ) {
            use.read(name);
            return;
        }
        sites.reference(reference)
                .ifPresentOrElse(
                        span -> use.returned(name, new WriteSite.Returned(span, source.alias(), name)),
                        () -> use.read(name));
    }

    private void qualified(Node reference, Source source, String name) {
        boolean certain = !source.uses().isEmpty();
        for (Use use : source.uses()) {
            switch (use.has(name)) {
                case YES -> take(reference, source, use, name);
                case MAYBE -> {
                    take(reference, source, use, name);
                    certain = false;
                }
                case NO -> {
                    // Either another relation behind a join's alias has it, or it is a function of the row.
                    certain = false;
                }
            }
        }
        if (!certain) {
            findings.unresolvedColumn(name);
        }
        boolean ofNone = source.uses().stream().allMatch(use -> use.has(name) == Use.Has.NO);
        if (ofNone) {
            wholeRow(source);
        }
        if (!certain) {
            functions.inFieldNotation(name).ifPresent(findings::add);
        }
    }

    /** A name that a USING clause or a locking clause or an arbiter has, on this level. */
    void readOnLevel(String name, Scope scope) {
        for (Source source : scope.sources()) {
            for (Use use : source.uses()) {
                if (use.has(name) != Use.Has.NO) {
                    source.refer(name);
                    use.read(name);
                }
            }
        }
    }

    /** Whether a reference is to all columns. */
    static boolean isStar(Node reference) {
        return reference.list("fields").stream().anyMatch(field -> field.is("A_Star"));
    }

    /** The one source on this level, or by its name, whose relation surely has the column that is referred to. */
    static Optional<Source> owner(Node reference, Scope scope) {
        List<String> names = reference.strings("fields");
        Stream<Source> candidates = names.size() == 1
                ? scope.sources().stream()
                : find(names.get(names.size() - 2), Optional.empty(), scope).stream();
        List<Source> having = candidates
                .filter(source -> source.uses().stream().anyMatch(use -> use.has(names.getLast()) == Use.Has.YES))
                .toList();
        return having.size() == 1 ? Optional.of(having.getFirst()) : Optional.empty();
    }

    /** The innermost source of a name. */
    static Optional<Source> find(String alias, Optional<String> schema, Scope scope) {
        for (Optional<Scope> level = scopeOf(scope); level.isPresent(); level = outer(level)) {
            for (Source source : level.get().sources()) {
                boolean schemaFits = schema.isEmpty() || schema.equals(source.schema());
                if (source.alias().equals(alias) && schemaFits) {
                    return Optional.of(source);
                }
            }
        }
        return Optional.empty();
    }

    static void wholeRow(Source source) {
        for (Use use : source.uses()) {
            use.readWholeRow();
            use.relation().map(Relation::columns).orElse(List.of()).stream()
                    .map(Column::name)
                    .forEach(source::refer);
        }
    }

    private static Optional<Scope> scopeOf(Scope scope) {
        return Optional.of(scope);
    }

    private static Optional<Scope> outer(Optional<Scope> level) {
        return level.flatMap(Scope::outer);
    }
}
