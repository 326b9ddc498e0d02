package dev.sallyport.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.selftest.Entry.Compare;
import dev.sallyport.selftest.Entry.Expect;
import dev.sallyport.selftest.Entry.Kind;
import dev.sallyport.selftest.Entry.Leaks;
import dev.sallyport.selftest.Entry.Step;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The corpus reader")
class CorpusReaderTest {

    @Test
    @DisplayName("reads entries of several steps, their attributes and their data")
    void steps() {
        List<Entry> entries = CorpusReader.read("x.sql", """
                # about it
                -- default kind: attack
                -- name: copy in
                -- leaks: change
                -- transaction: no
                -- since: 15
                -- until: 17
                -- open: not yet
                copy t
                  from stdin -- all
                -- input
                1	a
                ;
                select 1; select 2

                """);
        assertThat(entries).hasSize(1);
        Entry entry = entries.getFirst();
        assertThat(entry.steps())
                .containsExactly(new Step("copy t\n  from stdin -- all", "1\ta\n"), new Step("select 1; select 2", ""));
        assertThat(entry.kind()).isEqualTo(Kind.ATTACK);
        assertThat(entry.leaks()).isEqualTo(Leaks.CHANGE);
        assertThat(entry.compare()).isEqualTo(Compare.MASKED);
        assertThat(entry.transaction()).isFalse();
        assertThat(entry.varies()).isFalse();
        assertThat(entry.expect()).isEqualTo(Expect.ANY);
        assertThat(List.of(14, 15, 17, 18)).filteredOn(entry::isFor).containsExactly(15, 17);
        assertThat(entry.open()).contains("not yet");
        assertThat(entry).hasToString("copy in (x.sql:3)");
    }

    @Test
    @DisplayName("reads groups of one line each")
    void each() {
        List<Entry> entries = CorpusReader.read("x.sql", """
                -- each: numbers
                -- kind: innocent
                -- compare: same
                -- expect: error
                select 1

                prepare p as select 2 ;; execute p
                """);
        assertThat(entries)
                .extracting(Entry::toString)
                .containsExactly(
                        "numbers: select 1 (x.sql:5)", "numbers: prepare p as select 2 ;; execute p (x.sql:7)");
        assertThat(entries.getLast().steps())
                .extracting(Step::sql)
                .containsExactly("prepare p as select 2", "execute p");
        assertThat(entries.getLast().compare()).isEqualTo(Compare.SAME);
        assertThat(entries.getLast().expect()).isEqualTo(Expect.ERROR);
        assertThat(List.of(13, 18, 99)).allMatch(entries.getLast()::isFor);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            select 1                                         @ x.sql:1: a statement without "-- name:"
            -- name: a                                       @ x.sql:1: entry "a" has no statement
            -- name:                                         @ x.sql:1: an entry needs a name
            -- name: a%select 1                              @ x.sql:1: "a" needs a kind
            -- name: a%-- kid: attack%select 1               @ x.sql:2: no attribute is called "kid"
            -- name: a%-- kind: bad%select 1                 @ x.sql:1: kind is one of attack, innocent, not "bad"
            -- name: a%-- kind: attack%-- varies: so%select 1 @ x.sql:1: varies is yes or no, not "so"
            -- name: a%-- kind: attack%-- since: new%select 1 @ x.sql:1: since is a major version
            -- name: a%-- kind: attack%-- until: 17.2%select 1 @ x.sql:1: until is a major version
            -- name: a%-- kind: attack%-- since: 15%-- until: 14%select 1 @ x.sql:1: until 14 is before since 15
            -- name: a%-- kind: attack%-- expect: luck%select 1 @ x.sql:1: expect is one of any, refused, error, not "luck"
            -- name: a%-- kind:%select 1                     @ x.sql:2: attribute "kind" needs a value
            -- name: a%-- kind: attack%select 1%;            @ x.sql:4: a step without a statement
            -- default kind: attack%-- name: a%x%-- name: a%y @ x.sql:4: "a" is there already, at x.sql:2
            """)
    @DisplayName("names file, line and mistake")
    void mistakes(String text, String message) {
        assertThatThrownBy(() -> CorpusReader.read("x.sql", text.replace('%', '\n')))
                .isInstanceOf(CorpusProblem.class)
                .hasMessageStartingWith(message);
    }

    @Test
    @DisplayName("reads what comes with the program")
    void all() {
        List<Entry> entries = Corpus.entries();
        assertThat(entries).filteredOn(entry -> entry.kind() == Kind.ATTACK).hasSizeGreaterThan(450);
        assertThat(entries).filteredOn(entry -> entry.kind() == Kind.INNOCENT).hasSizeGreaterThan(300);
    }
}
