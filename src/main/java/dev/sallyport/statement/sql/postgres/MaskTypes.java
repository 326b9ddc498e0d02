package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.ColumnType.Family;
import dev.sallyport.statement.Fit;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.MaskText.Wrong;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which masks fit which types. */
final class MaskTypes {

    private static final Pattern NUMBER = Pattern.compile("[0-9]");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,100}");
    private static final Pattern NOT_FINITE = Pattern.compile("(?i)\\s*([+-]?inf(inity)?|nan)\\s*");
    private static final Pattern TRUTH = Pattern.compile("(?i)^\\s*[tfyno01]");
    private static final Pattern UUID = Pattern.compile("\\s*[{]?([0-9A-Fa-f]-?){32}[}]?\\s*");

    private MaskTypes() {}

    static Fit fit(ColumnType type, Mask mask, Catalog catalog, CustomMasks custom) {
        return switch (mask.kind()) {
            case DENY_USE, NULL, REDACT -> new Fit.Fits();
            case CONSTANT -> constant(type, mask, catalog);
            case CUSTOM -> custom(type, mask, catalog, custom);
            case GENERALIZE -> when(generalizes(type, mask.argument().orElse("")));
            case PARTIAL, EMAIL -> when(type.family() == Family.TEXT);
            case HASH, TOKEN -> when(hashes(type));
        };
    }

    private static Fit when(boolean fits) {
        return fits ? new Fit.Fits() : new Fit.Misfit("");
    }

    static boolean hashes(ColumnType type) {
        return switch (type.family()) {
            case TEXT, UUID, BYTES -> true;
            case INTEGER, NUMERIC, BOOLEAN, TEMPORAL, JSON, OTHER -> false;
        };
    }

    static boolean generalizes(ColumnType type, String step) {
        boolean number = Character.isDigit(step.charAt(0));
        return switch (type.family()) {
            case INTEGER -> number;
            case NUMERIC -> number && type.sql().startsWith("numeric");
            case TEMPORAL -> !number && dated(type.sql());
            case TEXT, BOOLEAN, UUID, BYTES, JSON, OTHER -> false;
        };
    }

    private static boolean dated(String type) {
        return !(type.startsWith("time ") || type.startsWith("time(") || type.equals("time"));
    }

    private static Fit custom(ColumnType type, Mask mask, Catalog catalog, CustomMasks custom) {
        if (!CustomMasks.known(type)) {
            return new Fit.Misfit("expressions are for texts, numbers, dates, booleans, uuids and bytea");
        }
        return switch (custom.read(mask.argument().orElse(""))) {
            case CustomMasks.Reading.Written(String written) ->
                answered(catalog.answer(CustomMasks.question(written, type)));
            case CustomMasks.Reading.Refused(Wrong wrong) -> new Fit.Misfit(wrong.message());
            case CustomMasks.Reading.GivenUp(String why) -> new Fit.Misfit(why);
        };
    }

    private static Fit constant(ColumnType type, Mask mask, Catalog catalog) {
        Optional<String> question = constantQuestion(type, mask);
        if (question.isEmpty()) {
            return new Fit.Fits();
        }
        return impossible(type, mask.argument().orElse(""))
                ? new Fit.Misfit("'" + mask.argument().orElse("") + "' is none")
                : answered(catalog.answer(question.get()));
    }

    private static Fit answered(Optional<String> answer) {
        if (answer.isEmpty()) {
            return new Fit.Unknown();
        }
        return answer.get().isEmpty() ? new Fit.Fits() : new Fit.Misfit(answer.get());
    }

    /** Whether a text is no value of a type in any version of the server: what can be told without asking it. */
    private static boolean impossible(ColumnType type, String value) {
        return switch (type.family()) {
            case INTEGER -> !NUMBER.matcher(value).find() || tooLarge(value.strip(), type.sql());
            case NUMERIC ->
                !NUMBER.matcher(value).find() && !NOT_FINITE.matcher(value).matches();
            case BOOLEAN -> !TRUTH.matcher(value).find();
            case UUID -> !UUID.matcher(value).matches();
            case TEXT, TEMPORAL, BYTES, JSON, OTHER -> false;
        };
    }

    private static boolean tooLarge(String value, String type) {
        int bits = switch (type) {
            case "smallint" -> 15;
            case "integer" -> 31;
            default -> 63;
        };
        return DECIMAL.matcher(value).matches() && new BigInteger(value).bitLength() > bits;
    }

    static Optional<String> question(ColumnType type, Mask mask, CustomMasks custom) {
        return switch (mask.kind()) {
            case CONSTANT -> constantQuestion(type, mask);
            case CUSTOM ->
                CustomMasks.known(type)
                                && custom.read(mask.argument().orElse(""))
                                        instanceof CustomMasks.Reading.Written(String written)
                        ? Optional.of(CustomMasks.question(written, type))
                        : Optional.empty();
            case DENY_USE, NULL, REDACT, GENERALIZE, PARTIAL, EMAIL, HASH, TOKEN -> Optional.empty();
        };
    }

    /** A cast fails where the value is none of the type; as text of any length it never does. */
    private static Optional<String> constantQuestion(ColumnType type, Mask mask) {
        return type.family() != Family.TEXT
                ? Optional.of("SELECT CASE WHEN CAST("
                        + PostgresMasks.literal(mask.argument().orElse("")) + " AS " + type.sql()
                        + ") IS NULL THEN CAST(NULL AS pg_catalog.text) END")
                : Optional.empty();
    }

    static List<String> fitting(ColumnType type) {
        List<String> words = new ArrayList<>(List.of("mode: deny-use", "null", "redact", "constant"));
        if (CustomMasks.known(type)) {
            words.add("{sql: ...}");
        }
        if (generalizes(type, "1") || generalizes(type, "year")) {
            words.add("generalize");
        }
        if (type.family() == Family.TEXT) {
            words.addAll(List.of("partial", "email"));
        }
        if (hashes(type)) {
            words.addAll(List.of("hash", "token"));
        }
        return words;
    }
}
