package dev.sallyport.audit.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.log.WrittenLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The index of the log")
class LogIndexTest {

    private static final Instant BEGIN = Instant.parse("2026-11-24T23:59:50Z");

    @TempDir
    private Path folder = Path.of(".");

    private WrittenLog log = new WrittenLog(folder);
    private Path index = folder;

    @BeforeEach
    void places() {
        log = new WrittenLog(folder.resolve("log"));
        index = folder.resolve("index");
    }

    private static long micros(int second) {
        return (BEGIN.getEpochSecond() + second) * 1_000_000;
    }

    private static String intent(String id, int second, String who, String members) {
        return """
                {"id":"%s","k":"q.intent","ts":%d,"ses":"s-%s","sub":{"id":"p_%s","typ":"human","obo":["p_boss"],"pur":"support"},\
                "db":{"name":"shop"}%s}""".formatted(id, micros(second), who, who, members.isEmpty() ? "" : "," + members);
    }

    private static String outcome(String of, int second, String result) {
        return "{\"id\":\"o-%s\",\"k\":\"q.outcome\",\"ts\":%d,\"ref\":\"%s\",\"res\":{%s}}"
                .formatted(of, micros(second), of, result);
    }

    private static final String READ = """
            "dec":{"eff":"mask","pol":["support/allow-1"],"mask":["public.customers.email"],"loc":["zurich"],\
            "xfer":[{"from":"us","to":"eu","basis":"Consent"}]},\
            "obj":[{"rel":"public.customers","act":["read"],"cols":["email","name"],"tag":["pii.email","secret"]}],\
            "st":{"op":"SELECT","eff":["read"],"fp":"f00d","txt":"SELECT email FROM Customers WHERE name = $1"},"cfg":"v1\"""";

    private static final String DROP = """
            "dec":{"eff":"deny","pol":["support/deny-2"]},"obj":[{"rel":"crm.orders","act":["drop"]}],\
            "st":{"op":"DROP","eff":["drop"],"fp":"beef","txt":"DROP TABLE crm.orders"}""";

    private void sample() throws IOException {
        log.add(List.of(
                "{\"id\":\"1\",\"k\":\"log.start\",\"ts\":%d}".formatted(micros(0)),
                intent("2", 1, "ada", READ),
                outcome("2", 2, "\"st\":\"ok\",\"rows\":20,\"bout\":900,\"dur\":1500"),
                intent("3", 3, "bob", DROP).replace("q.intent", "q.deny"),
                intent("4", 20, "ada", READ)));
    }

    private void indexed() throws IOException {
        try (LogIndexer indexer = new LogIndexer(index, log.folder(), false)) {
            while (indexer.advance() > 0) {
                // until all of it is
            }
        }
    }

    private List<Long> found(Question question) throws IOException {
        try (LogIndex open = LogIndex.open(index)) {
            return open.find(question, 100, LogIndex.Order.OLDEST).places().stream()
                    .map(LogIndex.Place::index)
                    .toList();
        }
    }

