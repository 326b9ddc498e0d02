package dev.sallyport.catalog;

/** A relation's full name, as the catalog spells it (folded or quoted already), unquoted. */
public record RelationName(String schema, String name) implements Comparable<RelationName> {

    /** The name as SQL that means this relation whatever the search path is: both parts quoted. */
    public String sql() {
        return quote(schema) + "." + quote(name);
    }

    /** An identifier, always quoted (PostgreSQL documentation, "Identifiers and Key Words"). */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public int compareTo(RelationName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
