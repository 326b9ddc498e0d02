package dev.sallyport.bench;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationKind;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.governor.Standing;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A small database that is not there, and a session with masks and a filter at it. */
final class BenchShop {

    private static final String POLICY = """
            policy: analysts
            rules:
              - allow: [all]
              - mask: {columns: [public.customers.email, public.customers.phone, public.payments.card_number]}
                with: partial
              - rows: [public.customers]
                where: region = 'eu'
            """;

    private BenchShop() {}

    static Standing standing(PostgresMasks masks) {
        PolicySet policies = switch (PolicySet.compile(Map.of("analysts.yaml", POLICY), masks)) {
            case PolicySet.Compilation.Compiled(PolicySet compiled) -> compiled;
            case PolicySet.Compilation.Rejected(var problems) -> throw new IllegalStateException(problems.toString());
        };
        Database database = new Database("shop", "postgresql", "test", "");
        Session session = new Session(
                "bench",
                new Delegation(List.of(new Principal("ada", Principal.Kind.HUMAN, Set.of(), Map.of()))),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "127.0.0.1",
                "bench",
                "scram-sha-256",
                true,
                Instant.EPOCH);
        Catalog catalog = new Catalog("shop", 1, 180_000, relations(), Set.of(), Set.of());
        return Standing.of(
                policies.rights(session, database, catalog),
                catalog,
                new SearchPath(List.of("pg_catalog", "public")),
                masks);
    }

    private static List<Relation> relations() {
        return List.of(
                relation(1, "customers", "id", "name", "email", "phone", "region"),
                relation(2, "orders", "id", "customer_id", "total", "placed"),
                relation(3, "payments", "id", "order_id", "card_number"));
    }

    private static Relation relation(long oid, String name, String... columns) {
        List<Column> all = new ArrayList<>();
        for (String column : columns) {
            all.add(new Column(column, all.size() + 1, type(column)));
        }
        return new Relation(
                oid,
                new RelationName("public", name),
                RelationKind.TABLE,
                all,
                Set.of(),
                Set.of("id"),
                Optional.empty(),
                false);
    }

    private static ColumnType type(String column) {
        return switch (column) {
            case "id", "customer_id", "order_id" -> new ColumnType("integer", ColumnType.Family.INTEGER);
            case "total" -> new ColumnType("numeric", ColumnType.Family.NUMERIC);
            case "placed" -> new ColumnType("timestamp with time zone", ColumnType.Family.TEMPORAL);
            default -> new ColumnType("text", ColumnType.Family.TEXT);
        };
    }
}
