package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.ColumnType.Family;
import dev.sallyport.statement.Fit;
import dev.sallyport.statement.Mask;
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

    static Fit fit(ColumnType type, Mask mask, Catalog catalog) {
        return switch (mask.kind()) {
            case DENY_USE, NULL, REDACT -> new Fit.Fits();
            case CONSTANT -> constant(type, mask, catalog);
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

    private static Fit constant(ColumnType type, Mask mask, Catalog catalog) {
        Optional<String> question = question(type, mask);
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

    /** A cast fails where the value is none of the type; as text of any length it never does. */
    static Optional<String> question(ColumnType type, Mask mask) {
        return mask.kind() == Mask.Kind.CONSTANT && type.family() != Family.TEXT
                ? Optional.of("SELECT CASE WHEN CAST("
                        + PostgresMasks.literal(mask.argument().orElse("")) + " AS " + type.sql()
                        + ") IS NULL THEN CAST(NULL AS pg_catalog.text) END")
                : Optional.empty();
    }

    static List<String> fitting(ColumnType type) {
        List<String> words = new ArrayList<>(List.of("mode: deny-use", "null", "redact", "constant"));
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
