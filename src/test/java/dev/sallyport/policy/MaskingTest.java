package dev.sallyport.policy;

import static dev.sallyport.policy.Trial.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Mask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which columns a session sees masked, and how. */
class MaskingTest {

    private static final String CLASSIFIED = """
            classification: shop
            columns:
              public.customers.email: [pii.email]
              public.customers.name: [pii]
              public.customers.card: [pci.pan]
            relations:
              hr.salaries: [secret]
            ---
            policy: p
            rules:
            """;

    private static Map<String, String> masks(String policies) {
        return flat(Trial.rights(policies, Trial.ALICE));
    }

    private static Map<String, String> flat(Rights rights) {
        Map<String, String> flat = new TreeMap<>();
        rights.masks()
                .forEach((relation, columns) -> columns.forEach((column, masked) -> flat.put(
                        relation + "." + column,
                        masked.mask().kind().label()
                                + masked.mask().argument().map(c -> "=" + c).orElse(""))));
        return flat;
    }

    @Test
    void a_tag_covers_the_tags_under_it() {
        assertThat(masks(CLASSIFIED + "  - mask: {tags: [pii]}\n    with: partial\n"))
                .containsExactly(
                        Map.entry("public.customers.email", "partial"), Map.entry("public.customers.name", "partial"));
        assertThat(masks(CLASSIFIED + "  - mask: {tags: [pii.email]}\n    with: email\n"))
                .containsExactly(Map.entry("public.customers.email", "email"));
    }

    @Test
    void a_tagged_relation_has_all_its_columns_masked() {
        assertThat(masks(CLASSIFIED + "  - mask: {tags: [secret]}\n    with: null\n"))
                .containsExactly(Map.entry("hr.salaries.amount", "null"), Map.entry("hr.salaries.person", "null"));
    }

    @Test
    void columns_can_be_named_and_stars_stand_for_any() {
        assertThat(masks("""
                policy: p
                rules:
                  - mask: {columns: ["*.*.email", public.orders_2026.extra]}
                    with: {constant: hidden}
                """))
                .containsExactly(
                        Map.entry("public.customers.email", "constant=hidden"),
                        Map.entry("public.orders_2026.extra", "constant=hidden"),
                        Map.entry("public.people.email", "constant=hidden"));
    }

    @Test
    void the_strictest_mask_wins_and_all_rules_are_named() {
        Rights rights = Trial.rights(CLASSIFIED + """
                  - mask: {tags: [pii]}
                    with: hash
                  - mask: {columns: [public.customers.email]}
                    with: redact
                  - mask: {tags: [pii.email]}
                    with: email
                """, Trial.ALICE);
        Rights.MaskedColumn email = Trial.mask(rights, "public.customers", "email");
        assertThat(email.mask()).isEqualTo(Mask.of(Mask.Kind.REDACT));
        assertThat(email.rules()).map(RuleId::rule).containsExactly("mask-1", "mask-2", "mask-3");
    }

    @Test
    void of_two_expressions_nothing_is_shown_whichever_comes_first() {
        String first = "  - mask: {tags: [pii.email]}\n    with: {sql: a}\n";
        String second = "  - mask: {tags: [pii.email]}\n    with: {sql: b}\n";
        String constant = "  - mask: {tags: [pii.email]}\n    with: {constant: c}\n";
        String steps = "  - mask: {tags: [pii.email]}\n    with: {generalize: 10}\n";
        assertThat(masks(CLASSIFIED + first + first)).containsEntry("public.customers.email", "custom=a");
        assertThat(masks(CLASSIFIED + first + second)).containsEntry("public.customers.email", "null");
        assertThat(masks(CLASSIFIED + second + first + first)).containsEntry("public.customers.email", "null");
        assertThat(masks(CLASSIFIED + steps + second)).containsEntry("public.customers.email", "custom=b");
        assertThat(masks(CLASSIFIED + first + constant)).containsEntry("public.customers.email", "constant=c");
    }

