package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.governor.Budgets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Limits of a day")
class DailyLimitTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("count over sessions and statements, cut off at the limit, and leave the connection usable")
    void cutOff() throws IOException, SQLException {
        try (GovernedShop shop =
                new GovernedShop(folder, "create table numbers as select generate_series(1, 100) as n", """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read]
                    on: ["public.*"]
                  - name: few
                    limit: {rows_per_day: 7}
                    on: [public.numbers]
                """)) {
            try (Connection first = shop.connect("ada", "simple");
                    Connection second = shop.connect("ada", "extended")) {
                assertThat(GovernedShop.rows(first, "select n from numbers where n <= 4"))
                        .hasSize(4);
                assertThatThrownBy(() -> GovernedShop.rows(second, "select n from numbers where n <= 4"))
                        .hasMessageContaining("more than the 7 rows in a day that policy allows");
                assertThatThrownBy(() -> GovernedShop.rows(first, "select n from numbers limit 1"))
                        .hasMessageContaining("more than the 7 rows in a day that policy allows");
                for (String around : new String[] {
                    "begin; declare k cursor for select n from numbers; fetch 5 from k",
                    "prepare p as select n from numbers; execute p",
                    "prepare q as select n from numbers"
                }) {
                    if (around.startsWith("prepare q")) {
                        GovernedShop.rows(second, around);
                        assertThatThrownBy(() -> GovernedShop.rows(second, "execute q"))
                                .hasMessageContaining("more than the 7 rows in a day");
                    } else {
                        assertThatThrownBy(() -> GovernedShop.rows(first, around))
                                .hasMessageContaining("more than the 7 rows in a day");
                        GovernedShop.rows(first, "rollback");
                    }
                }
                GovernedShop.rows(first, "begin; declare k cursor for select n from numbers");
                assertThatThrownBy(() -> GovernedShop.rows(first, "fetch 5 from k"))
                        .hasMessageContaining("more than the 7 rows in a day");
                GovernedShop.rows(first, "rollback");
                assertThat(GovernedShop.rows(first, "select 1")).containsExactly("1");
                assertThat(GovernedShop.rows(second, "select 1")).containsExactly("1");
            }
        }
        assertThat(Files.readString(folder.resolve("data/budgets.json"))).contains("analysts/few");
    }

    @Test
    @DisplayName("are kept in a file that a restart takes up, and a broken one is not taken for none")
    void file() throws IOException {
        List<Budgets.Spent> spent = List.of(new Budgets.Spent("2026-11-25", "ada", "shop", "p/few", 3, 14));
        new BudgetFile(folder).save(spent);
        assertThat(new BudgetFile(folder).load()).isEqualTo(spent);
        Files.writeString(folder.resolve("budgets.json"), "{");
        assertThatThrownBy(() -> new BudgetFile(folder).load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("remove it to count anew");
    }
}
