package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Relation;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say which tables of a database are meant. */
final class RelationOption {

    @Option(names = "--schema", paramLabel = "NAME", description = "Only this schema. May be given several times.")
    private List<String> schemas = new ArrayList<>();

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "Only this table, as name or schema.name. May be given several times.")
    private List<String> tables = new ArrayList<>();

    /** Sorted by name; ends the command when a schema or table is not there. */
    List<Relation> in(Catalog catalog) {
        return new RelationChoice(catalog, schemas, tables).relations();
    }
}
