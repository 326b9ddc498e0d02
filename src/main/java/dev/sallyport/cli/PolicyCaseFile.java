package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationKind;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.identity.Principal;
import dev.sallyport.yaml.Problem;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlFile;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a {@code *.test.yaml}: a database, its tables unless a catalog is given, identities, and cases.
 *
 * @param tables the catalog that the file describes; empty when it describes none
 * @param problems what is wrong with the file; if there is anything, the cases must not be used
 */
record PolicyCaseFile(Database database, Optional<Catalog> tables, List<PolicyCase> cases, List<Problem> problems) {

    private static final Map<String, Principal.Kind> KINDS =
            Arrays.stream(Principal.Kind.values()).collect(Collectors.toMap(Principal.Kind::label, kind -> kind));

    /** @param known identities from the configuration, for those that the file does not define */
    static PolicyCaseFile read(String name, String text, Map<String, Principal> known) {
        YamlFile file = YamlFile.parse(name, text);
        List<PolicyCase> cases = new ArrayList<>();
        Database database = new Database("", "postgresql", "", "");
        Optional<Catalog> tables = Optional.empty();
        for (YamlValue document : file.documents()) {
            Optional<YamlMap> map = document.map();
            if (map.isPresent()) {
                database = new Database(
                        map.get().text("database"),
                        "postgresql",
                        map.get().text("environment", "test"),
                        map.get().text("jurisdiction", ""));
                String catalogName = database.name();
                tables = map.get()
                        .find("tables")
                        .flatMap(YamlValue::map)
                        .map(described -> catalog(catalogName, described));
                Map<String, Principal> identities = new HashMap<>(known);
                map.get()
                        .find("identities")
                        .flatMap(YamlValue::map)
                        .ifPresent(defined -> identities.putAll(identities(defined)));
                for (YamlValue element :
                        map.get().need("cases").map(YamlValue::list).orElse(List.of())) {
                    readCase(element, database, identities).ifPresent(cases::add);
                }
                map.get().close();
            }
        }
        return new PolicyCaseFile(database, tables, List.copyOf(cases), file.problems());
    }

    private static Map<String, Principal> identities(YamlMap map) {
        Map<String, Principal> identities = new HashMap<>();
        for (YamlMap.Entry entry : map.entries()) {
            entry.value().map().ifPresent(identity -> {
                Principal.Kind kind = identity.need("kind")
                        .flatMap(value -> value.oneOf(KINDS))
                        .orElse(Principal.Kind.AGENT);
                Map<String, String> attributes = new HashMap<>();
                for (YamlMap.Entry attribute : identity.entries("attributes")) {
                    attribute.value().text().ifPresent(text -> attributes.put(attribute.name(), text));
                }
                Set<String> groups = new HashSet<>(identity.texts("groups"));
                identities.put(entry.name(), new Principal(entry.name(), kind, groups, attributes));
                identity.close();
            });
        }
        return identities;
    }

    private static Optional<PolicyCase> readCase(
            YamlValue value, Database database, Map<String, Principal> identities) {
        Optional<YamlMap> found = value.map();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        YamlMap map = found.get();
        List<Principal> chain = new ArrayList<>();
        map.need("as").flatMap(id -> principal(id, identities)).ifPresent(chain::add);
        for (YamlValue id : map.list("for")) {
            principal(id, identities).ifPresent(chain::add);
        }
        List<String> path = map.texts("search-path");
        String sql = map.text("sql");
        Acting acting = new Acting(
                chain,
                map.find("purpose").flatMap(YamlValue::text),
                map.find("task").flatMap(YamlValue::text),
                map.text("address", Acting.DEFAULT_ADDRESS));
        Trial trial = new Trial(database, acting, path.isEmpty() ? Trial.DEFAULT_PATH : path, sql);
        Boolean allow = map.need("expect")
                .flatMap(expect -> expect.oneOf(Map.of("allow", true, "deny", false)))
                .orElse(false);
        PolicyCase read = new PolicyCase(
                value.place(),
                map.text("name", sql),
                trial,
                allow,
                map.find("rule").flatMap(YamlValue::text),
                map.texts("masked"),
                map.find("message").flatMap(YamlValue::text),
                map.find("governed").flatMap(YamlValue::text));
        map.close();
        return chain.isEmpty() ? Optional.empty() : Optional.of(read);
    }

    private static Optional<Principal> principal(YamlValue id, Map<String, Principal> identities) {
        Optional<String> name = id.text();
        Optional<Principal> found = name.flatMap(one -> Optional.ofNullable(identities.get(one)));
        if (name.isPresent() && found.isEmpty()) {
            id.report("there is no identity '" + name.get() + "'" + Suggestion.text(name.get(), identities.keySet()));
        }
        return found;
    }

    private static Catalog catalog(String database, YamlMap map) {
        List<Relation> relations = new ArrayList<>();
        for (YamlMap.Entry entry : map.entries()) {
            int dot = entry.name().indexOf('.');
            if (dot <= 0 || dot == entry.name().length() - 1) {
                entry.key().report("'" + entry.name() + "' is not schema.table, such as public.customers");
                continue;
            }
            RelationName name = new RelationName(
                    entry.name().substring(0, dot), entry.name().substring(dot + 1));
            Map<String, String> columns = new LinkedHashMap<>();
            for (YamlMap.Entry column :
                    entry.value().map().map(YamlMap::entries).orElse(List.of())) {
                column.value().text().ifPresent(type -> columns.put(column.name(), type));
            }
            relations.add(new Relation(
                    relations.size() + 1L,
                    name,
                    RelationKind.TABLE,
                    columns(columns),
                    Set.of(),
                    Set.of(),
                    Optional.empty(),
                    false));
        }
        return new Catalog(database, 1, 180_000, relations, Set.of(), Set.of());
    }

    private static List<Column> columns(Map<String, String> described) {
        List<Column> columns = new ArrayList<>();
        described.forEach(
                (name, type) -> columns.add(new Column(name, columns.size() + 1, new ColumnType(type, family(type)))));
        return columns;
    }

    /** The families of the type names that people write; the modifier does not matter. */
    private static ColumnType.Family family(String type) {
        String bare = type.replaceAll("\\(.*", "").strip().toLowerCase(Locale.ROOT);
        return switch (bare) {
            case "text", "varchar", "character varying", "char", "character", "citext" -> ColumnType.Family.TEXT;
            case "int", "integer", "bigint", "smallint", "int2", "int4", "int8" -> ColumnType.Family.INTEGER;
            case "numeric", "decimal", "real", "double precision", "float4", "float8" -> ColumnType.Family.NUMERIC;
            case "boolean", "bool" -> ColumnType.Family.BOOLEAN;
            case "date",
                    "time",
                    "timetz",
                    "timestamp",
                    "timestamptz",
                    "timestamp with time zone",
                    "timestamp without time zone" -> ColumnType.Family.TEMPORAL;
            case "uuid" -> ColumnType.Family.UUID;
            case "bytea" -> ColumnType.Family.BYTES;
            case "json", "jsonb" -> ColumnType.Family.JSON;
            default -> ColumnType.Family.OTHER;
        };
    }
}
