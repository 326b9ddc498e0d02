package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGResultSetMetaData;

@DisplayName("Columns of governed results")
class GovernedOriginsTest {

    @TempDir
    static Path folder;

    private static GovernedShop shop;

    @BeforeAll
    static void start() throws IOException, SQLException {
        shop = new GovernedShop(folder, """
                create table people (id int primary key, gone int, name varchar(30), email text, born date);
                alter table people drop column gone;
                insert into people values (1, 'Grace', 'grace@example.com', '1906-12-09');
                create table orders (id int primary key, person int, total numeric(8,2));
                insert into orders values (7, 1, 10);
                create view shown as select id, email, upper(name) as loud from people;
                """, """
                policy: analysts
                applies: "'analysts' in principal.groups"
                rules:
                  - allow: [read]
                    on: ["public.*"]
                  - mask: {columns: [public.people.email, public.people.name, public.people.born]}
                    with: redact
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from people",
                "select email, id, name as n, lower(email) from people",
                "select p.*, o.total from people p join orders o on o.person = p.id",
                "select * from people p join orders o on o.person = p.id",
                "select p.*, o.* from people p natural join orders o",
                "select o.*, email from orders o, people",
                "table people",
                "select * from shown",
                "select s.email, s.loud from shown s",
                "select email from people union select 'x'",
                "select q.email from (select email from people) q, people p",
                "select email from people where id = 99"
            })
    @DisplayName("are told with the name, type, modifier, table and place that the database tells without a gate")
    void origins(String sql) throws SQLException {
        for (String mode : List.of("simple", "extended", "extendedForPrepared")) {
            try (Connection analyst = shop.connect("ada", mode);
                    Connection admin = shop.connect("dan", mode)) {
                List<String> expected = columns(admin, sql);
                // Through subqueries the database leads back to a table; that of a masked column does not go that far.
                boolean indirect = sql.contains("(select");
                assertThat(columns(analyst, sql))
                        .as(mode)
                        .isEqualTo(indirect ? List.of("email text 2147483647  ") : expected);
            }
        }
    }

    private static List<String> columns(Connection connection, String sql) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            var metadata = rows.getMetaData();
            PGResultSetMetaData origin = (PGResultSetMetaData) metadata;
            for (int at = 1; at <= metadata.getColumnCount(); at++) {
                columns.add(metadata.getColumnLabel(at) + " " + metadata.getColumnTypeName(at) + " "
                        + metadata.getPrecision(at) + " " + origin.getBaseTableName(at) + " "
                        + origin.getBaseColumnName(at));
            }
        }
        return columns;
    }
}
