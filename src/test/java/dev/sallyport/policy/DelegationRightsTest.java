package dev.sallyport.policy;

import static dev.sallyport.policy.Trial.ALICE;
import static dev.sallyport.policy.Trial.BOT;
import static dev.sallyport.policy.Trial.read;
import static dev.sallyport.policy.Trial.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.statement.Effect;
import dev.sallyport.statement.Mask;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** An agent that acts for a human has what both may, and no more. */
class DelegationRightsTest {

    private static final String POLICIES = """
            policy: agents
            applies: principal.kind == 'agent'
            rules:
              - allow: [read]
                on: [public.*, hr.*]
              - limit: {rows: 100}
              - mask: {columns: [public.customers.email]}
                with: hash
            ---
            policy: support
            applies: "'support' in principal.groups"
            rules:
              - allow: [read, update]
                on: [public.*]
              - limit: {rows: 1000, time: 1s}
              - mask: {columns: [public.customers.email, public.customers.card]}
                with: partial
            """;

    @Test
    void all_links_must_allow() {
        Rights rights = Trial.rights(POLICIES, BOT, ALICE);
        assertThat(verdict(rights.decide(read("public.orders"))))
                .isEqualTo("allow agents/allow-1 agents/limit-2 support/allow-1 support/limit-2");
        Decision.Deny deny = (Decision.Deny) rights.decide(read("hr.salaries"));
        assertThat(deny.message()).isEqualTo("no rule allows read on hr.salaries for alice, on whose behalf bot acts");
    }

    @Test
    void the_actor_cannot_do_what_only_its_human_may() {
        Decision decision = Trial.rights(POLICIES, BOT, ALICE)
                .decide(Trial.statement("UPDATE")
                        .on(Effect.UPDATE, "public.orders")
                        .analysis());
        assertThat(((Decision.Deny) decision).message()).isEqualTo("no rule allows update on public.orders");
    }

    @Test
    void masks_and_limits_of_all_links_combine() {
        Rights rights = Trial.rights(POLICIES, BOT, ALICE);
        assertThat(Trial.mask(rights, "public.customers", "email").mask()).isEqualTo(Mask.of(Mask.Kind.PARTIAL));
        assertThat(Trial.masks(rights, "public.customers")).containsOnlyKeys("email", "card");
        Decision.Allow allow = (Decision.Allow) rights.decide(read("public.orders"));
        assertThat(allow.limits().rows()).isEqualTo(OptionalLong.of(100));
        assertThat(allow.limits().time()).isPresent();
    }

    @Test
    void a_link_that_is_not_admitted_keeps_all_out() {
        Rights rights = Trial.rights(
                POLICIES,
                BOT,
                new dev.sallyport.identity.Principal(
                        "eve", dev.sallyport.identity.Principal.Kind.HUMAN, java.util.Set.of(), java.util.Map.of()));
        assertThat(rights.admitted()).isFalse();
    }
}
