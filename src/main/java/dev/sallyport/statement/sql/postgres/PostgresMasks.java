package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.ColumnType.Family;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Fit;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.Masking;
import dev.sallyport.statement.RowPredicate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes masks and filters of rows as PostgreSQL expressions. In masks, every function and operator is named with its
 * schema, so that no search path leads elsewhere, and none of them can fail: an error would tell about the value.
 */
public final class PostgresMasks implements Masking {

    private static final String JOIN = " OPERATOR(pg_catalog.||) ";
    private static final String MINUS = " OPERATOR(pg_catalog.-) ";
    private static final String MODULO = " OPERATOR(pg_catalog.%) ";

    /** How many bytes SHA-256 takes at a time, and the pads of HMAC (RFC 2104). */
    private static final int BLOCK_BYTES = 64;

    private static final int INNER_PAD = 0x36;
    private static final int OUTER_PAD = 0x5c;

    private final MaskKeys keys;
    private final CustomMasks custom;

    /**
     * @param keys make hashes unguessable
     * @param analyzer reads masks that policies write as expressions
     */
    public PostgresMasks(MaskKeys keys, PostgresAnalyzer analyzer) {
        this(keys, new CustomMasks(analyzer));
    }

    private PostgresMasks(MaskKeys keys, CustomMasks custom) {
        this.keys = keys;
        this.custom = custom;
    }

    @Override
    public String expression(Column column, Mask mask, String policy) {
        String type = column.type().sql();
        String name = RelationName.quote(column.name());
        boolean text = column.type().family() == Family.TEXT;
        return switch (mask.kind()) {
            case DENY_USE, NULL -> nothing(type);
            case REDACT -> text ? cast("'***'", type) : nothing(type);
            case CONSTANT -> cast(literal(mask.argument().orElse("")), type);
            case CUSTOM -> custom(name, column, mask.argument().orElse(""));
            case PARTIAL -> text ? cast(partial(name), type) : nothing(type);
            case EMAIL -> text ? cast(email(name), type) : nothing(type);
            case GENERALIZE -> generalize(name, column, mask.argument().orElse(""));
            case HASH -> hash(name, column, policy);
            case TOKEN -> token(name, column, policy);
        };
    }

    @Override
    public Fit fit(ColumnType type, Mask mask, Catalog catalog) {
        return MaskTypes.fit(type, mask, catalog, custom);
    }

    @Override
    public Optional<String> question(ColumnType type, Mask mask) {
        return MaskTypes.question(type, mask, custom);
    }

    @Override
    public List<String> fitting(ColumnType type) {
        return MaskTypes.fitting(type);
    }

    @Override
    public Optional<Wrong> wrong(String expression) {
        return switch (custom.read(expression)) {
            case CustomMasks.Reading.Written _ -> Optional.empty();
            case CustomMasks.Reading.Refused(Wrong wrong) -> Optional.of(wrong);
            case CustomMasks.Reading.GivenUp(String why) -> Optional.of(new Wrong(why, 1));
        };
    }

    private String custom(String name, Column column, String expression) {
        return custom.read(expression) instanceof CustomMasks.Reading.Written(String written)
                ? CustomMasks.expression(written, name, column.type())
                : nothing(column.type().sql());
    }

    @Override
    public Masking withKnownKeys() {
        return new PostgresMasks(MaskKeys.known(), custom);
    }

    @Override
    public String condition(RowPredicate predicate) {
        return predicate.parts().stream()
                .map(part -> switch (part) {
                    case RowPredicate.Part.Sql(String text) -> text;
                    case RowPredicate.Part.Column(String name) -> RelationName.quote(name);
                    // Of no type yet, so that it takes that of the column.
                    case RowPredicate.Part.Text(String value) -> literal(value);
                    case RowPredicate.Part.Whole(long value) -> "(" + value + ")";
                    case RowPredicate.Part.Flag(boolean value) -> Boolean.toString(value);
                    case RowPredicate.Part.Texts(List<String> values) ->
                        cast(
                                "ARRAY["
                                        + values.stream()
                                                .map(PostgresMasks::literal)
                                                .collect(Collectors.joining(", ")) + "]",
                                "pg_catalog.text[]");
                })
                .collect(Collectors.joining());
    }

    private static String nothing(String type) {
        return cast("NULL", type);
    }

    private static String cast(String expression, String type) {
        return "CAST(" + expression + " AS " + type + ")";
    }

    /** Means the same whatever {@code standard_conforming_strings} says. */
    static String literal(String value) {
        String quoted = "'" + value.replace("'", "''") + "'";
        return value.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }

