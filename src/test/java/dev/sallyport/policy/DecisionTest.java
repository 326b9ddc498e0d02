package dev.sallyport.policy;

import static dev.sallyport.policy.Trial.decide;
import static dev.sallyport.policy.Trial.read;
import static dev.sallyport.policy.Trial.statement;
import static dev.sallyport.policy.Trial.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse.Category;
import dev.sallyport.statement.RelationUse.Standing;
import dev.sallyport.statement.WhereClause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What policies say of one statement of one principal. */
class DecisionTest {

    private static final String READERS = """
            policy: p
            rules:
              - allow: [read]
                on: [public.*]
            """;
    private static final String ADMIN = """
            policy: p
            rules:
              - allow: all
            """;

    private static Decision.Deny denied(String policies, Analysis analysis) {
        return (Decision.Deny) decide(policies, analysis);
    }

    @Test
    void an_effect_on_a_named_relation_is_allowed() {
        assertThat(verdict(decide(READERS, read("public.orders")))).isEqualTo("allow p/allow-1");
    }

    @Test
    void what_no_rule_allows_is_refused_by_name() {
        Decision.Deny deny = denied(READERS, read("hr.salaries"));
        assertThat(deny.message()).isEqualTo("no rule allows read on hr.salaries");
        assertThat(deny.hint()).contains("Ask for a rule that allows read on hr.salaries.");
        assertThat(deny.rules()).containsExactly(RuleId.NO_RULE);
    }

    @Test
    void every_object_of_a_statement_needs_its_allow_rule() {
        assertThat(denied(READERS, read("public.orders", "hr.salaries")).message())
                .isEqualTo("no rule allows read on hr.salaries");
    }

    @Test
    void every_effect_needs_its_allow_rule() {
        Analysis update = statement("UPDATE")
                .on(Effect.UPDATE, "public.orders")
                .on(Effect.READ, "public.orders")
                .analysis();
        assertThat(denied(READERS, update).message()).isEqualTo("no rule allows update on public.orders");
    }

    @Test
    void any_deny_wins_and_says_why() {
        Decision.Deny deny = denied(
                """
                policy: p
                rules:
                  - allow: all
                  - deny: [drop]
                    name: no-drops
                    message: Schema changes go through migrations.
                    hint: Open a migration.
                """, statement("DROP TABLE").on(Effect.DROP, "public.orders").analysis());
        assertThat(deny.message())
                .isEqualTo("drop on public.orders is denied by p/no-drops: Schema changes go through migrations.");
        assertThat(deny.hint()).contains("Open a migration.");
    }

    @Test
    void a_deny_may_look_at_the_statement() {
        String policy = """
                policy: p
                rules:
                  - allow: all
                  - deny: [update, delete]
                    when: statement.where in ['absent', 'always-true']
                """;
        Trial.Statement delete = statement("DELETE").on(Effect.DELETE, "public.orders");
        assertThat(verdict(decide(policy, delete.where(WhereClause.PRESENT).analysis())))
                .isEqualTo("allow p/allow-1");
        assertThat(verdict(decide(policy, delete.where(WhereClause.ABSENT).analysis())))
                .isEqualTo("deny p/deny-2");
        assertThat(verdict(decide(policy, delete.where(WhereClause.ALWAYS_TRUE).analysis())))
                .isEqualTo("deny p/deny-2");
    }

    @Test
    void tags_of_touched_columns_are_facts_with_the_tags_above_them() {
        String policy = """
                policy: p
                rules:
                  - allow: all
                  - deny: [read]
                    when: "'pii' in statement.tags"
                ---
                classification: shop
                columns: {public.customers.email: [pii.email]}
                """;
        assertThat(verdict(decide(policy, read("public.customers.id")))).startsWith("allow");
        assertThat(verdict(decide(policy, read("public.customers.email")))).startsWith("deny");
        assertThat(verdict(decide(policy, read("public.people.id")))).startsWith("deny");
    }

    @Test
    void a_failing_condition_denies() {
        String failing = "principal.attributes.department == 'it'";
        Decision.Deny allow = denied("""
                policy: p
                rules:
                  - allow: [insert]
                  - allow: [read]
                    when: %s
                """.formatted(failing), read("public.orders"));
        assertThat(allow.message())
                .isEqualTo("no rule allows read on public.orders (the condition of p/allow-2 could not be evaluated)");
        Decision.Deny deny = denied("""
                policy: p
                rules:
                  - allow: all
                  - deny: [read]
                    when: %s
                """.formatted(failing), read("public.orders"));
        assertThat(deny.message())
                .isEqualTo("read on public.orders is denied by p/deny-2, whose condition could not be evaluated");
    }

