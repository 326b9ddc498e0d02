package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of files, policies and rules says nothing. */
class OrderTest {

    private static final int ROUNDS = 40;

    private static final List<List<String>> POLICIES = List.of(
            List.of(
                    "  - {name: a, allow: [read, update], on: [public.*]}",
                    "  - {name: b, deny: [update], on: [public.orders], message: no}",
                    "  - {name: c, limit: {rows: 10}}",
                    "  - {name: d, mask: {columns: [public.customers.email]}, with: hash}"),
            List.of(
                    "  - {name: a, allow: [delete]}",
                    "  - {name: b, deny: [delete], when: \"statement.where == 'not-applicable'\", hint: ask}",
                    "  - {name: c, limit: {rows: 7, time: 3s}}",
                    "  - {name: d, mask: {columns: [public.customers.email]}, with: partial}"),
            List.of(
                    "  - {name: a, deny: [update], on: [public.*], message: never}",
                    "  - {name: b, allow: [read]}",
                    "  - {name: c, limit: {time: 2s}, on: [hr.*]}",
                    "  - {name: d, mask: {columns: [public.customers.*]}, with: {constant: x}}"));

    private static Map<String, String> shuffled(Random random) {
        List<String> names = new ArrayList<>(List.of("1.yaml", "2.yaml", "3.yaml"));
        Collections.shuffle(names, random);
        Map<String, String> files = new HashMap<>();
        for (int i = 0; i < POLICIES.size(); i++) {
            List<String> rules = new ArrayList<>(POLICIES.get(i));
            Collections.shuffle(rules, random);
            files.put(names.get(i), "policy: p" + i + "\nrules:\n" + String.join("\n", rules) + "\n");
        }
        return files;
    }

    @Test
    void every_order_gives_the_same_decisions_and_masks() {
        List<Analysis> statements = List.of(
                Trial.read("public.orders", "hr.salaries"),
                Trial.read("public.customers"),
                Trial.statement("UPDATE")
                        .on(Effect.UPDATE, "public.orders", "public.customers")
                        .analysis(),
                Trial.statement("DELETE").on(Effect.DELETE, "hr.salaries").analysis(),
                Trial.statement("DROP TABLE").on(Effect.DROP, "hr.salaries").analysis());
        Random random = new Random(1);
        Rights first = rights(random);
        for (int round = 0; round < ROUNDS; round++) {
            Rights other = rights(random);
            assertThat(other.masks()).isEqualTo(first.masks());
            for (Analysis statement : statements) {
                assertThat(other.decide(statement)).isEqualTo(first.decide(statement));
            }
        }
    }

    private static Rights rights(Random random) {
        return Trial.compile(shuffled(random)).rights(Trial.session(Trial.ALICE), Trial.SHOP, Trial.CATALOG);
    }
}
