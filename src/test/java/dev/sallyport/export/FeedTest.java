package dev.sallyport.export;

import static dev.sallyport.export.Records.denial;
import static dev.sallyport.export.Records.intent;
import static dev.sallyport.export.Records.micros;
import static dev.sallyport.export.Records.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.log.WrittenLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What there is to export")
class FeedTest {

    @TempDir
    private Path folder = Path.of(".");

    private WrittenLog log = new WrittenLog(folder);

    @BeforeEach
    void place() {
        log = new WrittenLog(folder.resolve("log"));
    }

    private Feed feed(Bookmark from) throws IOException {
        return new Feed(log.folder(), from);
    }

    /** As {@code 3} for a record, {@code 3>5} for one with its outcome. */
    private static List<String> shown(List<Occurrence> found) {
        return found.stream()
                .map(one -> one.entry().index()
                        + one.ending().map(ending -> ">" + ending.index()).orElse(""))
                .toList();
    }

    @Test
    @DisplayName("comes when it is complete: a denial at once, a statement with its outcome")
    void order() throws IOException {
        log.add(List.of(intent("a", 0), intent("b", 1), denial("c", 2), outcome("b", 3)));
        Feed feed = feed(Bookmark.at(0));
        assertThat(shown(feed.next(10, micros(4)))).containsExactly("2", "1>3");
        assertThat(feed.bookmark()).isEqualTo(Bookmark.at(4, List.of(0L)));
        assertThat(feed.bookmark().reached()).isZero();
        log.add(List.of(outcome("a", 5)));
        assertThat(shown(feed.next(10, micros(5)))).containsExactly("0>4");
        assertThat(feed.bookmark()).isEqualTo(Bookmark.at(5));
        assertThat(feed.next(10, micros(5))).isEmpty();
    }

    @Test
    @DisplayName(
            "goes without an outcome after a minute of the log's time, or of the clock's when there is nothing newer")
    void waiting() throws IOException {
        log.add(List.of(intent("a", 0), denial("b", 60)));
        Feed feed = feed(Bookmark.at(0));
        assertThat(shown(feed.next(10, micros(60)))).containsExactly("1");
        log.add(List.of(denial("c", 61)));
        assertThat(shown(feed.next(10, micros(61)))).containsExactly("2", "0");
        log.add(List.of(outcome("a", 62), intent("d", 63)));
        assertThat(shown(feed.next(10, micros(64)))).containsExactly("3");
        assertThat(feed.next(10, micros(123))).isEmpty();
        assertThat(shown(feed.next(10, micros(124)))).containsExactly("4");
    }

    @Test
    @DisplayName("is not late by the clock while there is more to read")
    void history() throws IOException {
        log.add(List.of(intent("a", 0), denial("b", 1), outcome("a", 2)));
        assertThat(shown(feed(Bookmark.at(0)).next(10, micros(1_000_000)))).containsExactly("1", "0>2");
    }

    @Test
    @DisplayName("lets no more than ten thousand entries pass a statement")
    void bounded() throws IOException {
        log.add(Stream.concat(
                        Stream.of(intent("a", 0)),
                        IntStream.range(0, 10_001).mapToObj(number -> denial("d" + number, 0)))
                .toList());
        List<String> found = shown(feed(Bookmark.at(0)).next(20_000, micros(1)));
        assertThat(found.indexOf("0")).isEqualTo(10_000);
    }

    @Test
    @DisplayName("goes on from any bookmark with what was not taken yet, and nothing else, in every history")
    void resumed() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 40; round++) {
            log = new WrittenLog(folder.resolve("log-" + round));
            List<String> records = history(random);
            log.add(records.subList(0, records.size() / 2));
            Path file = folder.resolve("bookmark-" + round);
            List<String> found = new ArrayList<>();
            boolean whole = false;
            for (int idle = 0; idle < 2; ) {
                Feed feed = feed(Bookmark.read(file).orElse(Bookmark.at(0)));
                List<String> more = shown(feed.next(1 + random.nextInt(50), micros(0)));
                found.addAll(more);
                feed.bookmark().write(file);
                if (more.isEmpty()) {
                    idle++;
                    if (!whole) {
                        log.add(records.subList(records.size() / 2, records.size()));
                        whole = true;
                        idle = 0;
                    }
                }
            }
            Feed rest = feed(Bookmark.read(file).orElseThrow());
            assertThat(rest.next(10, micros(0))).isEmpty();
            found.addAll(shown(rest.rest()));
            List<Long> indexes = found.stream()
                    .flatMap(one -> Stream.of(one.split(">")))
                    .map(Long::valueOf)
                    .sorted()
                    .toList();
            assertThat(indexes)
                    .isEqualTo(IntStream.range(0, records.size())
                            .mapToObj(Long::valueOf)
                            .toList());
        }
    }

    private static List<String> history(Random random) {
        List<String> records = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (int number = 0; number < 700; number++) {
            if (!open.isEmpty() && random.nextInt(3) == 0) {
                records.add(outcome(open.remove(random.nextInt(open.size())), 0));
            } else if (random.nextInt(4) == 0) {
                records.add(denial("d" + number, 0));
            } else {
                open.add("i" + number);
                records.add(intent("i" + number, 0));
            }
        }
        return records;
    }

    @Test
    @DisplayName("is not made up when the log is shorter than the bookmark, or the bookmark is damaged")
    void wrong() throws IOException {
        log.add(List.of(denial("a", 0)));
        assertThatThrownBy(() -> feed(Bookmark.at(2)).next(1, 0)).hasMessageContaining("a backup was put back");
        Path file = Files.writeString(folder.resolve("bookmark"), "{\"next\":");
        assertThatThrownBy(() -> Bookmark.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    @DisplayName("is what a selection takes")
    void selection() {
        Occurrence masked = Records.ended(Records.MASKED, Records.OUTCOME);
        Occurrence late = Records.alone(Records.OUTCOME);
        Occurrence denied = Records.alone(Records.DENIED);
        assertThat(Selection.ALL.takes(late)).isTrue();
        Selection denials = new Selection(Set.of(), Set.of("deny"));
        assertThat(denials.takes(denied)).isTrue();
        assertThat(denials.takes(masked)).isFalse();
        assertThat(denials.takes(late)).isFalse();
        Selection statements = new Selection(Set.of(Kind.STATEMENT), Set.of("mask"));
        assertThat(statements.takes(masked)).isTrue();
        assertThat(statements.takes(late)).isTrue();
        assertThat(statements.takes(denied)).isFalse();
    }
}
