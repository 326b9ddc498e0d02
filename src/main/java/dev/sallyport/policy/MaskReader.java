package dev.sallyport.policy;

import dev.sallyport.statement.Mask;
import dev.sallyport.statement.MaskText;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads how a rule masks. */
final class MaskReader {

    private static final Set<String> GENERALIZE_UNITS = Set.of("month", "year", "decade");
    private static final Pattern STEP = Pattern.compile("[1-9][0-9]{0,8}");

    /** Where masks take effect, by the words of Db2's column masks. */
    private static final String AT_READ = "at-read";

    private static final String ALLOW_JOINS = "at-read-allow-joins";
    private static final String DENY_USE = "deny-use";

    private final MaskText expressions;

    MaskReader(MaskText expressions) {
        this.expressions = expressions;
    }

    /** What a rule says with {@code with}, {@code mode}, or both. */
    Optional<Mask> read(YamlMap map) {
        Optional<YamlValue> mode = map.find("mode");
        Optional<String> word = mode.flatMap(
                value -> value.oneOf(Map.of(AT_READ, AT_READ, ALLOW_JOINS, ALLOW_JOINS, DENY_USE, DENY_USE)));
        if (mode.isPresent() && word.isEmpty()) {
            return Optional.empty();
        }
        return switch (word.orElse(AT_READ)) {
            case DENY_USE -> {
                map.find("with").ifPresent(with -> with.report("a column whose use is denied is shown in no way"));
                yield Optional.of(Mask.of(Mask.Kind.DENY_USE));
            }
            case ALLOW_JOINS -> {
                Optional<Mask> mask = map.find("with").isPresent()
                        ? map.find("with").flatMap(this::mask)
                        : Optional.of(Mask.of(Mask.Kind.TOKEN));
                Set<Mask.Kind> joinable = EnumSet.of(Mask.Kind.TOKEN, Mask.Kind.HASH);
                if (mask.isPresent() && !joinable.contains(mask.get().kind())) {
                    map.find("with").ifPresent(with -> with.report("only 'token' and 'hash' can be joined on"));
                }
                yield mask;
            }
            default -> map.need("with").flatMap(this::mask);
        };
    }

    private Optional<Mask> mask(YamlValue value) {
        if (value.isMap()) {
            return value.map().flatMap(map -> {
                Optional<Mask> mask =
                        map.has("generalize") ? generalize(map) : map.has("sql") ? custom(map) : constant(map);
                map.close();
                return mask;
            });
        }
        Optional<String> word = value.word();
        if (word.isPresent() && word.get().equals(Mask.Kind.CONSTANT.label())) {
            value.report("the mask 'constant' needs its value: {constant: hidden}");
            return Optional.empty();
        }
        if (word.isPresent() && word.get().equals(Mask.Kind.GENERALIZE.label())) {
            value.report("the mask 'generalize' needs its step: {generalize: 1000}, or {generalize: year}");
            return Optional.empty();
        }
        if (word.isPresent() && word.get().equals(Mask.Kind.CUSTOM.label())) {
            value.report("a mask of your own is an expression: {sql: \"left(value, 1)\"}");
            return Optional.empty();
        }
        if (word.isPresent() && word.get().equals(DENY_USE)) {
            value.report("that is a mode: write mode: deny-use, without 'with'");
            return Optional.empty();
        }
        return word.isEmpty()
                ? Optional.empty()
                : value.oneOf(Arrays.stream(Mask.Kind.values())
                        .filter(kind -> kind != Mask.Kind.CONSTANT
                                && kind != Mask.Kind.CUSTOM
                                && kind != Mask.Kind.GENERALIZE
                                && kind != Mask.Kind.DENY_USE)
                        .collect(Collectors.toMap(Mask.Kind::label, Mask::of)));
    }

    private static Optional<Mask> constant(YamlMap map) {
        return map.need("constant")
                .flatMap(YamlValue::text)
                .map(text -> new Mask(Mask.Kind.CONSTANT, Optional.of(text)));
    }

    private Optional<Mask> custom(YamlMap map) {
        Optional<YamlValue> written = map.find("sql");
        Optional<String> expression = written.flatMap(YamlValue::text);
        Optional<MaskText.Wrong> wrong = expression.flatMap(expressions::wrong);
        if (written.isPresent() && wrong.isPresent()) {
            String before = expression
                    .get()
                    .substring(
                            0,
                            Math.min(
                                    wrong.get().position() - 1, expression.get().length()));
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            int column = before.length() - before.lastIndexOf('\n');
            written.get()
                    .reportInside(line, column, "in the mask: " + wrong.get().message());
        }
        return expression.map(text -> new Mask(Mask.Kind.CUSTOM, Optional.of(text)));
    }

    private static Optional<Mask> generalize(YamlMap map) {
        Optional<YamlValue> step = map.find("generalize");
        Optional<String> text = step.flatMap(YamlValue::text);
        boolean known = text.filter(word ->
                        GENERALIZE_UNITS.contains(word) || STEP.matcher(word).matches())
                .isPresent();
        if (!known) {
            step.ifPresent(value -> value.report("a step is a whole number from 1, or month, year, decade"));
            return Optional.empty();
        }
        return text.map(word -> new Mask(Mask.Kind.GENERALIZE, Optional.of(word)));
    }
}
