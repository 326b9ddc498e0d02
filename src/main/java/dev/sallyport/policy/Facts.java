package dev.sallyport.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelVariableResolver;
import dev.sallyport.catalog.Database;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.RelationUse;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What conditions can ask about. Each fact is a variable of its own with a dotted name and a type, which is both checked
 * better and evaluated several times faster than maps of anything.
 */
final class Facts {

    private static final CelType TEXTS = ListType.create(SimpleType.STRING);

    /** Every variable and its type. */
    static final SortedMap<String, CelType> VARIABLES = variables();

    private Facts() {}

    private static SortedMap<String, CelType> variables() {
        SortedMap<String, CelType> variables = new TreeMap<>();
        variables.put("principal.id", SimpleType.STRING);
        variables.put("principal.kind", SimpleType.STRING);
        variables.put("principal.groups", TEXTS);
        variables.put("principal.attributes", MapType.create(SimpleType.STRING, SimpleType.STRING));
        variables.put("principal.region", SimpleType.STRING);
        variables.put("task.id", SimpleType.STRING);
        variables.put("task.purposes", TEXTS);
        variables.put("session.purpose", SimpleType.STRING);
        variables.put("session.application", SimpleType.STRING);
        variables.put("session.client_address", SimpleType.STRING);
        variables.put("session.location", SimpleType.STRING);
        variables.put("session.tls", SimpleType.BOOL);
        variables.put("session.method", SimpleType.STRING);
        variables.put("database.name", SimpleType.STRING);
        variables.put("database.engine", SimpleType.STRING);
        variables.put("database.environment", SimpleType.STRING);
        variables.put("database.jurisdiction", SimpleType.STRING);
        variables.put("statement.command", SimpleType.STRING);
        variables.put("statement.effects", TEXTS);
        variables.put("statement.relations", TEXTS);
        variables.put("statement.functions", TEXTS);
        variables.put("statement.where", SimpleType.STRING);
        variables.put("statement.columns", TEXTS);
        variables.put("statement.tags", TEXTS);
        variables.put("statement.opaque", TEXTS);
        return Collections.unmodifiableSortedMap(variables);
    }

    /** The facts about a session, as seen by one link of its delegation. What is not known is the empty text. */
    static CelVariableResolver of(Session session, Principal link, Database database, Optional<String> location) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("principal.id", link.id());
        facts.put("principal.kind", link.kind().label());
        facts.put("principal.groups", List.copyOf(link.groups()));
        facts.put("principal.attributes", link.attributes());
        facts.put("principal.region", link.attributes().getOrDefault("region", ""));
        facts.put("task.id", session.task().orElse(""));
        facts.put("task.purposes", session.purpose().stream().toList());
        facts.put("session.purpose", session.purpose().orElse(""));
        facts.put("session.application", session.application());
        facts.put("session.client_address", session.clientAddress());
        facts.put("session.location", location.orElse(""));
        facts.put("session.tls", session.tls());
        facts.put("session.method", session.method());
        facts.put("database.name", database.name());
        facts.put("database.engine", database.engine());
        facts.put("database.environment", database.environment());
        facts.put("database.jurisdiction", database.jurisdiction());
        return name -> Optional.ofNullable(facts.get(name));
    }

    /** The facts about a statement, on top of those about its session. */
    static CelVariableResolver of(CelVariableResolver session, Analysis analysis, Tags tags) {
        Map<String, Object> facts = new HashMap<>();
        Set<String> relations = new TreeSet<>();
        Set<String> columns = new TreeSet<>();
        Set<String> touched = new TreeSet<>();
        for (RelationUse use : analysis.relations()) {
            relations.add(use.name().toString());
            use.columnsRead().forEach(column -> columns.add(use.name() + "." + column));
            use.columnsWritten().forEach(column -> columns.add(use.name() + "." + column));
            touched.addAll(tags.of(use));
        }
        facts.put("statement.command", analysis.command());
        facts.put(
                "statement.effects",
                analysis.effects().stream().map(Effect::label).sorted().toList());
        facts.put("statement.relations", List.copyOf(relations));
        facts.put(
                "statement.functions",
                analysis.functions().stream()
                        .map(FunctionUse::qualifiedName)
                        .distinct()
                        .sorted()
                        .toList());
        facts.put(
                "statement.where",
                switch (analysis.where()) {
                    case NOT_APPLICABLE -> "not-applicable";
                    case ABSENT -> "absent";
                    case ALWAYS_TRUE -> "always-true";
                    case PRESENT -> "present";
                });
        facts.put("statement.columns", List.copyOf(columns));
        facts.put("statement.tags", List.copyOf(touched));
        facts.put("statement.opaque", analysis.opaque());
        return name -> {
            Object fact = facts.get(name);
            return fact != null ? Optional.of(fact) : session.find(name);
        };
    }
}
