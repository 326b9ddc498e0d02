package dev.sallyport.audit.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.WrittenLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against events that are made of the records' trees, one by one. */
@DisplayName("The index answers as the records themselves do")
class IndexAnswersTest {

    private static final int RECORDS = 1_500;
    private static final long BEGIN = 1_796_092_780_000_000L;

    @TempDir
    private Path folder = Path.of(".");

    private final Map<Long, Event> events = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("for any records, of whatever form, and however the log came to it")
    void answers(long seed) throws IOException {
        Random random = new Random(seed);
        WrittenLog log = new WrittenLog(folder.resolve("log"));
        List<String> records = new MadeRecords(random).list(RECORDS);
        Path index = folder.resolve("index");
        for (int at = 0; at < records.size(); ) {
            int next = Math.min(records.size(), at + 1 + random.nextInt(500));
            log.add(records.subList(at, next));
            at = next;
            try (LogIndexer indexer = new LogIndexer(index, log.folder(), false)) {
                while (indexer.advance() > 0) {
                    // until all of it is
                }
            }
        }
        join(records);
        try (LogIndex open = LogIndex.open(index)) {
            found(open);
            grouped(open, random);
        }
    }

    /** An outcome goes to a statement that has none, and otherwise stands alone. */
    private void join(List<String> records) {
        Map<String, Long> waiting = new HashMap<>();
        for (int at = 0; at < records.size(); at++) {
            LogEntry entry = new LogEntry(at, records.get(at).getBytes(StandardCharsets.UTF_8));
            Event event = Event.of(entry);
            Long statement = event.outcome() ? waiting.remove(event.reference()) : null;
            if (statement != null) {
                events.computeIfPresent(statement, (_, known) -> known.ended(entry));
            } else {
                events.put((long) at, event);
                if (event.intent()) {
                    waiting.put(event.id(), (long) at);
                }
            }
        }
    }

