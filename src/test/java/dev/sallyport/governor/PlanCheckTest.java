package dev.sallyport.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.Planner;
import dev.sallyport.catalog.Planner.Planning;
import dev.sallyport.catalog.Planner.Scan;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.policy.Limits;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.Rights;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlanCheckTest {

    private static final RelationName PEOPLE = new RelationName("public", "people");
    private static final SearchPath PATH = new SearchPath(List.of("pg_catalog", "public"));

    private static PostgresAnalyzer analyzer;

    @BeforeAll
    static void start() {
        analyzer = new PostgresAnalyzer(1);
    }

    @AfterAll
    static void stop() {
        analyzer.close();
    }

    private static Standing standing() {
        PolicySet policies = ((PolicySet.Compilation.Compiled)
                        PolicySet.compile(Map.of("p.yaml", """
                        policy: p
                        rules:
                          - allow: [all]
                            on: ["*"]
                          - mask: {columns: [public.people.email]}
                            with: redact
                        """), _ -> Optional.empty()))
                .policies();
        Catalog catalog = Catalog.empty("shop");
        Session session = new Session(
                "s",
                new Delegation(List.of(new Principal("ada", Principal.Kind.HUMAN, Set.of(), Map.of()))),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "127.0.0.1",
                "test",
                "scram-sha-256",
                true,
                Instant.EPOCH);
        Rights rights =
                policies.rights(session, new dev.sallyport.catalog.Database("shop", "postgresql", "test", ""), catalog);
        return Standing.of(rights, catalog, PATH, new PostgresMasks(MaskKeys.known(), analyzer));
    }

    private static Optional<Refusal> refusal(String sql, Planner planner) {
        Standing standing = standing();
        var found = (Analyzer.Result.Statements) analyzer.analyze(sql, new Names(standing.catalog(), PATH, Set.of()));
        Analysis analysis = found.statements().getFirst();
        Judgement.Permit permit = new Judgement.Permit(
                analysis, List.of(), Set.of(), 0, List.of(), false, Origins.NONE, Optional.empty());
        GovernedText governed = new GovernedText(sql, List.of(sql), position -> position);
        return new PlanCheck(planner)
                .refusal(
                        new Judgement.Permitted(List.of(permit), Limits.NONE, Optional.of(governed), Optional.empty()),
                        standing);
    }

    private static Planner scanning(Set<RelationName> targets, Scan... scans) {
        return (_, _) -> new Planning.Planned(List.of(scans), targets);
    }

    @Test
    void a_governed_relation_is_read_only_where_it_was_put() {
        assertThat(refusal("select 1 from people", scanning(Set.of(), new Scan(PEOPLE, "governed"))))
                .isEmpty();
        assertThat(refusal("select 1 from people", scanning(Set.of(), new Scan(PEOPLE, "governed_3"))))
                .isEmpty();
        assertThat(refusal(
                        "select 1 from people",
                        scanning(Set.of(), new Scan(PEOPLE, "governed"), new Scan(PEOPLE, "people"))))
                .hasValueSatisfying(refusal -> assertThat(refusal.message())
                        .isEqualTo("the database would read public.people around what governs it, so the statement"
                                + " does not run"));
    }

    @Test
    void what_a_statement_writes_it_may_scan_and_others_relations_are_free() {
        assertThat(refusal("delete from people", scanning(Set.of(PEOPLE), new Scan(PEOPLE, "people"))))
                .isEmpty();
        assertThat(refusal(
                        "select 1 from orders",
                        scanning(Set.of(), new Scan(new RelationName("public", "orders"), "orders"))))
                .isEmpty();
    }

    @Test
    void what_fails_by_itself_is_left_to_fail_and_what_cannot_be_asked_does_not_run() {
        assertThat(refusal("select nope from people", (_, _) -> new Planning.Failed("42703")))
                .isEmpty();
        assertThat(refusal("select 1 from people", (_, _) -> {
                    throw new CatalogLoader.CatalogUnavailable("gone", new IllegalStateException());
                }))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(Refusal.UNAVAILABLE));
    }
}
