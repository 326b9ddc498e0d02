package dev.sallyport.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A catalog in a JSON file, so that policies can be checked and tested where the database cannot be reached. It holds
 * names and types, and no data.
 */
public final class CatalogSnapshot {

    /** Raised when a file of the older form can no longer be read. */
    static final int FORMAT = 3;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private record Content(
            int format,
            String database,
            long version,
            int serverVersion,
            List<Table> relations,
            List<RelationName> functions,
            List<String> operators) {}

    private record Table(
            long oid,
            RelationName name,
            RelationKind kind,
            List<Attribute> columns,
            List<RelationName> parents,
            List<String> primaryKey,
            Optional<View> view,
            boolean rules) {}

    private record Attribute(String name, int number, ColumnType type, Optional<List<String>> generatedFrom) {
        static Attribute of(Column column) {
            return new Attribute(
                    column.name(),
                    column.number(),
                    column.type(),
                    column.generatedFrom().map(from -> from.stream().sorted().toList()));
        }

        Column column() {
            return new Column(name, number, type, generatedFrom.map(Set::copyOf));
        }
    }

    private record View(
            String query, List<RelationName> reads, boolean callsUserCode, boolean barrier, Optional<String> obstacle) {

        static View of(ViewDefinition definition) {
            return new View(
                    definition.query(),
                    definition.reads().stream().sorted().toList(),
                    definition.callsUserCode(),
                    definition.barrier(),
                    definition.obstacle());
        }

        ViewDefinition definition() {
            return new ViewDefinition(query, Set.copyOf(reads), callsUserCode, barrier, obstacle);
        }
    }

    private CatalogSnapshot() {}

    /** Writes a file, replacing what is there. The same catalog gives the same bytes. */
    public static void save(Catalog catalog, Path file) throws IOException {
        List<Table> tables = catalog.relations().stream()
                .sorted(Comparator.comparing(Relation::name))
                .map(relation -> new Table(
                        relation.oid(),
                        relation.name(),
                        relation.kind(),
                        relation.columns().stream().map(Attribute::of).toList(),
                        relation.parents().stream().sorted().toList(),
                        relation.primaryKey().stream().sorted().toList(),
                        relation.view().map(View::of),
                        relation.rules()))
                .toList();
        Content content = new Content(
                FORMAT,
                catalog.database(),
                catalog.version(),
                catalog.serverVersion(),
                tables,
                catalog.functions().stream().sorted().toList(),
                catalog.operators().stream().sorted().toList());
        Files.writeString(file, JSON.writeValueAsString(content) + "\n");
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws IOException when the file cannot be read or is no such file; the message names it, and the line if it can
     */
    public static Catalog load(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            Content content = JSON.readValue(text, Content.class);
            if (content.format() != FORMAT) {
                throw new IOException(
                        file + ": a catalog of format " + content.format() + ", not " + FORMAT + ": save it again");
            }
            List<Relation> relations = content.relations().stream()
                    .map(table -> new Relation(
                            table.oid(),
                            table.name(),
                            table.kind(),
                            table.columns().stream().map(Attribute::column).toList(),
                            Set.copyOf(table.parents()),
                            Set.copyOf(table.primaryKey()),
                            table.view().map(View::definition),
                            table.rules()))
                    .toList();
            return new Catalog(
                    content.database(),
                    content.version(),
                    content.serverVersion(),
                    relations,
                    content.functions(),
                    content.operators());
        } catch (JacksonException wrong) {
            String place = wrong.getLocation() == null
                    ? ""
                    : ":" + wrong.getLocation().getLineNr() + ":"
                            + wrong.getLocation().getColumnNr();
            throw new IOException(file + place + ": not a catalog: " + wrong.getOriginalMessage(), wrong);
        }
    }
}
