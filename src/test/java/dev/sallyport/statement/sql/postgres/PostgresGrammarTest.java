package dev.sallyport.statement.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sallyport.statement.sql.postgres.GrammarPool.Outcome;
import dev.sallyport.statement.sql.postgres.PostgresGrammar.ParseResult;
import dev.sallyport.statement.sql.postgres.PostgresGrammar.ScanResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresGrammarTest {

    private static final GrammarPool POOL = new GrammarPool(2, Duration.ofSeconds(20));

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void aStatementBecomesATreeWithBytePositions() {
        var tree = (ParseResult.Tree) parse("SELECT 'é', a FROM t");
        var select = tree.root().at("/stmts/0/stmt/SelectStmt");
        assertThat(select.at("/targetList/1/ResTarget/location").asInt()).isEqualTo(13);
        assertThat(select.at("/fromClause/0/RangeVar/relname").asString()).isEqualTo("t");
    }

    @Test
    void aSyntaxErrorTellsTheCharacterItIsAt() {
        assertThat(parse("SELECT 'é' FROM FROM"))
                .isEqualTo(new ParseResult.SyntaxError("syntax error at or near \"FROM\"", "scan.l", 17));
    }

    @Test
    void longjmpRunsManyTimesWithoutHarm() {
        for (int i = 0; i < 2000; i++) {
            assertThat(parse("SELECT FROM WHERE " + i)).isInstanceOf(ParseResult.SyntaxError.class);
            assertThat(parse("SELECT " + i)).isInstanceOf(ParseResult.Tree.class);
        }
    }

    @Test
    void theScannerTellsWhereTokensEnd() {
        var scanned = done(POOL.call(grammar -> grammar.scan(utf8("SELECT /* c */ \"x\"\"y\" -- end"))));
        assertThat(((ScanResult.Tokens) scanned).tokens())
                .extracting(Token::start, Token::end, Token::isComment)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, 6, false),
                        org.assertj.core.groups.Tuple.tuple(7, 14, true),
                        org.assertj.core.groups.Tuple.tuple(15, 21, false),
                        org.assertj.core.groups.Tuple.tuple(22, 28, true));
    }

    @Test
    void anUnterminatedStringIsAScanError() {
        var scanned = done(POOL.call(grammar -> grammar.scan(utf8("SELECT 'x"))));
        assertThat(scanned).isInstanceOf(ScanResult.ScanError.class);
    }

    @Test
    void tenThousandParenthesesAreAnErrorAndTheNextParseWorks() {
        assertThat(parse("SELECT " + "(".repeat(10_000) + "1" + ")".repeat(10_000)))
                .isInstanceOf(ParseResult.SyntaxError.class);
        assertThat(parse("SELECT 1")).isInstanceOf(ParseResult.Tree.class);
    }

    @Test
    void aTreeTooDeepForTheStackIsGivenUpAndTheNextParseWorks() {
        Outcome<ParseResult> outcome = POOL.call(grammar -> grammar.parse(utf8("SELECT 1" + "+1".repeat(200_000))));
        assertThat(outcome).isInstanceOf(Outcome.GivenUp.class);
        assertThat(parse("SELECT 1")).isInstanceOf(ParseResult.Tree.class);
    }

    @Test
    void aTreeOfAThousandLevelsIsRead() {
        assertThat(parse("SELECT 1" + "+1".repeat(1000))).isInstanceOf(ParseResult.Tree.class);
    }

    @Test
    void workThatTakesTooLongIsGivenUpAndItsGrammarReplaced() {
        try (GrammarPool pool = new GrammarPool(1, Duration.ofMillis(300))) {
            String longText = "SELECT a" + ",a".repeat(500_000);
            assertThat(pool.call(grammar -> grammar.parse(utf8(longText)))).isInstanceOf(Outcome.GivenUp.class);
            Outcome<ParseResult> next = pool.call(grammar -> grammar.parse(utf8("SELECT 1")));
            for (int i = 0; i < 50 && !(next instanceof Outcome.Done); i++) {
                next = pool.call(grammar -> grammar.parse(utf8("SELECT 1")));
            }
            assertThat(next).isInstanceOf(Outcome.Done.class);
        }
    }

    @Test
    void manyVirtualThreadsShareFewGrammars() throws Exception {
        POOL.warmUp(100, grammar -> grammar.parse(utf8("SELECT a FROM t WHERE b = 1")));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i + 1;
                answers.add(threads.submit(() -> ((ParseResult.Tree) parse("SELECT " + number))
                        .root()
                        .at("/stmts/0/stmt/SelectStmt/targetList/0/ResTarget/val/A_Const/ival/ival")
                        .asInt()));
            }
            int sum = 0;
            for (Future<Integer> answer : answers) {
                sum += answer.get();
            }
            assertThat(sum).isCloseTo(500 * 501 / 2, within(0));
        }
    }

    private static ParseResult parse(String sql) {
        return done(POOL.call(grammar -> grammar.parse(utf8(sql))));
    }

    private static <T> T done(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<T>) outcome).value();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
