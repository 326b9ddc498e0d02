package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType.Family;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.Masking;
import java.util.HexFormat;

/**
 * Writes masks as PostgreSQL expressions. Every function and operator is named with its schema, so that no search path
 * leads elsewhere, and none of them can fail: an error would tell about the value.
 */
public final class PostgresMasks implements Masking {

    private static final String JOIN = " OPERATOR(pg_catalog.||) ";

    private final String key;

    /** @param key makes hashes unguessable; at least 16 bytes */
    public PostgresMasks(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("a key has at least 16 bytes, not " + key.length);
        }
        this.key = HexFormat.of().formatHex(key);
    }

    @Override
    public String expression(Column column, Mask mask) {
        String type = column.type().sql();
        String name = RelationName.quote(column.name());
        boolean text = column.type().family() == Family.TEXT;
        return switch (mask.kind()) {
            case NULL -> nothing(type);
            case REDACT -> text ? cast("'***'", type) : nothing(type);
            case CONSTANT -> cast(literal(mask.constant().orElse("")), type);
            case PARTIAL -> text ? cast(partial(name), type) : nothing(type);
            case EMAIL -> text ? cast(email(name), type) : nothing(type);
            case HASH -> hash(name, column, type);
        };
    }

    private static String nothing(String type) {
        return cast("NULL", type);
    }

    private static String cast(String expression, String type) {
        return "CAST(" + expression + " AS " + type + ")";
    }

    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String text(String name) {
        return "CAST(" + name + " AS pg_catalog.text)";
    }

    private static String partial(String name) {
        String text = text(name);
        return "CASE WHEN " + text + " IS NULL THEN NULL WHEN pg_catalog.length(" + text
                + ") OPERATOR(pg_catalog.>) 8 THEN '***'" + JOIN + "pg_catalog.right(" + text + ", 4) ELSE '***' END";
    }

    private static String email(String name) {
        String text = text(name);
        String at = "pg_catalog.strpos(" + text + ", '@')";
        return "CASE WHEN " + text + " IS NULL THEN NULL WHEN " + at + " OPERATOR(pg_catalog.>) 1 THEN pg_catalog.left("
                + text + ", 1)" + JOIN + "'***'" + JOIN + "pg_catalog.substr(" + text + ", " + at + ") ELSE '***' END";
    }

    private String hash(String name, Column column, String type) {
        String bytes = "pg_catalog.sha256(pg_catalog.convert_to('" + key + "'" + JOIN + text(name) + ", 'UTF8'))";
        String hex = "pg_catalog.encode(" + bytes + ", 'hex')";
        return switch (column.type().family()) {
            case TEXT -> cast(hex, type);
            case UUID -> cast("pg_catalog.left(" + hex + ", 32)", type);
            case BYTES -> cast(bytes, type);
            case INTEGER, NUMERIC, BOOLEAN, TEMPORAL, JSON, OTHER -> nothing(type);
        };
    }
}
