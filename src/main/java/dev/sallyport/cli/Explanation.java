package dev.sallyport.cli;

import dev.sallyport.governor.Judgement;
import dev.sallyport.governor.Refusal;
import dev.sallyport.policy.Limits;
import dev.sallyport.policy.Residency;
import dev.sallyport.policy.RuleId;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.RelationUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A judgement as a tree of maps and lists with stable keys, which is printed for people or as JSON. */
final class Explanation {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Trial trial;
    private final Trial.Result result;

    Explanation(Trial trial, Trial.Result result) {
        this.trial = trial;
        this.result = result;
    }

    String json() {
        return JSON.writeValueAsString(tree());
    }

    /** The same for people: indented words, without braces and quotes. */
    String text() {
        StringBuilder text = new StringBuilder();
        append(text, tree(), "");
        return text.toString();
    }

    private Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        switch (result.judgement()) {
            case Judgement.Permitted permitted -> {
                tree.put("decision", "allow");
                limits(permitted.limits(), tree);
            }
            case Judgement.Refused(var _, Refusal refusal) -> {
                tree.put("decision", "deny");
                tree.put("message", refusal.message());
                refusal.hint().ifPresent(hint -> tree.put("hint", hint));
                tree.put("code", refusal.code());
                refusal.position().ifPresent(position -> tree.put("position", position));
                putUnlessEmpty(tree, "rules", names(refusal.rules()));
            }
        }
        tree.put("principal", trial.acting().chain().getFirst().id());
        putUnlessEmpty(
                tree,
                "on-behalf-of",
                trial.acting().chain().stream().skip(1).map(link -> link.id()).toList());
        trial.acting().purpose().ifPresent(purpose -> tree.put("purpose", purpose));
        tree.put("database", trial.database().name());
        tree.put("policies", result.rights().version().substring(0, 12));
        List<Object> statements = new ArrayList<>();
        List<Analysis> analyses = result.judgement().analyses();
        for (int i = 0; i < analyses.size(); i++) {
            Map<String, Object> statement = facts(analyses.get(i));
            if (result.judgement() instanceof Judgement.Permitted permitted) {
                statement.put("rules", names(permitted.permits().get(i).rules()));
            }
            statements.add(statement);
        }
        putUnlessEmpty(tree, "statements", statements);
        Map<String, Object> masks = masks();
        if (!masks.isEmpty()) {
            tree.put("masks", masks);
        }
        residency(tree);
        Map<String, Object> rows = new LinkedHashMap<>();
        result.rights().rows().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(relation -> rows.put(
                        relation.getKey().toString(),
                        "filtered by "
                                + String.join(
                                        ", ",
                                        relation.getValue().stream()
                                                .map(filter -> filter.rule().toString())
                                                .distinct()
                                                .toList())));
        if (!rows.isEmpty()) {
            tree.put("rows", rows);
        }
        if (result.judgement() instanceof Judgement.Permitted permitted) {
            permitted.governed().ifPresent(governed -> tree.put("governed-text", governed.text()));
        }
        return tree;
    }

    /** Where the session is, and what of which jurisdictions it may process there. */
    private void residency(Map<String, Object> tree) {
        Residency residency = result.rights().residency();
        if (!residency.watched()) {
            return;
        }
        tree.put(
                "location",
                residency.locations().isEmpty()
                        ? "not known"
                        : String.join(
                                ", ", residency.locations().stream().sorted().toList()));
        Map<String, Object> jurisdictions = new LinkedHashMap<>();
        residency
                .allowed()
                .forEach((name, transfers) -> jurisdictions.put(
                        name,
                        transfers.isEmpty()
                                ? "of this place"
                                : transfers.stream()
                                        .map(transfer -> "transferred to " + transfer.to() + ": " + transfer.basis())
                                        .collect(Collectors.joining("; "))));
        tree.put("jurisdictions", jurisdictions.isEmpty() ? "none may be processed" : jurisdictions);
    }

    private static void limits(Limits limits, Map<String, Object> tree) {
        limits.rows().ifPresent(rows -> tree.put("limit-rows", rows));
        limits.bytes().ifPresent(bytes -> tree.put("limit-bytes", bytes));
        limits.time().ifPresent(time -> tree.put("limit-time", time.toMillis() + "ms"));
        limits.changed().ifPresent(changed -> tree.put("limit-changed", changed));
        for (Limits.Daily daily : limits.daily()) {
            daily.rows().ifPresent(rows -> tree.put("limit-rows-per-day (" + daily.rule() + ")", rows));
            daily.bytes().ifPresent(bytes -> tree.put("limit-bytes-per-day (" + daily.rule() + ")", bytes));
        }
    }

    private static Map<String, Object> facts(Analysis analysis) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("command", analysis.command());
        facts.put("effects", labels(analysis.effects()));
        List<String> relations = new ArrayList<>();
        for (RelationUse use : analysis.relations()) {
            String columns = use.columnsRead().isEmpty() && use.columnsWritten().isEmpty()
                    ? ""
                    : " ("
                            + String.join(
                                    ", ",
                                    java.util.stream.Stream.concat(
                                                    use.columnsRead().stream(), use.columnsWritten().stream())
                                            .distinct()
                                            .sorted()
                                            .toList())
                            + ")";
            String standing = switch (use.standing()) {
                case USER -> "";
                case TEMPORARY -> " [temporary]";
                case SYSTEM -> " [system]";
                case SYSTEM_PARTLY -> " [system, discloses data; can be shown in part]";
                case SYSTEM_DISCLOSING -> " [system, discloses data]";
                case UNRESOLVED -> " [not in the catalog]";
            };
            relations.add(use.name() + ": " + String.join(", ", labels(use.effects())) + columns + standing);
        }
        putUnlessEmpty(facts, "relations", relations);
        putUnlessEmpty(
                facts,
                "functions",
                analysis.functions().stream()
                        .filter(use -> use.category() != FunctionUse.Category.HARMLESS)
                        .map(use -> use.qualifiedName() + ": "
                                + use.category().effect().map(Effect::label).orElse(""))
                        .toList());
        switch (analysis.where()) {
            case NOT_APPLICABLE -> {}
            case ABSENT -> facts.put("where", "absent");
            case ALWAYS_TRUE -> facts.put("where", "always-true");
            case PRESENT -> facts.put("where", "present");
        }
        putUnlessEmpty(facts, "opaque", analysis.opaque());
        analysis.unknown().ifPresent(why -> facts.put("unknown", why));
        facts.put("fingerprint", analysis.fingerprint());
        return facts;
    }

    private Map<String, Object> masks() {
        Map<String, Object> masks = new LinkedHashMap<>();
        result.rights().masks().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(relation -> relation.getValue().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(column -> masks.put(
                                relation.getKey() + "." + column.getKey(),
                                column.getValue().mask().kind().label() + " by "
                                        + String.join(
                                                ", ", names(column.getValue().rules())))));
        return masks;
    }

    private static List<String> labels(Set<Effect> effects) {
        return effects.stream()
                .sorted(Comparator.naturalOrder())
                .map(Effect::label)
                .toList();
    }

    private static List<String> names(List<RuleId> rules) {
        return rules.stream().map(RuleId::toString).toList();
    }

    private static void putUnlessEmpty(Map<String, Object> tree, String key, List<?> values) {
        if (!values.isEmpty()) {
            tree.put(key, values);
        }
    }

    private static void append(StringBuilder text, Map<?, ?> tree, String indent) {
        tree.forEach((key, value) -> {
            switch (value) {
                case Map<?, ?> inner -> {
                    text.append(indent).append(key).append(":\n");
                    append(text, inner, indent + "  ");
                }
                case List<?> list
                when list.stream().allMatch(element -> element instanceof Map<?, ?>) -> {
                    for (Object element : list) {
                        text.append(indent).append("statement:\n");
                        append(text, (Map<?, ?>) element, indent + "  ");
                    }
                }
                case List<?> list ->
                    text.append(indent)
                            .append(key)
                            .append(": ")
                            .append(String.join(
                                    "; ", list.stream().map(String::valueOf).toList()))
                            .append('\n');
                default ->
                    text.append(indent).append(key).append(": ").append(value).append('\n');
            }
        });
    }
}
