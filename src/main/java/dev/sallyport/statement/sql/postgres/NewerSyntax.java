package dev.sallyport.statement.sql.postgres;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the grammar, which is that of the newest server, takes for syntax, and what older servers take for names: there
 * {@code json_value(a, b)} calls a function that somebody has made, and {@code system_user} is a column or a table.
 */
final class NewerSyntax {

    /** @param since the first major version of the server that knows the word */
    private record Word(String name, int since) {}

    private static final Word SYSTEM_USER = new Word("system_user", 16);
    private static final Word JSON_OBJECT = new Word("json_object", 16);

    /** Those that can be written as an older server reads a call. What has other words in it is an error there. */
    private static final Map<String, Word> NODES = Map.of(
            "JsonArrayAgg", new Word("json_arrayagg", 16),
            "JsonArrayConstructor", new Word("json_array", 16),
            "JsonObjectConstructor", JSON_OBJECT,
            "JsonParseExpr", new Word("json", 17),
            "JsonScalarExpr", new Word("json_scalar", 17),
            "JsonSerializeExpr", new Word("json_serialize", 17),
            "MergeSupportFunc", new Word("merge_action", 17));

    private static final Map<String, Word> QUERIES = Map.of(
            "JSON_EXISTS_OP", new Word("json_exists", 17),
            "JSON_QUERY_OP", new Word("json_query", 17),
            "JSON_VALUE_OP", new Word("json_value", 17));

    private final int serverVersion;

    /** @param serverVersion the major one */
    NewerSyntax(int serverVersion) {
        this.serverVersion = serverVersion;
    }

    /** The function that the server calls where the grammar sees another node than a call. */
    Optional<List<String>> called(Node node) {
        Word word = node.is("JsonFuncExpr") ? QUERIES.get(node.text("op")) : NODES.get(node.type());
        return word != null && isName(word) ? Optional.of(List.of(word.name)) : Optional.empty();
    }

    /**
     * The parts of a called function's name as the server reads them.
     *
     * @param parts as the grammar has them; it puts {@code pg_catalog} before what it takes for syntax
     */
    List<String> called(List<String> parts) {
        if (isName(SYSTEM_USER) && parts.getLast().equals(SYSTEM_USER.name)) {
            throw new UnknownForm("system_user is a name before PostgreSQL 16 and must be in quotes");
        }
        return isName(JSON_OBJECT) && parts.getLast().equals(JSON_OBJECT.name) ? List.of(JSON_OBJECT.name) : parts;
    }

    private boolean isName(Word word) {
        return serverVersion < word.since;
    }
}