    private void found(LogIndex open) throws IOException {
        assertThat(open.count(Question.ALL)).isEqualTo(events.size());
        for (LogIndex.Place place : newest(open, Question.ALL, events.size()).places()) {
            assertThat(place.ending().isPresent())
                    .isEqualTo(events.get(place.index()).ending().isPresent());
        }
        for (Field field : Field.values()) {
            Map<String, Set<Long>> expected = new HashMap<>();
            events.forEach((index, event) -> field.terms(field.values(event))
                    .forEach(term ->
                            expected.computeIfAbsent(term, _ -> new HashSet<>()).add(index)));
            for (Map.Entry<String, Set<Long>> one : expected.entrySet()) {
                if (!one.getKey().endsWith("*")) {
                    same(open, Question.ALL.with(field, one.getKey()), one.getValue());
                }
            }
        }
        Map<String, Set<Long>> words = new HashMap<>();
        events.forEach((index, event) -> Words.of(Event.text(event.record().path("st"), "txt"))
                .forEach(word ->
                        words.computeIfAbsent(word, _ -> new HashSet<>()).add(index)));
        for (Map.Entry<String, Set<Long>> one : words.entrySet()) {
            same(
                    open,
                    new Question(Map.of(), List.of(one.getKey()), Map.of(), Optional.empty(), Optional.empty()),
                    one.getValue());
        }
        for (Measure measure : Measure.values()) {
            for (long least : List.of(0L, 1L, 500L, 100_000L)) {
                same(
                        open,
                        new Question(Map.of(), List.of(), Map.of(measure, least), Optional.empty(), Optional.empty()),
                        events.entrySet().stream()
                                .filter(one -> measure.of(one.getValue()) >= Math.max(1, least))
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet()));
            }
        }
    }

    private void same(LogIndex open, Question question, Set<Long> expected) throws IOException {
        List<Long> newest = expected.stream()
                .sorted(Comparator.comparing((Long index) -> events.get(index).micros())
                        .thenComparing(index -> index)
                        .reversed())
                .toList();
        for (int most : List.of(3, RECORDS)) {
            LogIndex.Found found = newest(open, question, most);
            assertThat(found.total()).as("%s", question).isEqualTo(expected.size());
            assertThat(found.places().stream().map(LogIndex.Place::index))
                    .as("%s", question)
                    .isEqualTo(newest.subList(0, Math.min(most, newest.size())));
        }
        assertThat(open.find(question, 3, LogIndex.Order.OLDEST).places().stream()
                        .map(LogIndex.Place::index))
                .as("%s", question)
                .isEqualTo(newest.reversed().subList(0, Math.min(3, newest.size())));
    }

    private static LogIndex.Found newest(LogIndex open, Question question, int most) throws IOException {
        return open.find(question, most, LogIndex.Order.NEWEST);
    }

    private void grouped(LogIndex open, Random random) throws IOException {
        for (Field field : Field.values()) {
            Field other = Field.values()[random.nextInt(Field.values().length)];
            for (List<Field> by : List.of(List.of(field), List.of(field, other))) {
                Map<List<String>, Group> expected = new HashMap<>();
                for (Event event : events.values()) {
                    for (List<String> names : combinations(event, by)) {
                        expected.merge(names, group(names, event), Group::and);
                    }
                }
                assertThat(open.groups(Question.ALL, by))
                        .as("%s", by)
                        .isEqualTo(
                                expected.values().stream().sorted(Group.ORDER).toList());
            }
        }
    }

    private static List<List<String>> combinations(Event event, List<Field> by) {
        Stream<List<String>> all = Stream.of(List.of());
        for (Field field : by) {
            Collection<String> values = event.values(field).isEmpty() ? List.of("") : event.values(field);
            all = all.flatMap(names -> values.stream()
                    .map(value ->
                            Stream.concat(names.stream(), Stream.of(value)).toList()));
        }
        return all.toList();
    }

    private static Group group(List<String> names, Event event) {
        long[] figures = Arrays.stream(Measure.values())
                .mapToLong(measure -> Math.max(0, measure.of(event)))
                .toArray();
        return new Group(names, 1, figures[0], figures[1], figures[2], figures[3]);
    }

    /** Mostly as a gate writes them. */
    private static final class MadeRecords {
        private static final List<String> TEXTS = List.of(
                "a",
                "b.c",
                "public.t",
                "p_1",
                "p_2",
                "x/deny-1",
                "Ünï \\\"q\\\" \\u0001 \\\\",
                "\uD83D\uDE00",
                "",
                "c}],");
        private static final List<String> MEMBERS =
                List.of("cfg", "db", "dec", "node", "obj", "ses", "src", "st", "sub");
        private static final List<String> ODD = List.of("null", "7", "1.5", "true", "\"8\"", "[]", "{}", "1e3");

        private final Random random;
        private final Map<String, List<String>> known = new HashMap<>();
        private final List<String> open = new ArrayList<>();

        MadeRecords(Random random) {
            this.random = random;
            for (String member : MEMBERS) {
                List<String> values = new ArrayList<>();
                for (int count = 0; count < 6; count++) {
                    values.add(value(member));
                }
                known.put(member, values);
            }
        }

        List<String> list(int count) {
            List<String> records = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                records.add(record(number));
            }
            return records;
        }

        private String record(int number) {
            Map<String, String> members = new LinkedHashMap<>();
            members.put("id", quoted(random.nextInt(50) == 0 ? "Ü\\n" + number : "r" + number));
            members.put("ts", Long.toString(BEGIN + number * 100_000_000L - random.nextInt(300_000_000)));
            for (String member : MEMBERS) {
                if (random.nextInt(8) > 0) {
                    members.put(member, random.nextInt(40) == 0 ? value(member) : pick(known.get(member)));
                }
            }
            int kind = random.nextInt(10);
            if (kind < 4) {
                members.put("k", quoted("q.intent"));
                open.add(members.get("id"));
            } else if (kind < 8 && !open.isEmpty()) {
                members.put("k", quoted("q.outcome"));
                members.put("ref", reference());
                members.put("res", result());
            } else {
                members.put("k", quoted(pick(List.of("q.deny", "ses.open", "log.start"))));
                if (random.nextBoolean()) {
                    members.put("res", result());
                }
            }
            return text(members);
        }

        private String reference() {
            String statement = open.get(random.nextInt(open.size()));
            if (random.nextInt(30) > 0) {
                open.remove(statement);
            }
            return random.nextInt(30) == 0 ? quoted("nobody") : statement;
        }

        /** Some out of order, with blanks, or with a member of another kind. */
        private String text(Map<String, String> members) {
            List<String> names = new ArrayList<>(members.keySet());
            if (random.nextInt(20) == 0) {
                String odd = pick(names);
                if (!List.of("id", "k", "ref").contains(odd)) {
                    members.put(odd, pick(ODD));
                }
            }
            boolean canonical = random.nextInt(20) > 0;
            if (canonical) {
                names.sort(Comparator.naturalOrder());
            }
            String colon = canonical ? ":" : " : ";
            return names.stream()
                    .map(name -> quoted(name) + colon + members.get(name))
                    .collect(Collectors.joining(canonical ? "," : ",\n ", "{", "}"));
        }

        private String result() {
            Map<String, String> members = new LinkedHashMap<>();
            for (String figure : List.of("aff", "bout", "dur", "rows")) {
                if (random.nextBoolean()) {
                    members.put(figure, Integer.toString(random.nextInt(1_000) - 10));
                }
            }
            if (random.nextBoolean()) {
                members.put("code", quoted(pick(List.of("42501", "", "57014"))));
            }
            members.put("st", quoted(pick(List.of("ok", "error"))));
            return text(members);
        }

        private String value(String member) {
            return switch (member) {
                case "cfg", "node", "ses" -> quoted(pick(TEXTS));
                case "db" -> "{\"eng\":\"postgresql\",\"name\":" + quoted(pick(TEXTS)) + "}";
                case "src" -> "{\"auth\":" + quoted(pick(TEXTS)) + ",\"tls\":true}";
                case "sub" ->
                    "{\"grp\":%s,\"id\":%s,\"obo\":%s,\"typ\":\"human\"}"
                            .formatted(texts(), quoted(pick(TEXTS)), texts());
                case "dec" ->
                    "{\"eff\":\"mask\",\"loc\":%s,\"mask\":%s,\"pol\":%s,\"xfer\":[{\"basis\":\"b\",\"from\":\"us\",\"to\":%s}]}"
                            .formatted(texts(), texts(), texts(), quoted(pick(TEXTS)));
                case "obj" ->
                    "[{\"act\":[\"read\"],\"cols\":%s,\"rel\":%s,\"tag\":%s},{\"fun\":%s}]"
                            .formatted(texts(), quoted(pick(TEXTS)), texts(), quoted(pick(TEXTS)));
                default ->
                    "{\"eff\":%s,\"fp\":\"f%d\",\"op\":\"SELECT\",\"txt\":\"SELECT %s FROM t%d\"}"
                            .formatted(texts(), random.nextInt(9), pick(TEXTS), random.nextInt(9));
            };
        }

        private String texts() {
            return random.ints(random.nextInt(3), 0, TEXTS.size())
                    .mapToObj(at -> quoted(TEXTS.get(at)))
                    .collect(Collectors.joining(",", "[", "]"));
        }

        private static String quoted(String text) {
            return "\"" + text + "\"";
        }

        private <T> T pick(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}