    private static String text(String name) {
        return "CAST(" + name + " AS pg_catalog.text)";
    }

    /** Of NULL the length is none, so that it comes to the second part and stays NULL; each part less is felt in every row. */
    private static String partial(String name) {
        String text = text(name);
        return "CASE WHEN pg_catalog.length(" + text + ") OPERATOR(pg_catalog.<=) 8 THEN '***' ELSE '***'" + JOIN
                + "pg_catalog.right(" + text + ", 4) END";
    }

    /** By the database's own collation: nothing can be looked for in texts of one that takes different texts for equal. */
    private static String email(String name) {
        String text = "(" + text(name) + " COLLATE pg_catalog.\"default\")";
        String at = "pg_catalog.strpos(" + text + ", '@')";
        return "CASE WHEN " + text + " IS NULL THEN NULL WHEN " + at + " OPERATOR(pg_catalog.>) 1 THEN pg_catalog.left("
                + text + ", 1)" + JOIN + "'***'" + JOIN + "pg_catalog.substr(" + text + ", " + at + ") ELSE '***' END";
    }

    /** Numbers go towards zero, so that none leaves its type; dates outside four-digit years show nothing. */
    private static String generalize(String name, Column column, String step) {
        String type = column.type().sql();
        if (!MaskTypes.generalizes(column.type(), step)) {
            return nothing(type);
        }
        return column.type().family() == Family.TEMPORAL ? dated(name, type, step) : stepped(name, type, step);
    }

    private static String stepped(String name, String type, String step) {
        return cast(name + MINUS + "(" + name + MODULO + step + ")", type);
    }

    private static String dated(String name, String type, String unit) {
        return "CASE WHEN " + name + " OPERATOR(pg_catalog.>=) CAST('0001-01-01' AS " + type + ") AND " + name
                + " OPERATOR(pg_catalog.<) CAST('9999-01-01' AS " + type + ") THEN "
                + cast(truncated(name, type, unit), type) + " ELSE " + nothing(type) + " END";
    }

    /** By UTC: in the session's own time zone, which it may move, borders would tell the time to the minute. */
    private static String truncated(String name, String type, String unit) {
        if (type.contains("with time zone")) {
            return "pg_catalog.timezone('UTC', pg_catalog.date_trunc('" + unit + "', pg_catalog.timezone('UTC', " + name
                    + ")))";
        }
        return "pg_catalog.date_trunc('" + unit + "', CAST(" + name + " AS pg_catalog.timestamp))";
    }

    private String token(String name, Column column, String policy) {
        return column.type().family() == Family.TEXT
                ? cast(
                        "'tok_'" + JOIN + "pg_catalog.left(" + hex(mac(name, column, policy)) + ", 24)",
                        column.type().sql())
                : hash(name, column, policy);
    }

    private String hash(String name, Column column, String policy) {
        String type = column.type().sql();
        return switch (column.type().family()) {
            case TEXT -> cast(hex(mac(name, column, policy)), type);
            case UUID -> cast("pg_catalog.left(" + hex(mac(name, column, policy)) + ", 32)", type);
            case BYTES -> cast(mac(name, column, policy), type);
            case INTEGER, NUMERIC, BOOLEAN, TEMPORAL, JSON, OTHER -> nothing(type);
        };
    }

    private static String hex(String bytes) {
        return "pg_catalog.encode(" + bytes + ", 'hex')";
    }

    /**
     * HMAC-SHA-256 of a value, from functions that are built in. What counts is that nobody without the key can try values;
     * for that, SHA-256 of key and value would do, as nobody gains from making longer values. But HMAC is what is known to
     * be a keyed function, tokens are parts of it, and it costs one short hash more.
     */
    private String mac(String name, Column column, String policy) {
        byte[] key = keys.key(policy);
        // Bytes as they are: what they look like as text is a setting of the session.
        String value =
                column.type().family() == Family.BYTES ? name : "pg_catalog.convert_to(" + text(name) + ", 'UTF8')";
        return sha256(padded(key, OUTER_PAD), sha256(padded(key, INNER_PAD), value));
    }

    private static String sha256(String first, String then) {
        return "pg_catalog.sha256(" + first + JOIN + then + ")";
    }

    /** Without a backslash, which means different things in different sessions. */
    private static String padded(byte[] key, int pad) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        for (int at = 0; at < BLOCK_BYTES; at++) {
            block[at] ^= (byte) pad;
        }
        return "pg_catalog.decode('" + HexFormat.of().formatHex(block) + "', 'hex')";
    }
}