    private static List<Long> indexes(String list) {
        return Stream.of(list.strip().split(" "))
                .filter(one -> !one.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            person      | p_ada                  | 1 4
            person      | p_boss                 | 1 3 4
            identity    | p_boss                 | ''
            behalf      | p_boss                 | 1 3 4
            type        | human                  | 1 3 4
            purpose     | support                | 1 3 4
            database    | shop                   | 1 3 4
            relation    | public.customers       | 1 4
            relation    | customers              | 1 4
            relation    | orders                 | 3
            relation    | ord*                   | 3
            relation    | ustomers               | ''
            column      | public.customers.email | 1 4
            column      | customers.email        | 1 4
            column      | email                  | 1 4
            tag         | pii                    | 1 4
            tag         | pii.email              | 1 4
            tag         | pii.e                  | ''
            masked      | email                  | 1 4
            effect      | drop                   | 3
            command     | SELECT                 | 1 4
            fingerprint | beef                   | 3
            decision    | deny                   | 3
            rule        | support/deny-2         | 3
            rule        | support                | 1 3 4
            policies    | v1                     | 1 4
            location    | zurich                 | 1 4
            transfer    | us>eu                  | 1 4
            basis       | Consent                | 1 4
            session     | s-ada                  | 1 4
            kind        | log.start              | 0
            kind        | log.*                  | 0
            status      | ok                     | 1
            status      | open                   | 4
            day         | 2026-11-24             | 0 1 3
            day         | 2026-11-25             | 4
            """)
    @DisplayName("finds by every field, by whole values, their shorter names, and beginnings")
    void fields(String field, String value, String expected) throws IOException {
        sample();
        indexed();
        assertThat(found(Question.ALL.with(Field.of(field).orElseThrow(), value)))
                .isEqualTo(indexes(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select email     | 1 4
            EMAIL customers  | 1 4
            drop email       | ''
            custom*          | 1 4
            ustomers         | ''
            """)
    @DisplayName("finds by words of the text")
    void words(String words, String expected) throws IOException {
        sample();
        indexed();
        assertThat(found(new Question(
                        Map.of(), List.of(words.split(" ")), Map.of(), Optional.empty(), Optional.empty())))
                .isEqualTo(indexes(expected));
    }

    @Test
    @DisplayName("finds by time and figures, and by all that is asked together")
    void ranges() throws IOException {
        sample();
        indexed();
        assertThat(found(Question.ALL.between(BEGIN.plusSeconds(1), BEGIN.plusSeconds(3))))
                .containsExactly(1L);
        for (Measure measure : List.of(Measure.ROWS, Measure.BYTES, Measure.DURATION)) {
            assertThat(found(least(measure, 20))).containsExactly(1L);
            assertThat(found(least(measure, 2000))).isEmpty();
        }
        assertThat(found(Question.ALL.with(Field.PERSON, "p_ada").with(Field.STATUS, "open")))
                .containsExactly(4L);
        assertThat(found(Question.ALL.with(Field.DECISION, "deny", "mask"))).containsExactly(1L, 3L, 4L);
    }

    private static Question least(Measure measure, long least) {
        return new Question(Map.of(), List.of(), Map.of(measure, least), Optional.empty(), Optional.empty());
    }

    @Test
    @DisplayName("brings a statement and its outcome together, whenever that comes")
    void outcomes() throws IOException {
        sample();
        try (LogIndexer indexer = new LogIndexer(index, log.folder(), false)) {
            indexer.advance();
            log.add(List.of(outcome("4", 30, "\"st\":\"error\",\"code\":\"42501\"")));
            indexer.advance();
        }
        assertThat(found(Question.ALL.with(Field.STATUS, "open"))).isEmpty();
        assertThat(found(Question.ALL.with(Field.CODE, "42501"))).containsExactly(4L);
        try (LogIndex open = LogIndex.open(index)) {
            LogIndex.Place place = open.find(Question.ALL.with(Field.CODE, "42501"), 1, LogIndex.Order.NEWEST)
                    .places()
                    .getFirst();
            assertThat(place.ending()).isEqualTo(OptionalLong.of(5));
            Event event = new Events(log.folder()).at(place);
            assertThat(event.id()).isEqualTo("4");
            assertThat(event.status()).isEqualTo("error");
        }
    }

    @Test
    @DisplayName("does so also when it was opened again between the two, and for an outcome without its statement")
    void later() throws IOException {
        sample();
        indexed();
        log.add(List.of(outcome("4", 30, "\"st\":\"ok\",\"rows\":7"), outcome("unknown", 31, "\"st\":\"ok\"")));
        indexed();
        assertThat(found(least(Measure.ROWS, 7))).containsExactly(1L, 4L);
        assertThat(found(Question.ALL)).containsExactly(0L, 1L, 3L, 4L, 6L);
    }

    @Test
    @DisplayName("counts by fields, for each of several values")
    void groups() throws IOException {
        sample();
        indexed();
        try (LogIndex open = LogIndex.open(index)) {
            assertThat(open.count(Question.ALL)).isEqualTo(4);
            assertThat(open.groups(Question.ALL, List.of(Field.IDENTITY, Field.TAG)))
                    .containsExactly(
                            new Group(List.of("p_ada", "pii.email"), 2, 20, 900, 0, 1500),
                            new Group(List.of("p_ada", "secret"), 2, 20, 900, 0, 1500),
                            new Group(List.of("", ""), 1, 0, 0, 0, 0),
                            new Group(List.of("p_bob", ""), 1, 0, 0, 0, 0));
        }
    }

    @Test
    @DisplayName("is the same however the log came to it, step by step or at once")
    void steps() throws IOException {
        Random random = new Random(4711);
        List<String> entries = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int number = 0; number < 3_000; number++) {
            if (!open.isEmpty() && random.nextBoolean()) {
                int ended = open.remove(random.nextInt(open.size()));
                entries.add(outcome("q" + ended, number, "\"st\":\"ok\",\"rows\":" + ended));
            } else {
                entries.add(intent("q" + number, number, "u" + number % 7, READ));
                open.add(number);
            }
        }
        Path whole = folder.resolve("whole");
        for (int at = 0; at < entries.size(); ) {
            int next = Math.min(entries.size(), at + 1 + random.nextInt(400));
            log.add(entries.subList(at, next));
            at = next;
            if (random.nextInt(3) > 0) {
                indexed();
            }
        }
        indexed();
        try (LogIndexer once = new LogIndexer(whole, log.folder(), false)) {
            assertThat(once.advance()).isEqualTo(entries.size());
        }
        try (LogIndex one = LogIndex.open(index);
                LogIndex other = LogIndex.open(whole)) {
            assertThat(one.reach()).isEqualTo(other.reach());
            assertThat(one.find(Question.ALL, 5_000, LogIndex.Order.OLDEST))
                    .isEqualTo(other.find(Question.ALL, 5_000, LogIndex.Order.OLDEST));
            List<Field> by = List.of(Field.IDENTITY, Field.STATUS);
            assertThat(one.groups(Question.ALL, by)).isEqualTo(other.groups(Question.ALL, by));
        }
    }

