package dev.sallyport.statement.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.ColumnType.Family;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No expression that is taken for a mask fails for any value that it is given. */
class MaskTotalityTest {

    /** Values at the ends of what types can hold, and such as functions trip over. */
    private static final Map<ColumnType, List<String>> VALUES = Map.of(
            new ColumnType("text", Family.TEXT),
            List.of(
                    "''",
                    "' '",
                    "'%'",
                    "'_'",
                    "E'\\\\'",
                    "'@'",
                    "'é'",
                    "repeat('x', 10000)",
                    "chr(1)",
                    "chr(1114109)",
                    "'NaN'",
                    "'-1'",
                    "E'a\\nb'"),
            new ColumnType("character varying(3)", Family.TEXT),
            List.of("''", "'é€x'"),
            new ColumnType("character(4)", Family.TEXT),
            List.of("''", "'a'"),
            new ColumnType("name", Family.TEXT),
            List.of("''", "repeat('n', 63)"),
            new ColumnType("integer", Family.INTEGER),
            List.of("1073741823", "-2147483648", "0", "-1"),
            new ColumnType("numeric", Family.NUMERIC),
            List.of("'NaN'", "'Infinity'", "'-Infinity'", "'1e1000'", "'1e-1000'"),
            new ColumnType("double precision", Family.NUMERIC),
            List.of("'NaN'", "'Infinity'", "1e308", "5e-324"),
            new ColumnType("date", Family.TEMPORAL),
            List.of("'infinity'", "'-infinity'", "'4713-01-01 BC'", "'5874897-12-31'"),
            new ColumnType("timestamp with time zone", Family.TEMPORAL),
            List.of("'infinity'", "'-infinity'", "'4713-01-01 BC'", "'294276-12-31'"),
            new ColumnType("bytea", Family.BYTES),
            List.of("''", "'\\x00'", "'\\xff00ff'"));

    /** Arguments of every kind for every function. */
    private static List<String> expressions() {
        List<String> all = new ArrayList<>(List.of(
                "case when value like '%_%' then value end",
                "nullif(value, value)",
                "coalesce(value, value)",
                "greatest(value, value)",
                "case value when value then value end",
                "case when value between value and value then value end",
                "concat(value, 1, true, null, value)",
                "value || value",
                "value || 1 || true",
                "repeat('*', length(value) - 1)",
                "repeat('*', octet_length(value) - 5)",
                "case when value < date '1900-01-01' then value end",
                "case when value > 10 then value end",
                "case when value > 1.5 then value end",
                "case when value > timestamp '2000-01-01 10:00' then value end",
                "case when value < timestamptz '2000-01-01 10:00+02' then value end"));
        List<String> texts = List.of("value", "''", "'*'", "upper(value)");
        List<String> numbers = List.of(
                "0",
                "1",
                "-1",
                "2147483647",
                "-1073741823",
                "length(value) - 1",
                "strpos(value, 'x')",
                "greatest(length(value), 1)",
                "least(length(value), 10)",
                "greatest(least(strpos(value, '') - 3, 100), 0)");
        Set<String> functions = Set.of(
                "left",
                "right",
                "substr",
                "substring",
                "repeat",
                "strpos",
                "position",
                "starts_with",
                "replace",
                "translate",
                "split_part",
                "lpad",
                "rpad",
                "btrim",
                "ltrim",
                "rtrim",
                "overlay",
                "upper",
                "lower",
                "initcap",
                "reverse",
                "length",
                "char_length",
                "octet_length");
        for (String function : functions) {
            for (String first : texts) {
                all.add(function + "(" + first + ")");
                for (String second : concat(texts, numbers)) {
                    all.add(function + "(" + first + ", " + second + ")");
                    for (String third : concat(texts, numbers)) {
                        all.add(function + "(" + first + ", " + second + ", " + third + ")");
                    }
                }
            }
        }
        for (String place : numbers) {
            for (String length : numbers) {
                all.add("overlay(value, '**', " + place + ", " + length + ")");
            }
        }
        return all;
    }

    private static List<String> concat(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    @Test
    void what_is_taken_answers_for_every_value() throws IOException, SQLException {
        Set<String> taken = new HashSet<>();
        int run = 0;
        try (PostgresAnalyzer analyzer = new PostgresAnalyzer(1);
                EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = pg_catalog");
            for (String expression : expressions()) {
                if (analyzer.mask(expression) instanceof CustomMasks.Reading.Written(String written)) {
                    taken.add(expression);
                    run += everyType(statement, expression, written);
                }
            }
        }
        assertThat(taken).hasSizeGreaterThan(600).contains("left(value, length(value) - 1)");
        assertThat(run).isGreaterThan(2000);
    }

    private static int everyType(Statement statement, String expression, String written) throws SQLException {
        int run = 0;
        for (Map.Entry<ColumnType, List<String>> type : VALUES.entrySet()) {
            ColumnType of = type.getKey();
            if (answers(statement, CustomMasks.question(written, of))) {
                run++;
                String rows = String.join("), (", type.getValue());
                String sql = "select count(" + CustomMasks.expression(written, "c", of) + ") from (select cast(x.v as "
                        + of.sql() + ") as c from (values (" + rows + "), (null)) as x(v)) as t";
                assertThatCode(() -> statement.executeQuery(sql).close())
                        .as(expression + " over " + of.sql())
                        .doesNotThrowAnyException();
            }
        }
        return run;
    }

    private static boolean answers(Statement statement, String question) {
        try (ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getString(1) == null;
        } catch (SQLException misfit) {
            return false;
        }
    }
}
