package dev.sallyport.selftest;

import dev.sallyport.catalog.DirectSession.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares what came through the gate with what a masked copy gives. */
final class Comparison {

    /** Classes of errors that depend on data: cardinality, data exceptions, constraints. */
    private static final List<String> OF_DATA = List.of("21", "22", "23");

    private Comparison() {}

    /** How the first step that differs does; empty when none does, or nothing can be said. */
    static Optional<String> difference(List<String> texts, List<Answer> answers, List<Reply> replies) {
        for (int at = 0; at < Math.min(answers.size(), replies.size()); at++) {
            Optional<String> gate = answers.get(at).error();
            Optional<String> copy = replies.get(at).error();
            if (gate.isPresent() || copy.isPresent()) {
                return errors(gate, copy);
            }
            if (!alike(texts.get(at), answers.get(at), replies.get(at))) {
                return Optional.of("the answer is not that of a masked copy");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> errors(Optional<String> gate, Optional<String> copy) {
        if (gate.isPresent() && copy.isPresent()) {
            return Optional.empty();
        }
        return gate.filter(Comparison::ofData)
                .map(code -> "it fails with " + code + ", over a masked copy it does not")
                .or(() -> copy.filter(Comparison::ofData)
                        .map(code -> "it does not fail; over a masked copy it does, with " + code));
    }

    static boolean ofData(String code) {
        return OF_DATA.contains(code.substring(0, Math.min(2, code.length())));
    }

    private static boolean alike(String text, Answer answer, Reply reply) {
        List<String> is = lines(answer.texts());
        List<String> expected = lines(reply.rows());
        if (ordered(text)) {
            return is.equals(expected);
        }
        return sorted(is).equals(sorted(expected)) || letters(is).equals(letters(expected));
    }

    private static List<String> lines(List<List<Optional<String>>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(value -> value.orElse("NULL")).collect(Collectors.joining("|")))
                .toList();
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    /** Lists that are made without an order hold the same in any. */
    private static List<Integer> letters(List<String> lines) {
        return String.join("", lines).chars().sorted().boxed().toList();
    }

    /** Whether a text's outermost part orders its rows. */
    private static boolean ordered(String sql) {
        StringBuilder outermost = new StringBuilder();
        int depth = 0;
        for (char letter : sql.toLowerCase(Locale.ROOT).toCharArray()) {
            depth += letter == '(' ? 1 : 0;
            if (depth == 0) {
                outermost.append(letter);
            }
            depth -= letter == ')' ? 1 : 0;
        }
        return outermost.indexOf("order by") >= 0;
    }

    /** How answers about a row that is left out differ from those about one that does not exist. */
    static boolean tellsRow(List<Answer> hidden, String literals, List<Answer> absent, String otherLiterals) {
        List<String> one = new ArrayList<>();
        List<String> other = new ArrayList<>();
        hidden.forEach(answer -> one.add(answer.whole()));
        absent.forEach(answer -> other.add(answer.whole()));
        return !one.equals(other) && !without(one, literals).equals(without(other, otherLiterals));
    }

    private static List<String> without(List<String> answers, String literals) {
        return answers.stream()
                .map(answer -> {
                    String rest = answer;
                    for (String literal : literals.split("\\|", -1)) {
                        rest = rest.replace(literal, "#");
                    }
                    return rest;
                })
                .toList();
    }
}
