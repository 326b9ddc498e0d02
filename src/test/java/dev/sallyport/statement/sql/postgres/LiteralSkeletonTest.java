package dev.sallyport.statement.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A literal skeleton")
class LiteralSkeletonTest {

    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select 1                              | select 2222
            select * from t where a = 'x'         | select * from t where a = 'it''s ; -- no'
            update t set a = a + 1 where b = -5   | update t set a = a + 77.25 where b = -6
            select "A1" from t1 where c2 = $1+3   | select "A1" from t1 where c2 = $1+4
            select 1 /* x */                      | select 2 /*k='v',l='%2F'*/
            select '/* x */' /**/;                | select '*/' /* 'y */;
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
                "select 1 /* x */ + 1",
                "select 1 /* x */ 'a'",
                "select 1 /* x /* y */ */",
                "select 1 /* x /*/",
                "select 1 /*/",
                "select 1 /* x */ /* y */",
                "select 1 /* x",
                "/* x */ select 1",
                "select $$ /* x */",
                "select 'a /* x */",
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
                "select \udc01"
            })
    @DisplayName("is the text itself where the end of a literal is not certain")
    void givesUp(String text) {
        assertThat(LiteralSkeleton.of(text)).isEqualTo(text);
    }

    @Test
    @DisplayName("with literals taken out is no text that a client can send")
    void noText() {
        for (String text : List.of("select 1", "select 'a'", "update t set a = 1 where b = 'x' /* c */")) {
            String skeleton = LiteralSkeleton.of(text);
            assertThat(new String(skeleton.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isNotEqualTo(skeleton);
        }
        for (int one = 1; one < 0x20; one++) {
            String unparsable = "select " + (char) one;
            assertThat(LiteralSkeleton.of(unparsable))
                    .isNotEqualTo(LiteralSkeleton.of("select 1"))
                    .isNotEqualTo(LiteralSkeleton.of("select 'a'"));
        }
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select a from t /*traceparent='00-1'*/  | `select a from t `
            select 'a' from t /* x */ ;             | `select 'a' from t  ;`
            select 1/**/                            | select 1
            select 1 */**/                          | `select 1 *`
            select a from t                         | select a from t
            select a /* x */ from t                 | select a /* x */ from t
            select a -- /* x */                     | select a -- /* x */
            select E'a' /* x */                     | select E'a' /* x */
            select $$a /* x */                      | select $$a /* x */
            select 1 /* a /* b */ */                | select 1 /* a /* b */ */
            """)
    @DisplayName("goes without a comment at the end, where that is certain to be one")
    void comment(String text, String without) {
        assertThat(LiteralSkeleton.withoutComment(text)).isEqualTo(without);
    }

    /** Everything that begins, ends, or looks like a literal. */
    private static final List<String> PIECES = List.of(
            "select",
            "a",
            "b1",
            "_2",
            "\"q'1\"",
            "\"\"\"\"",
            "1",
            "12.5",
            "007",
            "'x'",
            "''",
            "'it''s'",
            "' 1 -- '",
            "'/*'",
            "/* x */",
            "/*k='v'*/",
            "*/",
            "$1",
            "$$",
            "$t$",
            "e",
            "E",
            "U&",
            "u&",
            "x",
            "b",
            "n",
            "N",
            "'",
            "\"",
            "--",
            "/*",
            "*/",
            "-",
            "/",
            "*",
            "+",
            "@",
            ".",
            "..",
            "::",
            ":",
            "(",
            ")",
            "[1:2]",
            ",",
            ";",
            "=",
            "<",
            "\n",
            "\t",
            " ",
            "é",
            "0x1F",
            "1_000",
            "1e",
            "\u00a0");

    @Test
    @DisplayName("is shared by texts only that PostgreSQL's scanner splits at the same places")
    void sharedByLikeTokens() {
        Random random = new Random(20_261_124);
        int compared = 0;
        try (GrammarPool pool = new GrammarPool(1, Duration.ofSeconds(20))) {
            for (int round = 0; round < ROUNDS; round++) {
                String text = anything(random);
                String skeleton = LiteralSkeleton.of(text);
                String like = filled(skeleton, random);
                if (!skeleton.equals(text) && LiteralSkeleton.of(like).equals(skeleton)) {
                    assertThat(tokens(pool, like)).as(like).isEqualTo(tokens(pool, text));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(ROUNDS / 20);
    }

    private static String anything(Random random) {
        StringBuilder text = new StringBuilder();
        for (int piece = random.nextInt(1, 9); piece > 0; piece--) {
            text.append(PIECES.get(random.nextInt(PIECES.size()))).append(random.nextBoolean() ? " " : "");
        }
        return text.toString();
    }

    private static String filled(String skeleton, Random random) {
        StringBuilder text = new StringBuilder();
        for (char c : skeleton.toCharArray()) {
            switch (c) {
                case '\udc01' -> text.append(random.nextInt(10)).append(random.nextBoolean() ? ".25" : "");
                case '\udc02' ->
                    text.append(List.of("''", "'y'", "'--'", "'/*'", "';'").get(random.nextInt(5)));
                default -> text.append(c);
            }
        }
        return text.toString();
    }

    /** The scanner's tokens but for comments, with one word for all numbers and one for all strings; empty when it refuses the text. */
    private static List<String> tokens(GrammarPool pool, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        GrammarPool.Outcome<PostgresGrammar.ScanResult> scanned = pool.call(grammar -> grammar.scan(utf8));
        assertThat(scanned).isInstanceOf(GrammarPool.Outcome.Done.class);
        return switch (((GrammarPool.Outcome.Done<PostgresGrammar.ScanResult>) scanned).value()) {
            case PostgresGrammar.ScanResult.Tokens(var tokens) ->
                tokens.stream()
                        .map(token -> kind(utf8, token))
                        .filter(kind -> !kind.startsWith("/*"))
                        .toList();
            case PostgresGrammar.ScanResult.ScanError _ -> List.of();
        };
    }

    private static String kind(byte[] utf8, Token token) {
        String written = new String(utf8, token.start(), token.end() - token.start(), StandardCharsets.UTF_8);
        return switch (written.charAt(0)) {
            case '\'' -> "string";
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> "number";
            default -> written;
        };
    }
}
