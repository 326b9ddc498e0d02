package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.FunctionUse.Category;
import dev.sallyport.statement.SettingChange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads expressions: every node in them, each of a type that is known here. */
final class ExpressionReader {

    /** Nodes that do nothing but what the nodes in them do. */
    private static final Set<String> TRANSPARENT = Set.of(
            "A_ArrayExpr",
            "A_Const",
            "A_Star",
            "BitString",
            "BoolExpr",
            "Boolean",
            "BooleanTest",
            "CaseWhen",
            "CoalesceExpr",
            "CollateClause",
            "CurrentOfExpr",
            "DefElem",
            "Float",
            "GroupingFunc",
            "GroupingSet",
            "IndexElem",
            "Integer",
            "JsonAggConstructor",
            "JsonArgument",
            "JsonArrayAgg",
            "JsonArrayConstructor",
            "JsonBehavior",
            "JsonFormat",
            "JsonFuncExpr",
            "JsonIsPredicate",
            "JsonKeyValue",
            "JsonObjectAgg",
            "JsonObjectConstructor",
            "JsonOutput",
            "JsonParseExpr",
            "JsonReturning",
            "JsonScalarExpr",
            "JsonSerializeExpr",
            "JsonTableColumn",
            "JsonTablePathSpec",
            "JsonValueExpr",
            "List",
            "MergeSupportFunc",
            "MinMaxExpr",
            "MultiAssignRef",
            "NamedArgExpr",
            "NullTest",
            "ParamRef",
            "PartitionElem",
            "RangeTableFuncCol",
            "ResTarget",
            "SQLValueFunction",
            "SetToDefault",
            "StatsElem",
            "String",
            "TypeName",
            "XmlExpr",
            "XmlSerialize");

    /** Nodes that can fail for some values and not for others. */
    private static final Set<String> LEAKY_PREFIXES = Set.of("Json", "Xml");

    private static final Set<String> TAME_TYPES = Set.of(
            "bool", "date", "int2", "int4", "int8", "numeric", "text", "timestamp", "timestamptz", "uuid", "varchar");

    /** Subqueries that may give any number of rows. */
    private static final Set<String> MANY_ROWS =
            Set.of("EXISTS_SUBLINK", "ANY_SUBLINK", "ALL_SUBLINK", "ARRAY_SUBLINK");

    /** Operators that give an answer for all values of the types that have them built in. */
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", "<=", ">", ">=");

    /** What is computed from rows that the conditions have let through. */
    private static final Set<String> AGGREGATES = Set.of(
            "count", "min", "max", "sum", "avg", "bool_and", "bool_or", "every", "row_number", "rank", "dense_rank");

    private final Findings findings;
    private final Functions functions;
    private final Columns columns;
    private final QueryReader queries;

    ExpressionReader(Findings findings, Functions functions, Columns columns, QueryReader queries) {
        this.findings = findings;
        this.functions = functions;
        this.columns = columns;
        this.queries = queries;
    }

    void readAll(List<Node> nodes, Scope scope) {
        nodes.forEach(node -> read(node, scope));
    }

    void read(Optional<Node> node, Scope scope) {
        node.ifPresent(present -> read(present, scope));
    }