    @Test
    void a_policy_whose_applies_fails_gives_no_right_and_keeps_its_denials_masks_and_limits() {
        Rights rights = Trial.rights("""
                policy: p
                applies: principal.attributes.department == 'it'
                rules:
                  - allow: all
                  - mask: {columns: [public.customers.email]}
                    with: redact
                  - limit: {rows: 5}
                ---
                policy: q
                rules:
                  - allow: [read]
                """, Trial.ALICE);
        assertThat(verdict(rights.decide(read("public.orders")))).isEqualTo("allow p/limit-3 q/allow-1");
        assertThat(rights.masks()).containsOnlyKeys(Trial.name("public.customers"));
    }

    @Test
    void a_condition_about_session_facts_that_fails_inside_a_statement_condition_denies_too() {
        assertThat(verdict(decide("""
                policy: p
                rules:
                  - allow: all
                  - deny: [read]
                    when: statement.command == 'SELECT' && principal.attributes.nope == 'x'
                """, read("public.orders")))).isEqualTo("deny p/deny-2");
    }

    @Test
    void the_smallest_limit_wins() {
        Decision decision = decide("""
                policy: p
                rules:
                  - allow: all
                  - limit: {rows: 100, time: 1m, bytes: 4KiB}
                  - limit: {rows: 10}
                  - limit: {time: 5s, changed: 7, rows_per_day: 8, bytes_per_day: 9}
                    when: principal.kind == 'human'
                  - limit: {rows: 1}
                    on: [hr.*]
                """, read("public.orders"));
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.limits())
                                .isEqualTo(new Limits(
                                        OptionalLong.of(10),
                                        OptionalLong.of(4096),
                                        Optional.of(Duration.ofSeconds(5)),
                                        OptionalLong.of(7),
                                        List.of(new Limits.Daily(
                                                new RuleId("p", "limit-4"), OptionalLong.of(8), OptionalLong.of(9))))));
        assertThat(verdict(decision)).isEqualTo("allow p/allow-1 p/limit-2 p/limit-3 p/limit-4");
    }

    @Test
    void a_statement_that_is_not_understood_never_runs() {
        Decision.Deny deny = denied(
                ADMIN,
                statement("FROB").does(Effect.READ).unknown("node FrobStmt").analysis());
        assertThat(deny.rules()).containsExactly(RuleId.NOT_UNDERSTOOD);
        assertThat(deny.message()).isEqualTo("the statement could not be judged: node FrobStmt");
    }

    @Test
    void transactions_settings_and_reading_nothing_are_free_unless_denied() {
        Analysis begin = statement("BEGIN").does(Effect.TRANSACTION).analysis();
        assertThat(verdict(decide(READERS, begin))).isEqualTo("allow sallyport/admitted-session");
        assertThat(verdict(decide(READERS, statement("SET").does(Effect.SESSION).analysis())))
                .startsWith("allow");
        assertThat(verdict(decide(READERS, statement("SELECT").analysis()))).startsWith("allow");
        assertThat(verdict(decide(READERS + "  - deny: [transaction]\n", begin)))
                .isEqualTo("deny p/deny-2");
    }

    @Test
    void nobody_without_an_allow_rule_is_admitted() {
        Rights rights = Trial.rights("""
                policy: p
                applies: principal.kind == 'agent'
                rules: [{allow: all}]
                ---
                policy: q
                rules: [{deny: [drop]}]
                """, Trial.ALICE);
        assertThat(rights.admitted()).isFalse();
        assertThat(verdict(rights.decide(statement("SELECT").analysis())))
                .isEqualTo("deny sallyport/no-policy-applies");
    }

    @Test
    void policies_hold_for_the_databases_they_name() {
        String elsewhere = "policy: p\ndatabases: [other]\nrules: [{allow: all}]\n";
        assertThat(Trial.rights(elsewhere, Trial.ALICE).admitted()).isFalse();
        assertThat(Trial.rights(elsewhere.replace("other", "other, shop"), Trial.ALICE)
                        .admitted())
                .isTrue();
    }

    @Test
    void structure_is_readable_and_disclosing_system_relations_need_their_own_rule() {
        Analysis structure = statement("SELECT")
                .on(Standing.SYSTEM, Effect.READ, "pg_catalog.pg_class")
                .analysis();
        Analysis disclosing = statement("SELECT")
                .on(Standing.SYSTEM_DISCLOSING, Effect.READ, "pg_catalog.pg_stats")
                .analysis();
        assertThat(verdict(decide(READERS, structure))).startsWith("allow");
        String readAll = "policy: p\nrules: [{allow: [read]}]\n";
        assertThat(verdict(decide(readAll, disclosing))).startsWith("deny");
        assertThat(verdict(decide("policy: p\nrules: [{allow: [read], on: ['*.*']}]\n", disclosing)))
                .startsWith("deny");
        assertThat(verdict(decide("policy: p\nrules: [{allow: [read], on: [pg_catalog.pg_stats]}]\n", disclosing)))
                .startsWith("allow");
        assertThat(verdict(decide(ADMIN, disclosing))).startsWith("allow");
        Analysis write = statement("UPDATE")
                .on(Standing.SYSTEM, Effect.UPDATE, "pg_catalog.pg_class")
                .analysis();
        assertThat(verdict(decide("policy: p\nrules: [{allow: [update]}]\n", write)))
                .startsWith("deny");
    }

    @Test
    void temporary_and_unresolved_relations_are_matched_by_name() {
        String policy = "policy: p\nrules: [{allow: [read], on: [pg_temp.*, public.new_*]}]\n";
        assertThat(verdict(decide(
                        policy,
                        statement("SELECT")
                                .on(Standing.TEMPORARY, Effect.READ, "pg_temp.scratch")
                                .analysis())))
                .startsWith("allow");
        assertThat(verdict(decide(
                        policy,
                        statement("SELECT")
                                .on(Standing.UNRESOLVED, Effect.READ, "public.new_table")
                                .analysis())))
                .startsWith("allow");
        assertThat(verdict(decide(
                        policy,
                        statement("SELECT")
                                .on(Standing.UNRESOLVED, Effect.READ, "public.other")
                                .analysis())))
                .startsWith("deny");
    }

    @Test
    void partitions_are_matched_by_rules_that_name_their_parent() {
        String allow = "policy: p\nrules: [{allow: [read], on: [public.orders]}]\n";
        assertThat(verdict(decide(allow, read("public.orders_2025")))).startsWith("allow");
        String deny = "policy: p\nrules: [{allow: all}, {deny: [read], on: [public.orders]}]\n";
        assertThat(verdict(decide(deny, read("public.orders_2025")))).startsWith("deny");
    }

    @Test
    void a_denied_partition_is_denied_through_its_parent_too() {
        String deny = "policy: p\nrules: [{allow: all}, {deny: [read], on: [public.orders_2025]}]\n";
        assertThat(verdict(decide(deny, read("public.orders")))).startsWith("deny");
        assertThat(verdict(decide(deny, read("public.orders_2026")))).startsWith("allow");
    }

    @Test
    void a_denied_relation_is_denied_through_a_view_and_a_view_may_still_be_dropped() {
        String deny = "policy: p\nrules: [{allow: all}, {deny: [read, drop], on: [public.customers]}]\n";
        assertThat(verdict(decide(deny, read("public.people")))).startsWith("deny");
        assertThat(verdict(decide(
                        deny,
                        statement("DROP VIEW").on(Effect.DROP, "public.people").analysis())))
                .startsWith("allow");
    }

    @Test
    void functions_are_called_by_their_own_rule_or_the_effect() {
        Analysis purge =
                statement("SELECT").calls("purge", Category.USER_DEFINED).analysis();
        assertThat(denied(READERS, purge).message()).isEqualTo("no rule allows call of function purge");
        for (String on : new String[] {"purge", "public.purge", "public.*", "'*'", "'*.purge'"}) {
            assertThat(verdict(decide("policy: p\nrules: [{allow: [call], on: [%s]}]\n".formatted(on), purge)))
                    .as(on)
                    .startsWith("allow");
        }
        assertThat(verdict(decide("policy: p\nrules: [{allow: [call], on: [hr.*]}]\n", purge)))
                .startsWith("deny");
    }

    @Test
    void an_unqualified_function_that_can_be_several_is_allowed_only_if_all_are() {
        Analysis both = statement("SELECT").calls("both", Category.USER_DEFINED).analysis();
        assertThat(verdict(decide("policy: p\nrules: [{allow: [call], on: [public.*]}]\n", both)))
                .startsWith("deny");
        assertThat(verdict(decide("policy: p\nrules: [{allow: [call], on: [public.both, hr.both]}]\n", both)))
                .startsWith("allow");
        assertThat(verdict(decide("policy: p\nrules: [{allow: all}, {deny: [call], on: [hr.both]}]\n", both)))
                .startsWith("deny");
    }

    @Test
    void harmless_functions_are_free_and_can_be_denied_by_name_only() {
        Analysis count =
                statement("SELECT").calls("pg_catalog.count", Category.HARMLESS).analysis();
        assertThat(verdict(decide(READERS, count))).startsWith("allow");
        assertThat(verdict(decide(ADMIN + "  - deny: [call]\n", count))).startsWith("allow");
        assertThat(verdict(decide(ADMIN + "  - {deny: [call], on: ['pg_catalog.*']}\n", count)))
                .startsWith("allow");
        assertThat(verdict(decide(ADMIN + "  - {deny: [call], on: [count]}\n", count)))
                .startsWith("deny");
    }

    @Test
    void opaque_code_needs_call_without_a_name() {
        Analysis block = statement("DO").opaque("DO").analysis();
        assertThat(denied(READERS, block).message()).isEqualTo("no rule allows call (DO)");
        assertThat(verdict(decide("policy: p\nrules: [{allow: [call], on: [purge]}]\n", block)))
                .startsWith("deny");
        assertThat(verdict(decide("policy: p\nrules: [{allow: [call]}]\n", block)))
                .startsWith("allow");
        assertThat(verdict(decide("policy: p\nrules: [{allow: all}, {deny: [call], on: [purge]}]\n", block)))
                .startsWith("deny");
        Analysis procedure = statement("CALL")
                .calls("public.purge", Category.USER_DEFINED)
                .opaque("CALL")
                .analysis();
        assertThat(verdict(decide("policy: p\nrules: [{allow: [call], on: [purge]}]\n", procedure)))
                .startsWith("allow");
        Analysis trigger = statement("CREATE TRIGGER")
                .on(Effect.ALTER, "public.orders")
                .calls("public.purge", Category.USER_DEFINED)
                .opaque("CREATE TRIGGER")
                .analysis();
        assertThat(verdict(decide("policy: p\nrules: [{allow: [alter]}, {allow: [call], on: [purge]}]\n", trigger)))
                .startsWith("deny");
    }

    @Test
    void a_deny_rule_on_objects_covers_what_names_none() {
        Analysis dropSchema = statement("DROP SCHEMA").does(Effect.DROP).analysis();
        String policy = "policy: p\nrules: [{allow: all}, {deny: all, on: [hr.*]}]\n";
        assertThat(verdict(decide(policy, dropSchema))).isEqualTo("deny p/deny-2");
        assertThat(verdict(decide(
                        policy, statement("BEGIN").does(Effect.TRANSACTION).analysis())))
                .startsWith("allow");
    }

    @Test
    void copying_a_query_out_needs_copy_out_on_what_the_query_reads() {
        Analysis copy = statement("COPY")
                .does(Effect.COPY_OUT)
                .on(Effect.READ, "public.orders")
                .analysis();
        assertThat(denied(READERS, copy).message()).isEqualTo("no rule allows copy-out on public.orders");
        assertThat(verdict(decide("policy: p\nrules: [{allow: [read, copy-out], on: [public.*]}]\n", copy)))
                .startsWith("allow");
    }

    @Test
    void versions_are_of_names_and_contents_and_not_of_folders() {
        String version = Trial.compile(Map.of("x/a.yaml", ADMIN)).version();
        assertThat(version).matches("[0-9a-f]{64}");
        assertThat(Trial.compile(Map.of("y/a.yaml", ADMIN)).version()).isEqualTo(version);
        assertThat(Trial.compile(Map.of("x/b.yaml", ADMIN)).version()).isNotEqualTo(version);
        assertThat(Trial.compile(Map.of("x/a.yaml", READERS)).version()).isNotEqualTo(version);
    }

    @Test
    void conditions_know_the_session() {
        String all = """
                policy: p
                applies: >-
                  principal.id == 'alice' && principal.kind == 'human' && 'support' in principal.groups
                  && principal.attributes.region == 'eu' && principal.region == 'eu' && task.id == 't1'
                  && 'support' in task.purposes && session.purpose == 'support' && session.application == 'psql'
                  && session.client_address == '10.0.0.1' && session.tls && session.method == 'scram-sha-256'
                  && database.name == 'shop' && database.engine == 'postgresql'
                  && database.environment == 'production' && database.jurisdiction == 'eu'
                  && has(principal.attributes.region) && !has(principal.attributes.other)
                rules:
                  - allow: [read]
                    when: >-
                      statement.command == 'SELECT' && statement.effects == ['read']
                      && statement.relations == ['public.orders'] && statement.functions == ['pg_catalog.count']
                      && statement.where == 'not-applicable' && statement.columns == ['public.orders.id']
                      && statement.tags == [] && statement.opaque == []
                """;
        Analysis select = statement("SELECT")
                .on(Effect.READ, "public.orders.id")
                .calls("pg_catalog.count", Category.HARMLESS)
                .analysis();
        assertThat(verdict(decide(all, select))).isEqualTo("allow p/allow-1");
    }
}
