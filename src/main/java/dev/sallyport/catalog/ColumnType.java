package dev.sallyport.catalog;

import java.util.Set;

/**
 * A column's type.
 *
 * @param sql the base type as SQL that can be cast to, with its modifier ({@code character varying(80)}); for a domain,
 *     the type under it
 * @param family what values of the type are like, so that a mask can keep the type
 */
public record ColumnType(String sql, Family family) {

    private static final Set<String> TEXTS = Set.of("text", "character varying", "character", "citext");

    /** Kinds of values that masks tell apart. */
    public enum Family {
        TEXT,
        INTEGER,
        NUMERIC,
        BOOLEAN,
        TEMPORAL,
        UUID,
        BYTES,
        JSON,
        OTHER
    }

    /** Whether values are lists of texts. */
    public boolean holdsTexts() {
        String element = sql.replaceFirst("(\\(\\d+\\))?\\[]$", "");
        return !element.equals(sql) && (TEXTS.contains(element) || element.endsWith(".citext"));
    }
}