    void read(Node node, Scope scope) {
        switch (node.type()) {
            case "ColumnRef" -> columns.read(node, scope);
            case "FuncCall" -> call(node, scope);
            case "A_Expr" -> {
                operators(node);
                readAll(node.children(), scope);
            }
            case "SubLink" -> {
                if (!MANY_ROWS.contains(node.text("subLinkType"))) {
                    findings.leaky(); // it fails when there is more than one row
                }
                operator(node.strings("operName").isEmpty() ? List.of("=") : node.strings("operName"));
                readAll(node.list("operName"), scope);
                read(node.child("testexpr"), scope);
                queries.select(node.required("subselect"), scope.inner());
            }
            case "JsonArrayQueryConstructor" -> {
                read(node.child("output"), scope);
                read(node.child("format"), scope);
                queries.select(node.required("query"), scope.inner());
            }
            case "SelectStmt" -> queries.select(node, scope.inner());
            case "CaseExpr" -> {
                if (node.child("arg").isPresent()) {
                    operator(List.of("="));
                }
                readAll(node.children(), scope);
            }
            case "SortBy" -> {
                List<String> operator = node.strings("useOp");
                operator(operator.isEmpty() ? List.of("<") : operator);
                readAll(node.children(), scope);
            }
            case "A_Indirection" -> {
                // (x).name is a field, or a function of one composite argument.
                node.strings("indirection")
                        .forEach(name -> functions.inFieldNotation(name).ifPresent(findings::add));
                readAll(node.children(), scope);
            }
            case "TypeCast" -> {
                constantOrLeaky(node.child("arg"));
                node.child("typeName").ifPresent(this::tameOrLeaky);
                readAll(node.children(), scope);
            }
            case "RowExpr", "A_Indices" -> {
                // Rows of other types, and subscripts that are too large, fail when they are met.
                findings.leaky();
                readAll(node.children(), scope);
            }
            case "WindowDef" -> {
                // An offset that is negative fails.
                node.child("startOffset").ifPresent(offset -> constantOrLeaky(Optional.of(offset)));
                node.child("endOffset").ifPresent(offset -> constantOrLeaky(Optional.of(offset)));
                readAll(node.children(), scope);
            }
            default -> {
                if (!TRANSPARENT.contains(node.type())) {
                    throw new UnknownForm("an expression with " + node.type() + " is not known");
                }
                if (LEAKY_PREFIXES.stream().anyMatch(node.type()::startsWith)) {
                    findings.leaky();
                }
                functions.calledBy(node).ifPresent(use -> {
                    findings.add(use);
                    findings.leaky();
                });
                readAll(node.children(), scope);
            }
        }
    }

    /**
     * A constant of a type to which PostgreSQL casts no column that it is compared with, or casts it without failing. Others,
     * such as {@code oid} beside a {@code bigint}, draw the column to their type.
     */
    void tameOrLeaky(Node typeName) {
        boolean array = !typeName.list("arrayBounds").isEmpty();
        if (array || !TAME_TYPES.contains(typeName.strings("names").getLast())) {
            findings.leaky();
        }
    }

    /** What must not depend on a row's values, because it fails for some. */
    void constantOrLeaky(Optional<Node> node) {
        boolean constant = node.filter(value -> value.is("A_Const") || value.is("ParamRef"))
                .isPresent();
        if (!constant) {
            findings.leaky();
        }
    }

    private void operators(Node expression) {
        switch (expression.text("kind")) {
            case "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN", "AEXPR_BETWEEN_SYM", "AEXPR_NOT_BETWEEN_SYM" -> {
                operator(List.of(">="));
                operator(List.of("<="));
                operator(List.of("<"));
                operator(List.of(">"));
            }
            case "AEXPR_OP",
                    "AEXPR_OP_ANY",
                    "AEXPR_OP_ALL",
                    "AEXPR_DISTINCT",
                    "AEXPR_NOT_DISTINCT",
                    "AEXPR_NULLIF",
                    "AEXPR_IN",
                    "AEXPR_LIKE",
                    "AEXPR_ILIKE",
                    "AEXPR_SIMILAR" -> operator(expression.strings("name"));
            default ->
                throw new UnknownForm("an expression of kind %s is not known".formatted(expression.text("kind")));
        }
    }

    void operator(List<String> name) {
        if (!COMPARISONS.contains(name.getLast())) {
            findings.leaky();
        }
        functions.operator(name).ifPresent(findings::add);
    }

    private void call(Node call, Scope scope) {
        FunctionUse use = functions.called(call);
        findings.add(use);
        if (use.category() != Category.HARMLESS || !AGGREGATES.contains(use.name())) {
            findings.leaky();
        }
        if (use.category() == Category.SETTING) {
            setting(call);
        }
        // The name's parts are strings, which do nothing.
        readAll(call.children(), scope);
    }

    /** {@code set_config(name, value, is_local)}. */
    private void setting(Node call) {
        findings.looksAtLiterals();
        List<Node> arguments = call.list("args");
        Optional<String> name = arguments.isEmpty() ? Optional.empty() : constant(arguments.getFirst());
        Optional<String> value = arguments.size() < 2 ? Optional.empty() : constant(arguments.get(1));
        findings.changes(name.map(known -> new SettingChange(known.toLowerCase(Locale.ROOT), value))
                .orElse(SettingChange.ANY));
    }

    /** The text of a string constant. */
    private static Optional<String> constant(Node node) {
        return node.is("A_Const") ? node.child("sval").map(string -> string.text("sval")) : Optional.empty();
    }
}