    @Test
    @DisplayName("is made anew when it is damaged, or of another log, and is never mistaken for one")
    void anew() throws IOException {
        assertThatThrownBy(() -> LogIndex.open(index)).hasMessageContaining("no index");
        sample();
        indexed();
        WrittenLog other = new WrittenLog(folder.resolve("other"));
        other.add(IntStream.range(0, 9)
                .mapToObj(number -> intent("x" + number, number, "eve", ""))
                .toList());
        try (LogIndexer indexer = new LogIndexer(index, other.folder(), false)) {
            assertThat(indexer.position()).isZero();
            indexer.advance();
        }
        assertThat(found(Question.ALL)).hasSize(9);
        try (Stream<Path> files = Files.list(index)) {
            for (Path file : files.filter(one -> !one.endsWith("write.lock")).toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        indexed();
        assertThat(found(Question.ALL)).containsExactly(0L, 1L, 3L, 4L);
    }

    @Test
    @DisplayName("is made anew when it is of an older form, where fields were of other kinds")
    void older() throws IOException {
        sample();
        indexed();
        Map<String, String> commit = new HashMap<>();
        try (LogIndex open = LogIndex.open(index)) {
            open.reach().data(0).forEach(member -> commit.put(member.getKey(), member.getValue()));
        }
        commit.put("version", "1");
        try (Directory directory = FSDirectory.open(index);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.deleteAll();
            Document event = new Document();
            event.add(new LongField("time", 7, org.apache.lucene.document.Field.Store.NO));
            event.add(new LongField("rows", 7, org.apache.lucene.document.Field.Store.NO));
            writer.addDocument(event);
            writer.setLiveCommitData(commit.entrySet());
        }
        assertThatThrownBy(() -> LogIndex.open(index)).hasMessageContaining("of another version");
        indexed();
        assertThat(found(Question.ALL)).containsExactly(0L, 1L, 3L, 4L);
    }

    @Test
    @DisplayName("finds statements that came again after so many others that it had forgotten them")
    void forgotten() throws IOException {
        int statements = 600;
        String longText = "x".repeat(20_000);
        List<String> entries = new ArrayList<>();
        for (int number = 0; number < 2 * statements; number++) {
            int which = number % statements;
            entries.add(intent(
                    "q" + number,
                    number,
                    "ada",
                    "\"st\":{\"op\":\"SELECT\",\"fp\":\"f%d\",\"txt\":\"%s\"}".formatted(which, longText)));
        }
        log.add(entries);
        indexed();
        for (int which : List.of(0, 1, statements / 2, statements - 1)) {
            assertThat(found(Question.ALL.with(Field.FINGERPRINT, "f" + which)))
                    .containsExactly((long) which, (long) which + statements);
        }
        try (LogIndex open = LogIndex.open(index)) {
            assertThat(open.groups(Question.ALL, List.of(Field.FINGERPRINT)))
                    .hasSize(statements)
                    .allMatch(group -> group.events() == 2);
        }
    }

    @Test
    @DisplayName("is kept by one process at a time, and searched beside it")
    void kept() throws IOException {
        sample();
        try (LogIndexer first = new LogIndexer(index, log.folder(), false)) {
            first.advance();
            assertThatThrownBy(() -> new LogIndexer(index, log.folder(), false)).isInstanceOf(LogIndexer.Kept.class);
            assertThat(found(Question.ALL)).hasSize(4);
        }
    }

    @Test
    @DisplayName("takes letters, digits, underscores and dollar signs for words")
    void splitting() {
        assertThat(Words.of("SELECT a_b, \"Ünï\" FROM x.y WHERE $1=z9;"))
                .containsExactly("select", "a_b", "ünï", "from", "x", "y", "where", "$1", "z9");
    }
}
