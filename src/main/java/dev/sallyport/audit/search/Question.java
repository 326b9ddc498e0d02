package dev.sallyport.audit.search;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is looked for: events for which all of it is true.
 *
 * @param any of each field one of the values; {@code *} at the end of a value stands for any ending
 * @param words all in the text of the statement, in any order, whatever their case; {@code *} as above
 * @param least of a measure at least so much
 * @param from at this time or later
 * @param until before this time
 */
public record Question(
        Map<Field, List<String>> any,
        List<String> words,
        Map<Measure, Long> least,
        Optional<Instant> from,
        Optional<Instant> until) {

    /** Everything. */
    public static final Question ALL = new Question(Map.of(), List.of(), Map.of(), Optional.empty(), Optional.empty());

    public Question {
        any = Map.copyOf(any);
        words = List.copyOf(words);
        least = Map.copyOf(least);
    }

    /** The same, and one of these values. */
    public Question with(Field field, String... values) {
        Map<Field, List<String>> more = new EnumMap<>(Field.class);
        more.putAll(any);
        more.put(field, List.of(values));
        return new Question(more, words, least, from, until);
    }

    /** The same within a time. */
    public Question between(Instant begin, Instant end) {
        return new Question(any, words, least, Optional.of(begin), Optional.of(end));
    }
}
