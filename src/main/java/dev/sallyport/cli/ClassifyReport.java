package dev.sallyport.cli;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.classify.ClassificationFile;
import dev.sallyport.classify.Confidence;
import dev.sallyport.classify.Evidence;
import dev.sallyport.classify.Finding;
import dev.sallyport.classify.Proposal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What classifying came to, in the forms that people and programs read.
 *
 * @param relations how many were looked at
 * @param columns how many these have
 * @param known how many of those columns were left out, being classified already
 * @param rows at most looked at of each relation
 */
record ClassifyReport(
        String database,
        int relations,
        int columns,
        int known,
        int rows,
        List<Skipped> skipped,
        List<Proposal> proposals) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * A relation of which rows could not be read; names, types and comments were judged nevertheless.
     *
     * @param open whether sessions can read what the check could not: it is incomplete then. What the gate's role may not
     *     read, no session can
     */
    record Skipped(RelationName relation, String reason, boolean open) {

        String text() {
            return "relation " + relation + ": " + reason + "; judged without its values";
        }
    }

    ClassifyReport {
        skipped = List.copyOf(skipped);
        proposals = List.copyOf(proposals);
    }

    /** Whether nothing is left to classify, and everything could be looked at that a session can read. */
    boolean passes(Confidence least) {
        return sure(least).isEmpty() && skipped.stream().noneMatch(Skipped::open);
    }

    String summary(Confidence least) {
        return CheckCommand.count(sure(least).size(), "column") + " proposed, "
                + (proposals.size() - sure(least).size()) + " less sure, " + known + " already classified";
    }

    /** A classification file. */
    String file(Confidence least) {
        List<String> heading = new ArrayList<>();
        heading.add("Proposed by 'sallyport classify'; look through it before you use it.");
        heading.add(looked() + ": " + summary(least) + ".");
        skipped.forEach(one -> heading.add(Printable.of(one.text()) + "."));
        return ClassificationFile.text(database, heading, proposals, least);
    }

    private String looked() {
        return CheckCommand.count(relations, "relation") + " with " + CheckCommand.count(columns, "column") + ", up to "
                + CheckCommand.count(rows, "row") + " of each looked at";
    }

    /** One line for each column that has to be classified, and one about all. */
    String list(Confidence least) {
        StringBuilder text = new StringBuilder();
        for (Proposal proposal : sure(least)) {
            for (Finding finding : proposal.findings()) {
                if (finding.confidence().atLeast(least)) {
                    text.append(Printable.of(ClassificationFile.key(proposal)))
                            .append("  ")
                            .append(finding.kind().tag())
                            .append("  ")
                            .append(finding.confidence().word())
                            .append(": ")
                            .append(finding.reasons())
                            .append('\n');
                }
            }
        }
        return text + Printable.of(database) + ": "
                + CheckCommand.count(sure(least).size(), "unclassified column") + ", " + known + " already classified, "
                + looked() + "\n";
    }

    String json(Confidence least) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("database", database);
        tree.put("relations", relations);
        tree.put("columns", columns);
        tree.put("rows", rows);
        tree.put("confidence", least.word());
        tree.put("classified", known);
        tree.put("passes", passes(least));
        tree.put("skipped", skipped.stream().map(ClassifyReport::tree).toList());
        tree.put("proposals", proposals.stream().map(ClassifyReport::tree).toList());
        return JSON.writeValueAsString(tree) + "\n";
    }

    private static Map<String, Object> tree(Skipped skipped) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("relation", skipped.relation().toString());
        tree.put("reason", skipped.reason());
        return tree;
    }

    private static Map<String, Object> tree(Proposal proposal) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", proposal.relation().schema());
        tree.put("relation", proposal.relation().name());
        tree.put("column", proposal.column());
        tree.put("tags", proposal.findings().stream().map(ClassifyReport::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Finding finding) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("tag", finding.kind().tag());
        tree.put("confidence", finding.confidence().word());
        tree.put("evidence", finding.evidence().stream().map(Evidence::text).collect(Collectors.toList()));
        return tree;
    }

    private List<Proposal> sure(Confidence least) {
        return proposals.stream()
                .filter(proposal -> proposal.confidence().atLeast(least))
                .toList();
    }
}
