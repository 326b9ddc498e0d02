package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationKind;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.ViewDefinition;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.Result;
import dev.sallyport.statement.Span;
import dev.sallyport.statement.WhereClause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A shop's database, its people, and statements on it, for tests of policies. */
final class Trial {

    static final Database SHOP = new Database("shop", "postgresql", "production", "eu");
    static final Principal ALICE =
            new Principal("alice", Principal.Kind.HUMAN, Set.of("support"), Map.of("region", "eu"));
    static final Principal BOT = new Principal("bot", Principal.Kind.AGENT, Set.of(), Map.of());
    static final Catalog CATALOG = new Catalog(
            "shop",
            1,
            180006,
            List.of(
                    table("public.customers", Set.of(), "id", "name", "email", "card"),
                    table("public.orders", Set.of(), "id", "customer", "note"),
                    table("public.orders_2025", Set.of(name("public.orders")), "id", "customer", "note"),
                    table("public.orders_2026", Set.of(name("public.orders")), "id", "customer", "note", "extra"),
                    view("public.people", Set.of(name("public.customers")), "id", "email"),
                    table("hr.salaries", Set.of(), "person", "amount")),
            List.of(name("public.purge"), name("public.both"), name("hr.both")),
            List.of());

    private Trial() {}

    static RelationName name(String text) {
        return new RelationName(text.substring(0, text.indexOf('.')), text.substring(text.indexOf('.') + 1));
    }

    private static Relation table(String name, Set<RelationName> parents, String... columns) {
        return new Relation(
                1, name(name), RelationKind.TABLE, columns(columns), parents, Set.of(), Optional.empty(), false);
    }

    private static Relation view(String name, Set<RelationName> dependsOn, String... columns) {
        ViewDefinition view = new ViewDefinition("SELECT", dependsOn, false, false, Optional.empty());
        return new Relation(
                1, name(name), RelationKind.VIEW, columns(columns), Set.of(), Set.of(), Optional.of(view), false);
    }

    private static List<Column> columns(String... names) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            columns.add(new Column(names[i], i + 1, new ColumnType("text", ColumnType.Family.TEXT)));
        }
        return columns;
    }

    static PolicySet compile(String text) {
        return compile(Map.of("a.yaml", text));
    }

    static PolicySet compile(Map<String, String> files) {
        return switch (PolicySet.compile(files, _ -> Optional.empty())) {
            case PolicySet.Compilation.Compiled(PolicySet policies) -> policies;
            case PolicySet.Compilation.Rejected(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    static List<String> problems(String text) {
        return switch (PolicySet.compile(Map.of("a.yaml", text), _ -> Optional.empty())) {
            case PolicySet.Compilation.Compiled _ -> List.of();
            case PolicySet.Compilation.Rejected(var problems) ->
                problems.stream().map(Object::toString).toList();
        };
    }

    static Session session(Principal... chain) {
        return session(Optional.of("support"), chain);
    }

    static Session session(Optional<String> purpose, Principal... chain) {
        return new Session(
                "s1",
                new Delegation(List.of(chain)),
                purpose,
                Optional.of("t1"),
                "shop",
                "10.0.0.1",
                "psql",
                "scram-sha-256",
                true,
                Instant.EPOCH);
    }

    static Rights rights(String policies, Principal... chain) {
        return compile(policies).rights(session(chain), SHOP, CATALOG);
    }

    static Decision decide(String policies, Analysis analysis) {
        return rights(policies, ALICE).decide(analysis);
    }

    /** The names of the deciding rules after the decision: {@code allow p/allow-1}. */
    static String verdict(Decision decision) {
        return switch (decision) {
            case Decision.Allow(List<RuleId> rules, Limits _, List<RuleId> _, Set<FunctionUse> _, List<Transfer> _) ->
                "allow " + join(rules);
            case Decision.Deny(List<RuleId> rules, String _, Optional<String> _) -> "deny " + join(rules);
        };
    }

    private static String join(List<RuleId> rules) {
        return String.join(" ", rules.stream().map(RuleId::toString).toList());
    }

    static Map<String, Rights.MaskedColumn> masks(Rights rights, String relation) {
        return Optional.ofNullable(rights.masks().get(name(relation)))
                .orElseThrow(() -> new AssertionError(relation + " is not masked"));
    }

    static Rights.MaskedColumn mask(Rights rights, String relation, String column) {
        return Optional.ofNullable(masks(rights, relation).get(column))
                .orElseThrow(() -> new AssertionError(relation + "." + column + " is not masked"));
    }

    static Analysis read(String... relations) {
        return new Statement("SELECT")
                .on(RelationUse.Standing.USER, Effect.READ, relations)
                .analysis();
    }

    static Statement statement(String command) {
        return new Statement(command);
    }

    /** Builds an analysis. */
    static final class Statement {
        private final String command;
        private final Set<Effect> effects = EnumSet.noneOf(Effect.class);
        private final List<RelationUse> relations = new ArrayList<>();
        private final List<FunctionUse> functions = new ArrayList<>();
        private final List<String> opaque = new ArrayList<>();
        private WhereClause where = WhereClause.NOT_APPLICABLE;
        private Optional<String> unknown = Optional.empty();

        private Statement(String command) {
            this.command = command;
        }

        Statement does(Effect... more) {
            effects.addAll(Arrays.asList(more));
            return this;
        }

        Statement on(RelationUse.Standing standing, Effect effect, String... names) {
            for (String each : names) {
                int dots = (int) each.chars().filter(c -> c == '.').count();
                String relation = dots == 2 ? each.substring(0, each.lastIndexOf('.')) : each;
                Set<String> columns = dots == 2 ? Set.of(each.substring(each.lastIndexOf('.') + 1)) : Set.of();
                relations.add(new RelationUse(
                        name(relation),
                        standing,
                        Optional.empty(),
                        effect == Effect.READ ? RelationUse.Role.SOURCE : RelationUse.Role.TARGET,
                        Set.of(effect),
                        columns,
                        Set.of(),
                        Set.of(),
                        dots == 1,
                        List.of(),
                        List.of()));
            }
            return does(effect);
        }

        Statement on(Effect effect, String... names) {
            return on(RelationUse.Standing.USER, effect, names);
        }

        Statement calls(String function, FunctionUse.Category category) {
            int dot = function.indexOf('.');
            functions.add(new FunctionUse(
                    dot < 0 ? Optional.empty() : Optional.of(function.substring(0, dot)),
                    function.substring(dot + 1),
                    category));
            category.effect().ifPresent(effects::add);
            return this;
        }

        Statement opaque(String word) {
            opaque.add(word);
            return does(Effect.CALL);
        }

        Statement where(WhereClause clause) {
            where = clause;
            return this;
        }

        Statement unknown(String why) {
            unknown = Optional.of(why);
            return this;
        }

        Analysis analysis() {
            return new Analysis(
                    command,
                    new Span(0, 1),
                    effects.isEmpty() ? Set.of(Effect.READ) : effects,
                    relations,
                    functions,
                    where,
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    Set.of(),
                    false,
                    opaque,
                    unknown,
                    "",
                    "",
                    false,
                    false,
                    Set.of(),
                    Result.UNKNOWN,
                    false);
        }
    }
}
