package dev.sallyport.bench;

import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Events;
import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.Group;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.audit.search.LogIndexer;
import dev.sallyport.audit.search.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the index of a log costs, and how long questions take, each with opening the index anew. */
final class SearchBench {

    private static final int ROUNDS = 9;
    private static final int SHOWN = 100;
    private static final double MEBIBYTE = 1 << 20;

    private SearchBench() {}

    /** @return tables in Markdown */
    static String measure(Path index, LogFolder log) throws IOException {
        int entries = (int) LogReader.reach(log).orElseThrow().size();
        String made = LogBench.timed("indexed", entries, () -> {
            try (LogIndexer indexer = new LogIndexer(index, log, true)) {
                while (indexer.advance() > 0) {
                    // until all of it is
                }
            }
        });
        StringBuilder text = new StringBuilder(made)
                .append(String.format(Locale.ROOT, "%nThe index has %.0f MiB.%n%n", size(index) / MEBIBYTE))
                .append("| question | events | median ms | longest ms |\n| --- | ---: | ---: | ---: |\n");
        for (Map.Entry<String, Question> one : questions(log).entrySet()) {
            text.append(asked(one.getKey(), index, log, one.getValue()));
        }
        return text.append(counted(index)).toString();
    }

    private static Map<String, Question> questions(LogFolder log) throws IOException {
        Event middle = event(log, LogReader.reach(log).orElseThrow().size() / 2);
        String person = Event.text(middle.record().path("sub"), "id");
        Instant time = middle.time();
        Map<String, Question> questions = new LinkedHashMap<>();
        questions.put("everything", Question.ALL);
        questions.put("a person", Question.ALL.with(Field.PERSON, person));
        questions.put(
                "a person in a second",
                Question.ALL.with(Field.PERSON, person).between(time, time.plus(Duration.ofSeconds(1))));
        questions.put("refused", Question.ALL.with(Field.DECISION, "deny"));
        questions.put(
                "a relation, masked, for a purpose",
                Question.ALL
                        .with(Field.RELATION, "customers")
                        .with(Field.DECISION, "mask")
                        .with(Field.PURPOSE, "support"));
        questions.put("a tag", Question.ALL.with(Field.TAG, "pii"));
        questions.put(
                "a statement",
                Question.ALL.with(Field.FINGERPRINT, Event.text(middle.record().path("st"), "fp")));
        questions.put(
                "words of a text",
                new Question(Map.of(), List.of("order", "mail_3*"), Map.of(), Optional.empty(), Optional.empty()));
        return questions;
    }

    /** The first statement from there on. */
    private static Event event(LogFolder log, long from) throws IOException {
        LogReader reader = new LogReader(log, from);
        for (List<LogEntry> entries = reader.read(); !entries.isEmpty(); entries = reader.read()) {
            for (LogEntry entry : entries) {
                Event event = Event.of(entry);
                if (event.kind().equals("q.intent")) {
                    return event;
                }
            }
        }
        throw new IOException("no statement is in the log");
    }

    private static String asked(String name, Path index, LogFolder log, Question question) throws IOException {
        long[] nanos = new long[ROUNDS];
        long total = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            try (LogIndex open = LogIndex.open(index)) {
                LogIndex.Found found = open.find(question, SHOWN, LogIndex.Order.NEWEST);
                total = found.total();
                Events events = new Events(log);
                for (LogIndex.Place place : found.places()) {
                    events.at(place);
                }
            }
            nanos[round] = System.nanoTime() - began;
        }
        return row(name + ", the newest 100", total, nanos);
    }

    private static String counted(Path index) throws IOException {
        long[] nanos = new long[ROUNDS];
        long total = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            try (LogIndex open = LogIndex.open(index)) {
                total = open.groups(Question.ALL, List.of(Field.PERSON, Field.DECISION)).stream()
                        .mapToLong(Group::events)
                        .sum();
            }
            nanos[round] = System.nanoTime() - began;
        }
        return row("everything, counted by person and decision", total, nanos);
    }

    private static String row(String name, long events, long[] nanos) {
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f |%n",
                name,
                events,
                nanos[ROUNDS / 2] / 1e6,
                nanos[ROUNDS - 1] / 1e6);
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long size = 0;
            for (Path file : files.toList()) {
                size += Files.size(file);
            }
            return size;
        }
    }
}
