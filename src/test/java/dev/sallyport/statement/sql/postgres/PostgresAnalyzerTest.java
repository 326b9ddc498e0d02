package dev.sallyport.statement.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationKind;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Analyzer.Result;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.FunctionUse.Category;
import dev.sallyport.statement.GovernedRelation;
import dev.sallyport.statement.Governing.ColumnExpression;
import dev.sallyport.statement.Names;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.WhereClause;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An analyzer of PostgreSQL")
class PostgresAnalyzerTest {

    private static final ColumnType TEXT = new ColumnType("text", ColumnType.Family.TEXT);
    private static final ColumnType INT = new ColumnType("integer", ColumnType.Family.INTEGER);
    private static final RelationName CUSTOMERS = new RelationName("public", "customers");
    private static final Catalog CATALOG = new Catalog(
            "shop",
            1,
            180000,
            List.of(
                    table("public", "customers", "id", "email", "region"),
                    table("public", "orders", "id", "customer_id", "total"),
                    table("hr", "salaries", "id", "amount")),
            List.of(new RelationName("public", "purge")),
            List.of("=="));
    private static final Names NAMES = new Names(CATALOG, new SearchPath(List.of("pg_catalog", "public")), Set.of());

    private static PostgresAnalyzer analyzer;

    private static Relation table(String schema, String name, String... columns) {
        List<Column> list = new java.util.ArrayList<>();
        for (String column : columns) {
            list.add(new Column(column, list.size() + 1, column.equals("email") ? TEXT : INT));
        }
        return new Relation(
                list.size(),
                new RelationName(schema, name),
                RelationKind.TABLE,
                list,
                Set.of(),
                Set.of(),
                Optional.empty(),
                false);
    }

    @BeforeAll
    static void start() {
        analyzer = new PostgresAnalyzer(1);
    }

    @AfterAll
    static void stop() {
        analyzer.close();
    }

    private static List<Analysis> analyze(String text) {
        Result result = analyzer.analyze(text, NAMES);
        assertThat(result).as(text).isInstanceOf(Result.Statements.class);
        return ((Result.Statements) result).statements();
    }

