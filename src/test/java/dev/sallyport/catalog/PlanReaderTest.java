package dev.sallyport.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.Planner.Planning;
import dev.sallyport.catalog.Planner.Scan;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlanReaderTest {

    private static final List<String> PATH = List.of("pg_catalog", "public");

    private static EmbeddedPostgres postgres;
    private static PlanReader plans;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.builder().start();
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement()) {
            statement.execute("""
                    create table people (id int primary key, email text);
                    create view shown as select email from people p;
                    create table spread (id int) partition by list (id);
                    create table spread_a partition of spread for values in (1);
                    """);
        }
        plans = new PlanReader(
                "shop",
                new ConnectionSettings(
                        "localhost",
                        postgres.getPort(),
                        "postgres",
                        "postgres",
                        Optional.empty(),
                        ConnectionSettings.Tls.DISABLE,
                        Optional.empty(),
                        Optional.empty()));
    }

    @AfterAll
    static void stop() throws IOException {
        plans.close();
        postgres.close();
    }

    private static RelationName name(String relation) {
        return new RelationName("public", relation);
    }

    @Test
    void plans_tell_what_is_read_under_which_alias_and_what_is_written() {
        assertThat(plans.plan("select * from shown where email = $1 and $2 > 3", PATH))
                .isEqualTo(new Planning.Planned(List.of(new Scan(name("people"), "p")), Set.of()));
        assertThat(plans.plan("select (select max(id) from spread as governed)", PATH))
                .isInstanceOfSatisfying(
                        Planning.Planned.class,
                        planned -> assertThat(planned.scans()).allSatisfy(scan -> {
                            assertThat(scan.relation()).isEqualTo(name("spread_a"));
                            assertThat(scan.alias()).startsWith("governed");
                        }));
        assertThat(plans.plan("delete from people where id in (select id from spread)", PATH))
                .isInstanceOfSatisfying(
                        Planning.Planned.class,
                        planned -> assertThat(planned.targets()).containsExactly(name("people")));
        assertThat(plans.plan("create table copy as select * from people", PATH))
                .isInstanceOfSatisfying(
                        Planning.Planned.class,
                        planned -> assertThat(planned.scans()).containsExactly(new Scan(name("people"), "people")));
    }

    @Test
    void nothing_is_done_and_mistakes_are_told_by_their_code() throws SQLException {
        assertThat(plans.plan("select nope from people", PATH)).isEqualTo(new Planning.Failed("42703"));
        assertThat(plans.plan("select * from people", List.of("pg_catalog"))).isEqualTo(new Planning.Failed("42P01"));
        assertThat(plans.plan("insert into people values ($1, '{fn now()}?')", PATH))
                .isInstanceOf(Planning.Planned.class);
        try (Connection direct = postgres.getPostgresDatabase().getConnection();
                Statement statement = direct.createStatement();
                var rows = statement.executeQuery("select count(*) from people")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }
}
