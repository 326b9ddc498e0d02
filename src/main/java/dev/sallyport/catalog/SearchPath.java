package dev.sallyport.catalog;

import java.util.List;

/**
 * The schemas that an unqualified name is looked up in, in order, as the server reports them
 * ({@code current_schemas(true)}): {@code pg_catalog} and the temporary schema stand in it where the server looks.
 */
public record SearchPath(List<String> schemas) {

    public SearchPath {
        schemas = List.copyOf(schemas);
    }

    /** Where a new relation goes that is named without a schema. */
    public String creationSchema() {
        for (String schema : schemas) {
            if (!schema.equals("pg_catalog") && !schema.startsWith("pg_temp")) {
                return schema;
            }
        }
        return "public";
    }
}
