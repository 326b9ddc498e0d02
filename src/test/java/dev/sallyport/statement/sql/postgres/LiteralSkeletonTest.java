package dev.sallyport.statement.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A literal skeleton")
class LiteralSkeletonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select 1                              | select 2222
            select * from t where a = 'x'         | select * from t where a = 'it''s ; -- no'
            update t set a = a + 1 where b = -5   | update t set a = a + 77.25 where b = -6
            select "A1" from t1 where c2 = $1+3   | select "A1" from t1 where c2 = $1+4
            """)
    @DisplayName("is shared by texts that differ in literals")
    void shared(String one, String other) {
        assertThat(LiteralSkeleton.of(one)).isEqualTo(LiteralSkeleton.of(other)).isNotEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select E'a' , 1",
                "select 'a\\' , 1",
                "select 1 -- x",
                "select 1 /* x */",
                "select $$a$$, 1",
                "select $x$a$x$, 1",
                "select U&'a', 1",
                "select U&\"a\", 1",
                "select 'a'\n'b'",
                "select 1e5",
                "select 0x1f",
                "select 1_000",
                "select .5",
                "select 1.",
                "select 12abc",
                "select 'open",
                "select \"open",
                "select b'01'",
                "select \u0001"
            })
    @DisplayName("is the text itself where the end of a literal is not certain")
    void givesUp(String text) {
        assertThat(LiteralSkeleton.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select 1 from a       | select 1 from b
            select a1             | select a2
            select 'a' from t     | select 1 from t
            select $1             | select $2
            select "a" from t     | select "b" from t
            """)
    @DisplayName("keeps everything else apart")
    void apart(String one, String other) {
        assertThat(LiteralSkeleton.of(one)).isNotEqualTo(LiteralSkeleton.of(other));
    }
}
