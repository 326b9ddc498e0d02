package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.Sampler;
import dev.sallyport.classify.Classifier;
import dev.sallyport.classify.Proposal;
import dev.sallyport.classify.RelationStudy;
import dev.sallyport.classify.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Goes through relations: reads some rows of each, and has them judged. */
final class ClassifyRun {

    private final Catalog catalog;
    private final Map<RelationName, Set<String>> classified;
    private final Sampler sampler;
    private final Classifier classifier;
    private final int rows;

    /** Is told before each relation. */
    @FunctionalInterface
    interface Progress {
        void at(int number, int of, RelationName relation);
    }

    /** @param classified the columns that are left out */
    ClassifyRun(
            Catalog catalog,
            Map<RelationName, Set<String>> classified,
            Sampler sampler,
            Classifier classifier,
            int rows) {
        this.catalog = catalog;
        this.classified = classified;
        this.sampler = sampler;
        this.classifier = classifier;
        this.rows = rows;
    }

    ClassifyReport over(List<Relation> chosen, Progress progress) {
        List<Relation> relations =
                chosen.stream().filter(relation -> !own(relation).isEmpty()).toList();
        List<Proposal> proposals = new ArrayList<>();
        List<ClassifyReport.Skipped> skipped = new ArrayList<>();
        int columns = 0;
        int known = 0;
        for (int i = 0; i < relations.size(); i++) {
            Relation relation = relations.get(i);
            progress.at(i + 1, relations.size(), relation.name());
            List<Column> own = own(relation);
            Set<String> tagged = classified.getOrDefault(relation.name(), Set.of());
            columns += own.size();
            known += (int) own.stream()
                    .filter(column -> tagged.contains(column.name()))
                    .count();
            RelationStudy study = study(relation, own);
            read(relation, own, study).ifPresent(skipped::add);
            study.proposals().stream()
                    .filter(proposal -> !tagged.contains(proposal.column()))
                    .forEach(proposals::add);
        }
        return new ClassifyReport(catalog.database(), relations.size(), columns, known, rows, skipped, proposals);
    }

    /** Columns that are classified already are studied too: they tell whether the others stand beside people. */
    private RelationStudy study(Relation relation, List<Column> own) {
        return classifier.study(
                relation.name(),
                own.stream()
                        .map(column -> new Subject(column, sampler.comment(relation, column)))
                        .toList());
    }

    private Optional<ClassifyReport.Skipped> read(Relation relation, List<Column> own, RelationStudy study) {
        if (rows == 0) {
            return Optional.empty();
        }
        return switch (sampler.sample(relation, own, rows, study::see)) {
            case Sampler.Outcome.Read(var _, var readable)
            when readable.size() < own.size() ->
                Optional.of(new ClassifyReport.Skipped(
                        relation.name(),
                        "no permission to read " + CheckCommand.count(own.size() - readable.size(), "column"),
                        false));
            case Sampler.Outcome.Read _ -> Optional.empty();
            case Sampler.Outcome.Forbidden _ ->
                Optional.of(new ClassifyReport.Skipped(relation.name(), "no permission to read it", false));
            case Sampler.Outcome.Failed(String reason) ->
                Optional.of(new ClassifyReport.Skipped(relation.name(), reason, true));
        };
    }

    /** What a partition or child has from its parents is looked at there. */
    private List<Column> own(Relation relation) {
        Set<String> inherited = catalog.ancestors(relation.name()).stream()
                .flatMap(parent -> catalog.relation(parent).stream())
                .flatMap(parent -> parent.columns().stream())
                .map(Column::name)
                .collect(Collectors.toSet());
        return relation.columns().stream()
                .filter(column -> !inherited.contains(column.name()))
                .toList();
    }
}
