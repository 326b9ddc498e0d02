package dev.sallyport.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Limits;
import dev.sallyport.policy.RuleId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BudgetsTest {

    private static final Clock TODAY = Clock.fixed(Instant.parse("2026-11-25T23:59:59Z"), ZoneOffset.UTC);
    private static final Clock TOMORROW = Clock.fixed(Instant.parse("2026-11-26T00:00:00Z"), ZoneOffset.UTC);
    private static final Limits.Daily TWO_ROWS =
            new Limits.Daily(new RuleId("p", "two"), OptionalLong.of(2), OptionalLong.empty());
    private static final Limits.Daily TEN_BYTES =
            new Limits.Daily(new RuleId("p", "ten"), OptionalLong.empty(), OptionalLong.of(10));

    private static Budgets.Account account(Budgets budgets, String identity, Limits.Daily limit) {
        return budgets.accounts(identity, "shop", List.of(limit)).getFirst();
    }

    @Test
    void rows_and_bytes_are_given_up_to_the_limit() {
        Budgets budgets = new Budgets(TODAY);
        Budgets.Account rows = account(budgets, "ada", TWO_ROWS);
        assertThat(rows.take(5)).isTrue();
        assertThat(account(budgets, "ada", TWO_ROWS).take(5)).isTrue();
        assertThat(rows.take(5)).isFalse();
        assertThat(rows.limit()).isEqualTo("2 rows in a day");
        Budgets.Account bytes = account(budgets, "ada", TEN_BYTES);
        assertThat(bytes.take(10)).isTrue();
        assertThat(bytes.take(1)).isFalse();
        assertThat(bytes.limit()).isEqualTo("10 bytes in a day");
    }

    @Test
    void identities_and_rules_count_apart() {
        Budgets budgets = new Budgets(TODAY);
        account(budgets, "ada", TWO_ROWS).take(1);
        account(budgets, "ada", TWO_ROWS).take(1);
        assertThat(account(budgets, "bob", TWO_ROWS).take(1)).isTrue();
        assertThat(account(budgets, "ada", TEN_BYTES).take(1)).isTrue();
        assertThat(account(budgets, "ada", TWO_ROWS).take(1)).isFalse();
    }

    @Test
    void what_was_counted_lives_on_until_the_day_ends() {
        Budgets budgets = new Budgets(TODAY);
        account(budgets, "ada", TWO_ROWS).take(7);
        account(budgets, "ada", TWO_ROWS).take(7);
        assertThat(budgets.spent()).containsExactly(new Budgets.Spent("2026-11-25", "ada", "shop", "p/two", 2, 14));
        Budgets sameDay = new Budgets(TODAY);
        sameDay.restore(budgets.spent());
        assertThat(account(sameDay, "ada", TWO_ROWS).take(1)).isFalse();
        Budgets nextDay = new Budgets(TOMORROW);
        nextDay.restore(budgets.spent());
        assertThat(account(nextDay, "ada", TWO_ROWS).take(1)).isTrue();
    }
}
