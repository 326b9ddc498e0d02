package dev.sallyport.evidence;

import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command that gives a figure again. */
final class Commands {

    private Commands() {}

    /** @param question with nothing but fields and times */
    static String search(Question question, List<Field> by) {
        List<String> words = new ArrayList<>(List.of("sallyport", "audit", "search"));
        question.from().ifPresent(from -> words.addAll(List.of("--since", from.toString())));
        question.until().ifPresent(until -> words.addAll(List.of("--until", until.toString())));
        for (Field field : Field.values()) {
            for (String value : question.any().getOrDefault(field, List.of())) {
                words.addAll(List.of("--where", quoted(field.label() + "=" + value)));
            }
        }
        if (by.isEmpty()) {
            words.addAll(List.of("--last", "0"));
        } else {
            words.addAll(List.of("--by", by.stream().map(Field::label).collect(Collectors.joining(","))));
        }
        return String.join(" ", words);
    }

    private static String quoted(String word) {
        return word.chars().allMatch(one -> Character.isLetterOrDigit(one) || "=._-".indexOf(one) >= 0)
                ? word
                : "'" + word + "'";
    }
}
