package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.yaml.Problem;
import dev.sallyport.yaml.Suggestion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the patterns of columns and relations that nothing in a catalog answers to. */
final class UnknownObjects {

    private final Catalog catalog;
    private final Set<String> relations;
    private final List<Problem> problems = new ArrayList<>();

    UnknownObjects(Catalog catalog) {
        this.catalog = catalog;
        this.relations = catalog.relations().stream()
                .map(relation -> relation.name().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** In the order of the files. */
    List<Problem> problems() {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::place))
                .toList();
    }

    void check(Policy.TaggedRelations tagged) {
        check(new Rule.RelationPattern(tagged.pattern(), tagged.text(), tagged.place()));
    }

    void check(Rule.RelationPattern named) {
        if (matching(named.pattern()).isEmpty()) {
            problems.add(named.place().problem(noRelation(named.text())));
        }
    }

    void check(Rule.ColumnPattern pattern) {
        List<Relation> known = matching(new ObjectPattern(Optional.of(pattern.schema()), pattern.relation()));
        if (known.isEmpty()) {
            String relation = pattern.schema().text() + "." + pattern.relation().text();
            problems.add(pattern.place().problem(noRelation(relation)));
            return;
        }
        Set<String> columns = known.stream()
                .flatMap(relation -> relation.columns().stream())
                .map(Column::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (columns.stream().noneMatch(pattern.column()::matches)) {
            problems.add(pattern.place()
                    .problem("database " + catalog.database() + " has no column " + pattern.text()
                            + Suggestion.text(pattern.column().text(), columns)));
        }
    }

    private List<Relation> matching(ObjectPattern pattern) {
        return catalog.relations().stream()
                .filter(relation -> pattern.matchesRelation(relation.name()))
                .toList();
    }

    private String noRelation(String name) {
        return "database " + catalog.database() + " has no relation " + name + Suggestion.text(name, relations);
    }
}