    private static Analysis one(String text) {
        List<Analysis> analyses = analyze(text);
        assertThat(analyses).hasSize(1);
        assertThat(analyses.getFirst().unknown()).as(text).isEmpty();
        return analyses.getFirst();
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvFileSource(resources = "effects.psv", delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 100_000)
    @DisplayName("tells every effect of")
    void effects(String text, String effects) {
        Set<Effect> expected = Arrays.stream(effects.strip().split("\\s+"))
                .map(label -> Effect.of(label).orElseThrow())
                .collect(Collectors.toSet());
        assertThat(one(text).effects()).as(text).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            delete from orders                              | ABSENT
            delete from orders where true                   | ALWAYS_TRUE
            delete from orders where 1 = 1                  | ALWAYS_TRUE
            delete from orders where id = id                | ALWAYS_TRUE
            delete from orders where id = 5 or 'a' = 'a'    | ALWAYS_TRUE
            delete from orders where not false              | ALWAYS_TRUE
            update orders set total = 0                     | ABSENT
            update orders set total = 0 where id = 3        | PRESENT
            with x as (delete from orders) select 1         | ABSENT
            explain analyze delete from orders              | ABSENT
            prepare p as delete from orders where (2 > 1)   | ALWAYS_TRUE
            select 1                                        | NOT_APPLICABLE
            """)
    @DisplayName("tells how far a write is restricted")
    void where(String text, WhereClause expected) {
        assertThat(one(text).where()).isEqualTo(expected);
    }

    private static Set<String> relations(String text) {
        return one(text).relations().stream()
                .map(use -> use.role() + " " + use.name())
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("resolves names as the database does")
    void resolves() {
        assertThat(relations("select * from customers")).containsExactly("SOURCE public.customers");
        assertThat(relations("with customers as (select 1) select * from customers"))
                .isEmpty();
        assertThat(relations("with customers as (select * from customers) select * from customers"))
                .containsExactly("SOURCE public.customers");
        assertThat(relations("select * from (with customers as (select 1) select * from customers) x, customers"))
                .containsExactly("SOURCE public.customers");
        assertThat(relations("select (select amount from hr.salaries limit 1)")).containsExactly("SOURCE hr.salaries");
        assertThat(relations("select * from \"Customers\"")).containsExactly("SOURCE public.Customers");
        assertThat(relations("insert into orders select * from customers"))
                .containsExactlyInAnyOrder("TARGET public.orders", "SOURCE public.customers");
        assertThat(one("select * from nowhere").relations().getFirst().standing())
                .isEqualTo(RelationUse.Standing.UNRESOLVED);
        assertThat(one("select * from pg_stats").relations().getFirst().standing())
                .isEqualTo(RelationUse.Standing.SYSTEM_DISCLOSING);
        assertThat(one("select * from pg_class").relations().getFirst().standing())
                .isEqualTo(RelationUse.Standing.SYSTEM);
    }

    @Test
    @DisplayName("attributes columns, and reports the row where it is read whole")
    void columns() {
        RelationUse plain = one("select email from customers c where c.region = 1")
                .relations()
                .getFirst();
        assertThat(plain.columnsRead()).containsExactlyInAnyOrder("email", "region");
        assertThat(plain.wholeRow()).isFalse();
        assertThat(one("select c from customers c").relations().getFirst().wholeRow())
                .isTrue();
        RelationUse update = one("update customers set region = 2 where email = 'x' returning id")
                .relations()
                .getFirst();
        assertThat(update.columnsWritten()).containsExactly("region");
        assertThat(update.columnsRead()).containsExactlyInAnyOrder("email", "id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select email from customers where id = 1 and region in ('a', 'b')",
                "select * from customers c join orders o on o.customer_id = c.id where c.id between 1 and $1",
                "select count(*), max(email) from customers where email is not null group by region having count(*) > 1",
                "select id from customers where exists (select from orders where customer_id = customers.id)",
                "select coalesce(email, region), case when id = 1 then 'x' end from customers order by id limit 10",
                "select id from customers where created >= date '2026-01-01' or id = any(array[1, 2])",
                "update customers set email = 'x' where id = 1",
                "select row_number() over (order by id rows 1 preceding) from customers"
            })
    @DisplayName("knows statements that cannot fail for some values and not for others")
    void leakproof(String text) {
        assertThat(one(text).leakproof()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 / id from customers",
                "select id from customers where email::int = 1",
                "select id from customers where cast(email as int) = 1",
                "select id from customers where email like 'a%'",
                "select id from customers where email ~ 'a'",
                "select id from customers where upper(email) = 'A'",
                "select id from customers where (select 1 from orders where customer_id = customers.id) = 1",
                "select id from customers where (id, email) = (select 1, 'x' from orders)",
                "select id from customers where exists (select 1 limit id)",
                "select id from customers where exists (select 1 offset customers.id)",
                "select id from customers where exists (select count(*) over (rows customers.id preceding))",
                "select id from customers where exists (with recursive r as (select 1 union all select 1 from r) table r)",
                "select id from customers where email is json",
                "select id from customers, lateral generate_series(1, id)",
                "select id from customers, xmltable('/x' passing (email::xml) columns a int)",
                "select id from customers, json_table(email, '$' columns (a int path '$.a' error on error))",
                "select id from customers where -id = 1",
                "select id from customers c where c < row(2, 'x', 'y')",
                "select id from customers where (array[true])[id]",
                "select id from customers where id < '9'::oid",
                "select id from customers where id < '9'::float8",
                "prepare q(oid) as select id from customers where id < $1",
                "select id from customers where id + 1 = 2",
                "select id from customers where (email || 'x') = 'ax'",
                "delete from customers where 1 / id = 1"
            })
    @DisplayName("knows statements that can")
    void leaky(String text) {
        assertThat(one(text).leakproof()).isFalse();
    }

    @Test
    @DisplayName("keeps no literal in the normalised text")
    void normalises() {
        assertThat(one("select 1, 'secret' /* secret */ from customers -- secret")
                        .normalised())
                .doesNotContain("secret");
        assertThat(one("create role x password 'secret'").normalised()).doesNotContain("secret");
        assertThat(one("do $x$ begin perform 'secret'; end $x$").normalised()).doesNotContain("secret");
        assertThat(one("select 1").fingerprint()).isEqualTo(one("select  2").fingerprint());
    }

    private static String governed(String text) {
        List<ColumnExpression> columns =
                List.of(new ColumnExpression("id", "\"id\"", false), new ColumnExpression("email", "'***'", false));
        return new PostgresGoverning()
                .govern(
                        text,
                        analyze(text),
                        Map.of(CUSTOMERS, new GovernedRelation(columns, Optional.empty(), Optional.empty(), false)),
                        Map.of(),
                        List.of())
                .text();
    }

    private static final String SUBQUERY =
            "(SELECT \"id\" AS \"id\", '***' AS \"email\" FROM \"public\".\"customers\" AS governed)";

    @Test
    @DisplayName("replaces governed relations in place, and nothing else")
    void governs() {
        assertThat(governed("select email from customers"))
                .isEqualTo("select email from " + SUBQUERY + " AS \"customers\"");
        assertThat(governed("select c.email /* é */ from public.customers c, orders"))
                .isEqualTo("select c.email /* é */ from " + SUBQUERY + " c, orders");
        assertThat(governed("table customers order by 1"))
                .isEqualTo("SELECT * FROM " + SUBQUERY + " AS \"customers\" order by 1");
        assertThat(governed("select 1 from only customers"))
                .isEqualTo("select 1 from " + SUBQUERY.replace("FROM \"pub", "FROM ONLY \"pub") + " AS \"customers\"");
        assertThat(governed("select public.customers.email from customers"))
                .isEqualTo("select \"customers\".email from " + SUBQUERY + " AS \"customers\"");
        assertThat(governed("with c as (select * from customers) insert into orders select id from c"))
                .contains("with c as (select * from " + SUBQUERY);
        assertThat(governed("copy (select email from customers) to stdout")).contains(SUBQUERY);
        assertThat(governed("copy public.customers to stdout (format csv)"))
                .isEqualTo("copy (SELECT \"id\", \"email\" FROM " + SUBQUERY.replace("FROM \"pub", "FROM ONLY \"pub")
                        + " AS \"customers\") to stdout (format csv)");
        assertThat(governed("copy customers (email /* x */, id) to stdout"))
                .isEqualTo("copy (SELECT email /* x */, id FROM " + SUBQUERY.replace("FROM \"pub", "FROM ONLY \"pub")
                        + " AS \"customers\") to stdout");
        assertThat(governed("declare x cursor for select * from customers as k"))
                .contains(SUBQUERY + " as k");
    }

    @Test
    @DisplayName("lets plans be shared only where no literal was looked at")
    void literals() {
        assertThat(one("update orders set total = 5 where id = 3").literalIndependent())
                .isTrue();
        assertThat(one("delete from orders where 1 = 1").literalIndependent()).isFalse();
        assertThat(one("select set_config('search_path', 'hr', false)").literalIndependent())
                .isFalse();
        assertThat(one("set search_path = 'hr'").literalIndependent()).isFalse();
        assertThat(one("execute x(1)").literalIndependent()).isFalse();
    }

    @Test
    @DisplayName("survives every mutation: an answer, an effect, no exception")
    void fuzz() {
        String[] seeds = {
            "select c.email, count(*) over (partition by region) from customers c left join orders using (id) where a = 1",
            "with recursive t(n) as (values (1) union all select n + 1 from t) insert into orders select n from t",
            "update customers set email = 'x' from orders o where o.id = customers.id returning customers.*",
            "merge into orders o using customers c on o.id = c.id when matched then delete when not matched then do nothing",
            "copy (select * from customers) to stdout with (format csv)",
            "explain (analyze, verbose) delete from orders where id in (select id from customers)",
            "alter table customers add column x int default 5 check (x > 0), drop column email",
            "grant select (id) on customers to public"
        };
        Random random = new Random(20_261_124);
        long end = System.nanoTime() + 8_000_000_000L;
        while (System.nanoTime() < end) {
            String text = mutated(seeds[random.nextInt(seeds.length)], seeds[random.nextInt(seeds.length)], random);
            if (analyzer.analyze(text, NAMES) instanceof Result.Statements(List<Analysis> statements)) {
                assertThat(statements)
                        .allSatisfy(analysis -> assertThat(analysis.effects()).isNotEmpty());
            }
        }
    }

    private static String mutated(String text, String other, Random random) {
        List<String> words = new java.util.ArrayList<>(List.of(text.split("(?<=\\W)|(?=\\W)")));
        String[] more = other.split("(?<=\\W)|(?=\\W)");
        for (int round = 0; round <= random.nextInt(4); round++) {
            int at = random.nextInt(words.size());
            switch (random.nextInt(4)) {
                case 0 -> words.set(at, more[random.nextInt(more.length)]);
                case 1 -> words.add(at, more[random.nextInt(more.length)]);
                case 2 -> words.add(at, String.valueOf((char) random.nextInt(1, 300)));
                default -> {
                    if (words.size() > 1) {
                        words.remove(at);
                    }
                }
            }
        }
        return String.join("", words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set role hr",
                "select set_config('role', 'hr', false)",
                "select set_config('ROLE', 'hr', true)",
                "select pg_catalog.set_config('session_authorization', 'hr', true)",
                "select set_config('ro' || 'le', 'hr', false)",
                "select set_config($1, $2, true)",
                "update pg_settings set setting = 'hr' where name = 'role'",
                "with w as (update pg_catalog.pg_settings set setting = 'hr' where name = 'role' returning 1) select 1"
            })
    @DisplayName("Changing who the user is takes the effect admin, by whatever means")
    void changesUser(String sql) {
        assertThat(one(sql).effects()).contains(Effect.ADMIN);
    }

    /** A database of a server of some version, in which users have taken words of newer ones. */
    private static Analysis at(int version, String text) {
        Catalog catalog = new Catalog(
                "shop",
                1,
                version * 10_000,
                List.of(
                        table("public", "customers", "id", "email", "region"),
                        table("public", "system_user", "id", "system_user"),
                        table("public", "pg_stat_io", "id")),
                List.of(new RelationName("public", "json_value"), new RelationName("public", "json_object")),
                List.of());
        Names names = new Names(catalog, new SearchPath(List.of("pg_catalog", "public")), Set.of());
        return ((Result.Statements) analyzer.analyze(text, names)).statements().getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from system_user",
                "select system_user from \"system_user\"",
                "update customers set email = system_user from \"system_user\" s",
                "select count(*) over (order by system_user) from \"system_user\""
            })
    @DisplayName("does not take system_user for a function where it is a name")
    void systemUser(String text) {
        assertThat(at(15, text).unknown())
                .hasValueSatisfying(why -> assertThat(why).startsWith("system_user is a name"));
        assertThat(at(16, text).unknown()).isEmpty();
        assertThat(at(15, "select \"system_user\" from \"system_user\"")
                        .relations()
                        .getFirst()
                        .columnsRead())
                .containsExactly("system_user");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select json_value(email, region) from customers  | 16 | json_value
            select json_object('{a, b}')                     | 15 | json_object
            select json_object()                             | 15 | json_object
            select * from json_value('a', 'b')               | 16 | json_value
            update customers set id = 1 returning json_value(email, region) | 16 | json_value
            """)
    @DisplayName("takes newer syntax for calls of what users made, where the server does")
    void newerSyntax(String text, int lastThatCalls, String function) {
        assertThat(at(lastThatCalls, text).functions())
                .anyMatch(use -> use.name().equals(function) && use.category() == Category.USER_DEFINED);
        assertThat(at(lastThatCalls + 1, text).functions()).noneMatch(use -> use.category() == Category.USER_DEFINED);
    }

    @Test
    @DisplayName("knows which functions of newer servers are not there")
    void newerFunctions() {
        assertThat(at(16, "select json_scalar(1)").functions())
                .extracting(FunctionUse::category)
                .containsExactly(Category.UNKNOWN);
        assertThat(at(17, "select json_scalar(1)").functions()).isEmpty();
    }

    @Test
    @DisplayName("takes a relation of newer servers for a user's on an older one")
    void newerRelations() {
        String text = "select * from pg_stat_io";
        assertThat(at(15, text).relations().getFirst().name()).isEqualTo(new RelationName("public", "pg_stat_io"));
        assertThat(at(16, text).relations().getFirst().name()).isEqualTo(new RelationName("pg_catalog", "pg_stat_io"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select region, count(*) from customers group by rollup (region) order by 1",
                "select region, count(*) from customers group by id, grouping sets ((region), ()) order by 1"
            })
    @DisplayName("keeps conditions apart that older servers confuse under grouping sets")
    void groupingSets(String text) {
        assertThat(at(17, text).leakproof()).isFalse();
        assertThat(at(18, text).leakproof()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select * from pg_stat_activity                              | SYSTEM_PARTLY
            select a.pid from pg_catalog.pg_stat_activity a             | SYSTEM_PARTLY
            table pg_locks                                              | SYSTEM_PARTLY
            explain select * from pg_locks                              | SYSTEM_PARTLY
            declare k cursor for select * from pg_subscription          | SYSTEM_PARTLY
            explain analyze select * from pg_locks                      | SYSTEM_DISCLOSING
            create view v as select * from pg_stat_activity             | SYSTEM_DISCLOSING
            copy pg_subscription to stdout                              | SYSTEM_DISCLOSING
            select * from pg_subscription for update                    | SYSTEM_DISCLOSING
            select tableoid from pg_db_role_setting                     | SYSTEM_DISCLOSING
            select * from pg_subscription tablesample system (100)      | SYSTEM_DISCLOSING
            update pg_subscription set subname = 'x'                    | SYSTEM_DISCLOSING
            """)
    @DisplayName("tells where a system relation can be shown in part")
    void partly(String text, RelationUse.Standing standing) {
        assertThat(one(text).relations())
                .filteredOn(use -> use.name().schema().equals("pg_catalog"))
                .extracting(RelationUse::standing)
                .containsExactly(standing);
    }
}
