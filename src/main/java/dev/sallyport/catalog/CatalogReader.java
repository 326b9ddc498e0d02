package dev.sallyport.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Reads the catalog of a PostgreSQL server, 13 or newer, over a connection of its own that is opened for each snapshot.
 * All queries see one moment of the database.
 */
public final class CatalogReader implements CatalogLoader {

    static final int OLDEST_SERVER = 130_000;

    private static final int VALID_SECONDS = 5;

    /** How the driver begins what a server says. */
    private static final Pattern SEVERITY = Pattern.compile("^\\p{Lu}+: ");

    private static final String NOT_READ = "its definition could not be read; try again in a moment";

    private final String database;
    private final UpstreamDoor door;
    private final BooleanSupplier definitionsWanted;

    /** A reader of everything. */
    public CatalogReader(String database, ConnectionSettings settings) {
        this(database, settings, () -> true);
    }

    /**
     * @param database the name of the protected database, for the snapshot and for messages
     * @param definitionsWanted asked at each load: whether anybody will open views; reading definitions takes locks
     */
    public CatalogReader(String database, ConnectionSettings settings, BooleanSupplier definitionsWanted) {
        this.database = database;
        this.door = new UpstreamDoor(database, settings);
        this.definitionsWanted = definitionsWanted;
    }

    /**
     * What answers at the other end.
     *
     * @param version as the server says it, such as {@code 18.6}
     * @param tls the protocol and cipher of the connection; empty when it is in the clear
     */
    public record Server(String version, Optional<String> tls) {}

    /** Reaches the server and logs in. */
    public Server probe() {
        try (Connection connection = door.open();
                PreparedStatement query = connection.prepareStatement(CatalogQueries.PROBE);
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return new Server(rows.getString(1), Optional.ofNullable(rows.getString(2)));
        } catch (SQLException failed) {
            throw door.unavailable(failed);
        }
    }

    @Override
    public Catalog load(long version) {
        try (Connection connection = door.open()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            int server = server(connection);
            Map<Long, List<Column>> columns = columns(connection);
            Map<Long, Set<RelationName>> parents = names(connection, CatalogQueries.PARENTS);
            List<RelationName> functions = functions(connection);
            List<String> operators = operators(connection);
            Map<Long, Set<String>> keys = primaryKeys(connection);
            List<Relation> relations = relations(connection, columns, parents, keys, views(connection));
            connection.rollback();
            return new Catalog(database, version, server, relations, functions, operators);
        } catch (SQLException failed) {
            throw door.unavailable(failed);
        }
    }

    /**
     * Asks the database about its types; each question is a query that gives one text.
     *
     * @return for each question the text, or what the server says of a query that fails; empty for NULL
     */
    public Map<String, String> ask(Set<String> questions) {
        Map<String, String> answers = new HashMap<>();
        if (questions.isEmpty()) {
            return answers;
        }
        try (Connection connection = door.open()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            for (String question : questions) {
                answers.put(question, answer(connection, question));
                connection.rollback();
            }
            return answers;
        } catch (SQLException failed) {
            throw door.unavailable(failed);
        }
    }