    @Test
    void masks_go_down_and_up_the_inheritance_and_not_to_siblings() {
        assertThat(masks("policy: p\nrules: [{mask: {columns: [public.orders.note]}, with: redact}]\n"))
                .containsOnlyKeys("public.orders.note", "public.orders_2025.note", "public.orders_2026.note");
        assertThat(masks("policy: p\nrules: [{mask: {columns: [public.orders_2025.note]}, with: redact}]\n"))
                .containsOnlyKeys("public.orders.note", "public.orders_2025.note");
    }

    @Test
    void a_relation_that_the_catalog_does_not_have_yet_is_listed() {
        Map<RelationName, Map<String, Rights.MaskedColumn>> masks =
                Trial.rights("""
                        classification: shop
                        relations: {public.later: [secret]}
                        ---
                        policy: p
                        rules: [{mask: {tags: [secret], columns: [public.soon.email]}, with: redact}]
                        """, Trial.ALICE).masks();
        assertThat(masks.get(name("public.later"))).isEmpty();
        assertThat(masks.get(name("public.soon"))).containsOnlyKeys("email");
    }

    @Test
    void masks_have_conditions_on_the_session_and_a_failing_one_masks() {
        String rule = CLASSIFIED + "  - mask: {tags: [pii.email]}\n    with: email\n    when: ";
        assertThat(masks(rule + "session.purpose == 'billing'\n")).isEmpty();
        assertThat(masks(rule + "session.purpose == 'support'\n")).hasSize(1);
        assertThat(masks(rule + "principal.attributes.clearance != 'high'\n")).hasSize(1);
    }

    @Test
    void classifications_hold_for_their_own_database() {
        assertThat(masks(CLASSIFIED.replace("classification: shop", "classification: other")
                        + "  - mask: {tags: [pii]}\n    with: redact\n"))
                .isEmpty();
    }

    @Test
    void every_mask_has_its_word() {
        for (Mask.Kind kind : Mask.Kind.values()) {
            String shown = switch (kind) {
                case CONSTANT -> "with: {constant: x}";
                case CUSTOM -> "with: {sql: x}";
                case GENERALIZE -> "with: {generalize: 10}";
                case DENY_USE -> "mode: deny-use";
                case NULL, REDACT, PARTIAL, EMAIL, HASH, TOKEN -> "with: " + kind.label();
            };
            Rights rights = Trial.rights(
                    "policy: p\nrules: [{mask: {columns: [hr.salaries.amount]}, " + shown + "}]\n", Trial.ALICE);
            Mask expected = switch (kind) {
                case CONSTANT, CUSTOM -> new Mask(kind, Optional.of("x"));
                case GENERALIZE -> new Mask(kind, Optional.of("10"));
                case DENY_USE, NULL, REDACT, PARTIAL, EMAIL, HASH, TOKEN -> Mask.of(kind);
            };
            assertThat(Trial.mask(rights, "hr.salaries", "amount").mask()).isEqualTo(expected);
        }
    }

    @Test
    void what_policies_name_and_the_catalog_does_not_have_is_warned_about() {
        PolicySet policies = Trial.compile("""
                classification: shop
                columns:
                  public.customer.email: [pii]
                  public.customers.emial: [pii]
                relations:
                  hr.salarys: [secret]
                ---
                policy: p
                databases: [shop, shpo]
                rules:
                  - mask: {columns: [hr.salaries.amuont]}
                    with: redact
                """);
        assertThat(policies.unknownObjects(Trial.CATALOG))
                .map(Object::toString)
                .containsExactly(
                        "a.yaml:3:3: database shop has no relation public.customer (did you mean 'public.customers'?)",
                        "a.yaml:4:3: database shop has no column public.customers.emial (did you mean 'email'?)",
                        "a.yaml:6:3: database shop has no relation hr.salarys (did you mean 'hr.salaries'?)",
                        "a.yaml:11:22: database shop has no column hr.salaries.amuont (did you mean 'amount'?)");
        assertThat(policies.unknownDatabases(List.of("shop")))
                .map(Object::toString)
                .containsExactly("a.yaml:9:19: there is no database 'shpo' (did you mean 'shop'?)");
    }
}
