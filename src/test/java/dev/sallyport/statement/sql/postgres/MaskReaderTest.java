package dev.sallyport.statement.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.MaskText.Wrong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions of masks: what is read is written with schemas, and what could fail for some value is refused. */
class MaskReaderTest {

    private static final PostgresAnalyzer ANALYZER = new PostgresAnalyzer(1);
    private static final PostgresMasks MASKS = new PostgresMasks(MaskKeys.known(), ANALYZER);

    @AfterAll
    static void close() {
        ANALYZER.close();
    }

    private static String written(String expression) {
        return switch (ANALYZER.mask(expression)) {
            case CustomMasks.Reading.Written(String sql) -> sql;
            case CustomMasks.Reading.Refused(Wrong wrong) -> throw new AssertionError(wrong.toString());
            case CustomMasks.Reading.GivenUp(String why) -> throw new AssertionError(why);
        };
    }

    @ParameterizedTest
    @CsvSource(delimiterString = ";;", quoteCharacter = '`', textBlock = """
            left(value, 1) || '***'             ;; (pg_catalog.left(masked.value, (1)) OPERATOR(pg_catalog.||) '***')
            "value"                             ;; masked.value
            pg_catalog.upper(VALUE)             ;; pg_catalog.upper(masked.value)
            repeat('*', length(value) - 1)      ;; pg_catalog.repeat('*', (pg_catalog.length(masked.value) OPERATOR(pg_catalog.-) (1)))
            case value when 'a' then 'b' end    ;; CASE WHEN (masked.value OPERATOR(pg_catalog.=) 'a') THEN 'b' END
            nullif(value, 'it''s')              ;; CASE WHEN (masked.value OPERATOR(pg_catalog.=) 'it''s') THEN NULL ELSE masked.value END
            value in (1, 2.5)                   ;; ((masked.value OPERATOR(pg_catalog.=) (1)) OR (masked.value OPERATOR(pg_catalog.=) (2.5)))
            value not in (-1)                   ;; ((masked.value OPERATOR(pg_catalog.<>) (-1)))
            value between 1 and 2               ;; ((masked.value OPERATOR(pg_catalog.>=) (1)) AND (masked.value OPERATOR(pg_catalog.<=) (2)))
            value like '%@%'                    ;; (masked.value OPERATOR(pg_catalog.~~) '%@%')
            value is not null and not true      ;; ((masked.value IS NOT NULL) AND (NOT true))
            substring(value from 2 for 3)       ;; pg_catalog.substring(masked.value, (2), (3))
            position('@' in value)              ;; pg_catalog.position(masked.value, '@')
            date '2000-01-31'                   ;; CAST('2000-01-31' AS pg_catalog.date)
            coalesce(value, 'x')                ;; COALESCE(masked.value, 'x')
            lpad(value, least(length(value), 9), '*') ;; pg_catalog.lpad(masked.value, LEAST(pg_catalog.length(masked.value), (9)), '*')
            substr(value, 1, greatest(length(value) - 4, 0)) ;; pg_catalog.substr(masked.value, (1), GREATEST((pg_catalog.length(masked.value) OPERATOR(pg_catalog.-) (4)), (0)))
            trim(both from value)               ;; pg_catalog.btrim(masked.value)
            """)
    void what_is_known_is_written_with_schemas(String expression, String sql) {
        assertThat(written(expression)).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = ";;", quoteCharacter = '`', textBlock = """
            left(name, 1)                       ;; 6  ;; a mask knows one name
            masked.value                        ;; 1  ;; a mask knows one name
            masked                              ;; 1  ;; a mask knows one name
            *                                   ;; 1  ;; a mask knows one name
            value || (select 'x')               ;; 10 ;; no subqueries
            exists (select 1)                   ;; 1  ;; no subqueries
            array(select 1)                     ;; 1  ;; no subqueries
            value in (select 'x')               ;; 7  ;; no subqueries
            value::int                          ;; 6  ;; only constants can be cast
            cast(value as text)                 ;; 1  ;; only constants can be cast
            current_setting('x')                ;; 1  ;; function current_setting is not known
            current_user                        ;; 1  ;; SQLValueFunction is not known
            now()                               ;; 1  ;; function now is not known
            random()                            ;; 1  ;; function random is not known
            nextval('s')                        ;; 1  ;; function nextval is not known
            pg_sleep(1)                         ;; 1  ;; function pg_sleep is not known
            public.left(value, 1)               ;; 1  ;; function public.left is not known
            md5(value)                          ;; 1  ;; function md5 is not known
            regexp_replace(value, 'a', 'b')     ;; 1  ;; these are: btrim, char_length
            1 / length(value)                   ;; 3  ;; operator / is not known
            value + 1                           ;; 7  ;; operator + can leave the range
            value * 2                           ;; 7  ;; operator * is not known
            length(value) + 2147483647          ;; 15 ;; operator + can leave the range
            length(value) + length(value) + length(value) ;; 31 ;; operator + can leave the range
            - length(value)                     ;; 1  ;; this operator needs two sides
            value ~ 'x'                         ;; 7  ;; operator ~ is not known
            value ilike 'x'                     ;; 7  ;; ILIKE is not known
            value like value                    ;; 7  ;; the pattern of LIKE is written in the policy
            value similar to 'x'                ;; 7  ;; not known
            value operator(public.=) 'x'        ;; 7  ;; built in
            value is distinct from 'x'          ;; 7  ;; not known
            value = any (array['x'])            ;; 7  ;; not known
            array['x']                          ;; 1  ;; A_ArrayExpr is not known
            row(value)                          ;; 1  ;; RowExpr is not known
            (value).x                           ;; 1  ;; A_Indirection is not known
            value collate "C"                   ;; 7  ;; CollateClause is not known
            substr(value, 1, -1)                ;; 18 ;; must be from 0
            substr(value, 1, length(value) - 1) ;; 32 ;; must be from 0
            substring(value from 'a.*')         ;; 22 ;; a whole number is needed
            split_part(value, '@', 0)           ;; 24 ;; must be from 1
            overlay(value placing 'x' from 0)   ;; 32 ;; must be from 1
            overlay(value, value, 1073741824)   ;; 23 ;; must be from 1 to 1073741823
            right(value, -1073741824)           ;; 14 ;; must be from -1073741823
            lpad(value, length(value))          ;; 13 ;; must be from 0 to 10000
            repeat(value, 2)                    ;; 8  ;; written in the policy
            repeat('**', length(value))         ;; 1  ;; repeat a single character
            repeat('**', 1000000)               ;; 1  ;; repeat a single character
            lpad(value, least(case when value = 'x' then 3 end, length(value))) ;; 13 ;; must be from 0 to 10000
            left(value)                         ;; 1  ;; does not take 1 arguments
            left(distinct value, 1)             ;; 1  ;; is not called so
            left(value, variadic 1)             ;; 1  ;; is not called so
            count(*)                            ;; 1  ;; function count is not known
            upper(value) over ()                ;; 1  ;; is not called so
            value as x                          ;; 1  ;; no single expression
            value, 'x'                          ;; 1  ;; no single expression
            value from people                   ;; 1  ;; no single expression
            distinct value                      ;; 1  ;; no single expression
            value union select 'x'              ;; 1  ;; no single expression
            value; select 1                     ;; 1  ;; no single expression
            value limit 1                       ;; 1  ;; no single expression
            value) from people, (select 1       ;; 6  ;; syntax error at or near ")"
            timestamp 'now'                     ;; 1  ;; a time is written in digits
            interval '1 day'                    ;; 1  ;; constants can be of type
            'x'::regclass                       ;; 4  ;; constants can be of type
            'x'::public.mood                    ;; 4  ;; constants can be of type
            value || $1                         ;; 10 ;; ParamRef is not known
            value -- x                          ;; 7  ;; no comments
            value /* x */                       ;; 7  ;; no comments
            'é' || name                         ;; 8  ;; a mask knows one name
            grouping(value)                     ;; 1  ;; GroupingFunc is not known
            B'1'                                ;; 1  ;; this kind of constant
            """)
    void what_could_fail_or_look_elsewhere_is_refused_at_its_place(String expression, int position, String why) {
        assertThat(MASKS.wrong(expression)).hasValueSatisfying(wrong -> {
            assertThat(wrong.message()).contains(why);
            assertThat(wrong.position()).isEqualTo(position);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a\\b'", "E'x\\n'", "value || '\u0000'"})
    void what_sessions_read_differently_is_refused(String expression) {
        assertThat(MASKS.wrong(expression)).isPresent();
    }

    @Test
    void what_would_grow_without_end_is_refused() {
        String nested = "value";
        for (int depth = 0; depth < 60; depth++) {
            nested = "nullif(" + nested + ",'')";
        }
        assertThat(MASKS.wrong(nested))
                .hasValueSatisfying(wrong -> assertThat(wrong.message()).contains("too large"));
        assertThat(MASKS.wrong("value" + " || 'x'".repeat(400)))
                .hasValueSatisfying(wrong -> assertThat(wrong.message()).contains("longer than 2000"));
        assertThat(MASKS.wrong("(".repeat(990) + "value" + ")".repeat(990))).isEmpty();
    }
}