    private static String answer(Connection connection, String question) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(question);
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return Optional.ofNullable(rows.getString(1)).orElse("");
        } catch (SQLException failed) {
            if (!connection.isValid(VALID_SECONDS)) {
                throw failed;
            }
            String first =
                    String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
            return SEVERITY.matcher(first).replaceFirst("");
        }
    }

    private int server(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT current_setting('server_version_num')::int");
                ResultSet rows = query.executeQuery()) {
            rows.next();
            int version = rows.getInt(1);
            if (version < OLDEST_SERVER) {
                throw new SQLException(
                        "the server is of version " + version / 10_000 + "; PostgreSQL 13 or newer is" + " needed");
            }
            return version;
        }
    }

    private static List<Relation> relations(
            Connection connection,
            Map<Long, List<Column>> columns,
            Map<Long, Set<RelationName>> parents,
            Map<Long, Set<String>> keys,
            Map<Long, ViewDefinition> views)
            throws SQLException {
        List<Relation> relations = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(CatalogQueries.RELATIONS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                long oid = rows.getLong(1);
                relations.add(new Relation(
                        oid,
                        new RelationName(rows.getString(2), rows.getString(3)),
                        kind(rows.getString(4)),
                        columns.getOrDefault(oid, List.of()),
                        parents.getOrDefault(oid, Set.of()),
                        keys.getOrDefault(oid, Set.of()),
                        Optional.ofNullable(views.get(oid)),
                        rows.getBoolean(5)));
            }
        }
        return relations;
    }

    private Map<Long, ViewDefinition> views(Connection connection) throws SQLException {
        Map<Long, Set<RelationName>> reads = names(connection, CatalogQueries.VIEW_RELATIONS);
        Set<Long> callers = ids(connection, CatalogQueries.VIEWS_WITH_USER_CODE);
        Map<Long, ViewDefinition> views = new HashMap<>();
        Map<Long, Optional<String>> obstacles = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(CatalogQueries.VIEWS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                long oid = rows.getLong(1);
                views.put(
                        oid,
                        new ViewDefinition(
                                "",
                                reads.getOrDefault(oid, Set.of()),
                                callers.contains(oid),
                                rows.getBoolean(2),
                                Optional.of(NOT_READ)));
                obstacles.put(oid, Optional.ofNullable(rows.getString(3)));
            }
        }
        if (definitionsWanted.getAsBoolean()) {
            // Last of all, so that the locks that this takes are held for a moment only.
            texts(connection, views.keySet())
                    .forEach((oid, text) -> views.computeIfPresent(
                            oid, (_, view) -> view.read(text, obstacles.getOrDefault(oid, Optional.empty()))));
        }
        return views;
    }

    /** The definitions; those are missing that somebody is changing right now. */
    private static Map<Long, String> texts(Connection connection, Set<Long> views) throws SQLException {
        Map<Long, String> texts = new HashMap<>();
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement query = connection.prepareStatement(CatalogQueries.VIEW_TEXTS)) {
            read(query, texts);
            return texts;
        } catch (SQLException someLocked) {
            connection.rollback(before);
        }
        for (long oid : views) {
            Savepoint one = connection.setSavepoint();
            try (PreparedStatement query = connection.prepareStatement(CatalogQueries.VIEW_TEXT)) {
                query.setLong(1, oid);
                query.setLong(2, oid);
                read(query, texts);
                connection.releaseSavepoint(one);
            } catch (SQLException locked) {
                connection.rollback(one);
            }
        }
        return texts;
    }

    private static void read(PreparedStatement query, Map<Long, String> texts) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String text = rows.getString(2);
                if (text != null) {
                    texts.put(rows.getLong(1), text);
                }
            }
        }
    }

    private static RelationKind kind(String relkind) {
        return switch (relkind) {
            case "r" -> RelationKind.TABLE;
            case "p" -> RelationKind.PARTITIONED_TABLE;
            case "v" -> RelationKind.VIEW;
            case "m" -> RelationKind.MATERIALIZED_VIEW;
            case "f" -> RelationKind.FOREIGN_TABLE;
            case "S" -> RelationKind.SEQUENCE;
            default -> throw new IllegalStateException("the query asks for no relation of kind " + relkind);
        };
    }

    private static Map<Long, List<Column>> columns(Connection connection) throws SQLException {
        Map<Long, List<Column>> columns = new LinkedHashMap<>();
        Map<Attribute, Set<String>> generated = generated(connection);
        try (PreparedStatement query = connection.prepareStatement(CatalogQueries.COLUMNS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ColumnType type = new ColumnType(rows.getString(4), family(rows.getString(5), rows.getBoolean(6)));
                Attribute attribute = new Attribute(rows.getLong(1), rows.getInt(3));
                Optional<Set<String>> from = rows.getBoolean(7)
                        ? Optional.of(generated.getOrDefault(attribute, Set.of()))
                        : Optional.empty();
                columns.computeIfAbsent(attribute.relation(), _ -> new ArrayList<>())
                        .add(new Column(rows.getString(2), attribute.number(), type, from));
            }
        }
        return columns;
    }

    private record Attribute(long relation, int number) {}

    /** One column of a row, or several together. */
    private interface Part<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** The rows of a query, sorted into sets. */
    private static <K, V> Map<K, Set<V>> grouped(Connection connection, String sql, Part<K> key, Part<V> value)
            throws SQLException {
        Map<K, Set<V>> groups = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                groups.computeIfAbsent(key.of(rows), _ -> new HashSet<>()).add(value.of(rows));
            }
        }
        return groups;
    }

    private static Map<Attribute, Set<String>> generated(Connection connection) throws SQLException {
        return grouped(
                connection,
                CatalogQueries.GENERATED,
                row -> new Attribute(row.getLong(1), row.getInt(2)),
                row -> row.getString(3));
    }

    private static Map<Long, Set<String>> primaryKeys(Connection connection) throws SQLException {
        return grouped(connection, CatalogQueries.PRIMARY_KEYS, row -> row.getLong(1), row -> row.getString(2));
    }

    /** Families promise that their masks can be cast to the type, so a type that is not known is of none. */
    private static ColumnType.Family family(String type, boolean builtIn) {
        if (!builtIn) {
            return type.equals("citext") ? ColumnType.Family.TEXT : ColumnType.Family.OTHER;
        }
        return switch (type) {
            case "text", "varchar", "bpchar", "name" -> ColumnType.Family.TEXT;
            case "int2", "int4", "int8" -> ColumnType.Family.INTEGER;
            case "numeric", "float4", "float8" -> ColumnType.Family.NUMERIC;
            case "bool" -> ColumnType.Family.BOOLEAN;
            case "date", "time", "timetz", "timestamp", "timestamptz" -> ColumnType.Family.TEMPORAL;
            case "uuid" -> ColumnType.Family.UUID;
            case "bytea" -> ColumnType.Family.BYTES;
            case "json", "jsonb" -> ColumnType.Family.JSON;
            default -> ColumnType.Family.OTHER;
        };
    }

    private static Map<Long, Set<RelationName>> names(Connection connection, String sql) throws SQLException {
        return grouped(
                connection, sql, row -> row.getLong(1), row -> new RelationName(row.getString(2), row.getString(3)));
    }

    private static Set<Long> ids(Connection connection, String sql) throws SQLException {
        Set<Long> ids = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    private static List<RelationName> functions(Connection connection) throws SQLException {
        List<RelationName> functions = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(CatalogQueries.FUNCTIONS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                functions.add(new RelationName(rows.getString(1), rows.getString(2)));
            }
        }
        return functions;
    }

    private static List<String> operators(Connection connection) throws SQLException {
        List<String> operators = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(CatalogQueries.OPERATORS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                operators.add(rows.getString(1));
            }
        }
        return operators;
    }
}
