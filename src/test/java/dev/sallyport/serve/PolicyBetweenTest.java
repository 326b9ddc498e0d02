package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.wire.postgres.RawSession;
import dev.sallyport.wire.postgres.RawSession.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A policy that changes between a name and its use")
class PolicyBetweenTest {

    private static final String OPEN = """
            policy: analysts
            applies: "'analysts' in principal.groups"
            rules:
              - allow: [all]
                on: ["*"]
            """;

    @TempDir
    Path folder;

    private static String heard(RawSession session) throws IOException {
        return session.until('Z').stream().map(Frame::toString).collect(Collectors.joining(" "));
    }

    private void replace(String policies) throws IOException {
        Path draft = Files.writeString(folder.resolve("draft"), policies);
        Files.move(draft, folder.resolve("policies/tested.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    @DisplayName("holds for cursors, portals and prepared statements that were made before")
    void stricter() throws IOException, SQLException {
        try (GovernedShop shop = new GovernedShop(folder, """
                create table people (id int primary key, ssn text);
                insert into people select i, 'qz' || i from generate_series(1, 9) i;
                """, OPEN);
                RawSession session = RawSession.open(shop.port(), "ada", "open sesame", "shop");
                RawSession other = RawSession.open(shop.port(), "ada", "open sesame", "shop")) {
            heard(session.query("begin; declare k cursor with hold for select ssn from people; commit"));
            heard(session.query("prepare s as select ssn from people"));
            heard(session.parse("many", "update people set ssn = 'x'").sync());
            assertThat(heard(session.query("fetch 1 k"))).contains("qz1");
            heard(session.query("begin"));
            heard(session.parse("p", "select ssn from people")
                    .bind("p", "p")
                    .execute("p", 1)
                    .sync());

            replace(OPEN + """
                      - mask: {columns: [public.people.ssn]}
                        with: redact
                        writes: allowed
                      - limit: {changed: 2}
                    """);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(heard(other.query("select ssn from people")))
                            .contains("***"));

            assertThat(heard(session.execute("p", 1).sync()))
                    .doesNotContain("qz")
                    .contains("C0A000");
            heard(session.query("rollback"));
            assertThat(heard(session.query("fetch 1 k"))).doesNotContain("qz").contains("C0A000");
            assertThat(heard(session.query("fetch all k; fetch backward all k")))
                    .doesNotContain("qz");
            assertThat(heard(session.query("execute s"))).doesNotContain("qz");
            assertThat(heard(session.query("explain (verbose) execute s"))).doesNotContain("ssn");
            assertThat(heard(session.query("execute many"))).contains("|C42501");
            assertThat(heard(session.bind("", "many").execute("", 0).sync())).contains("|C53400");
            assertThat(heard(other.query("select count(*) from people where ssn = 'x'")))
                    .doesNotContain("9");
        }
    }
}
