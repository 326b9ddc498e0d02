package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.MaskText.Wrong;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the expression of a mask and writes it anew from what it has understood: over one value, with functions and
 * operators that are known to give an answer for every value, all of them named with their schema. An expression that
 * fails for some values would tell of values by failing. For one reading.
 *
 * <p>Whole numbers are followed with the range that they can be in, so that none overflows and no length is negative. Texts
 * are at most as long as PostgreSQL lets any text be (1 GB); one that would be made longer fails there.
 */
final class MaskReader {

    static final int MAX_CHARACTERS = 2_000;

    /** What is written twice, twice over, must not grow without end. */
    private static final int MAX_WRITTEN = 20_000;

    /** The longest text that a number of repetitions, or a width, may make of a constant. */
    private static final int MAX_MADE = 1_000_000;

    private static final int MAX_WIDTH = 10_000;

    /** No text is longer: {@code MaxAllocSize} of the server without the length before it. */
    private static final long LONGEST = (1L << 30) - 5;

    /** What arguments can be at most, so that functions can add one to another, or to a length, without overflow. */
    private static final long MOST = (1L << 30) - 1;

    private static final String SELECT = "SELECT ";
    private static final String VALUE = "value";
    private static final Pattern NUMBER =
            Pattern.compile("[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?|\\.[0-9]+([eE][+-]?[0-9]+)?");
    private static final Pattern FIXED_TIME = Pattern.compile("[0-9-][0-9 :.+-]*");
    /** Nodes of which the grammar does not say where they stand. */
    private static final Set<String> PLACELESS = Set.of("A_Indirection", "List", "JsonArrayAgg", "JsonObjectAgg");

    private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", "<=", ">", ">=");
    private static final Set<String> TIMES = Set.of("date", "timestamp", "timestamptz");

    /** Types that a constant may be written of. */
    private static final Set<String> CONSTANTS = Set.of(
            "text",
            "varchar",
            "int2",
            "int4",
            "int8",
            "numeric",
            "float4",
            "float8",
            "bool",
            "uuid",
            "bytea",
            "date",
            "timestamp",
            "timestamptz");

    /** What an argument must be so that the function does not fail. */
    private enum Argument {
        ANY,
        /** A text that the policy gives. */
        FIXED,
        /** A whole number whose range is known. */
        WHOLE,
        /** As that, and not negative. */
        COUNT,
        /** As that, from 1. */
        PLACE,
        /** As that, at most {@value #MAX_WIDTH}. */
        WIDTH
    }

    private static final Map<String, List<List<Argument>>> FUNCTIONS = Map.ofEntries(
            Map.entry("left", List.of(List.of(Argument.ANY, Argument.WHOLE))),
            Map.entry("right", List.of(List.of(Argument.ANY, Argument.WHOLE))),
            Map.entry("substr", parts()),
            Map.entry("substring", parts()),
            Map.entry("length", one()),
            Map.entry("char_length", one()),
            Map.entry("character_length", one()),
            Map.entry("octet_length", one()),
            Map.entry("upper", one()),
            Map.entry("lower", one()),
            Map.entry("initcap", one()),
            Map.entry("reverse", one()),
            Map.entry("repeat", List.of(List.of(Argument.FIXED, Argument.WHOLE))),
            Map.entry("strpos", List.of(List.of(Argument.ANY, Argument.ANY))),
            Map.entry("position", List.of(List.of(Argument.ANY, Argument.ANY))),
            Map.entry("starts_with", List.of(List.of(Argument.ANY, Argument.ANY))),
            Map.entry("replace", List.of(List.of(Argument.ANY, Argument.FIXED, Argument.FIXED))),
            Map.entry("translate", List.of(List.of(Argument.ANY, Argument.FIXED, Argument.FIXED))),
            Map.entry("split_part", List.of(List.of(Argument.ANY, Argument.FIXED, Argument.PLACE))),
            Map.entry("lpad", padding()),
            Map.entry("rpad", padding()),
            Map.entry("btrim", trimming()),
            Map.entry("ltrim", trimming()),
            Map.entry("rtrim", trimming()),
            Map.entry(
                    "overlay",
                    List.of(
                            List.of(Argument.ANY, Argument.ANY, Argument.PLACE),
                            List.of(Argument.ANY, Argument.ANY, Argument.PLACE, Argument.COUNT))));

    /** Takes any number of arguments. */
    private static final String CONCAT = "concat";

    private static final Set<String> LENGTHS =
            Set.of("length", "char_length", "character_length", "octet_length", "strpos", "position");

    private static List<List<Argument>> one() {
        return List.of(List.of(Argument.ANY));
    }

    private static List<List<Argument>> parts() {
        return List.of(List.of(Argument.ANY, Argument.WHOLE), List.of(Argument.ANY, Argument.WHOLE, Argument.COUNT));
    }

    private static List<List<Argument>> padding() {
        return List.of(List.of(Argument.ANY, Argument.WIDTH), List.of(Argument.ANY, Argument.WIDTH, Argument.FIXED));
    }

    private static List<List<Argument>> trimming() {
        return List.of(List.of(Argument.ANY), List.of(Argument.ANY, Argument.FIXED));
    }

    private final String expression;

    private MaskReader(String expression) {
        this.expression = expression;
    }

    static CustomMasks.Reading read(String expression, PostgresGrammar grammar, TreeShape shape) {
        return new MaskReader(expression).read(grammar, shape);
    }

    /**
     * A part that was understood.
     *
     * @param range of a whole number, as far as it is known
     * @param fixed of a text that the policy gives
     */
    private record Piece(String sql, Optional<Range> range, Optional<String> fixed) {
        static Piece of(String sql) {
            return new Piece(sql, Optional.empty(), Optional.empty());
        }
    }

    /** Both ends included. */
    private record Range(long least, long most) {
        boolean whole() {
            return least >= Integer.MIN_VALUE && most <= Integer.MAX_VALUE;
        }

        Range or(Range other) {
            return new Range(Math.min(least, other.least), Math.max(most, other.most));
        }
    }

    /** Ends the reading. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int at;

        /** @param at in bytes from the start of the parsed text */
        Refused(String message, int at) {
            super(message, null, false, false);
            this.at = at;
        }
    }

    private static Refused refused(Node at, String message) {
        return new Refused(message, PLACELESS.contains(at.type()) ? SELECT.length() : at.location());
    }

    private CustomMasks.Reading read(PostgresGrammar grammar, TreeShape shape) {
        Optional<Wrong> unreadable = unreadable();
        if (unreadable.isPresent()) {
            return new CustomMasks.Reading.Refused(unreadable.get());
        }
        byte[] utf8 = (SELECT + expression).getBytes(StandardCharsets.UTF_8);
        return switch (grammar.parse(utf8)) {
            case PostgresGrammar.ParseResult.SyntaxError(String message, String _, int position) ->
                refusal(message, position - SELECT.length());
            case PostgresGrammar.ParseResult.Tree(var root) -> {
                try {
                    yield new CustomMasks.Reading.Written(
                            expression(only(Node.statements(root, shape))).sql());
                } catch (Refused wrong) {
                    yield refusal(String.valueOf(wrong.getMessage()), character(utf8, wrong.at));
                } catch (UnknownForm unknown) {
                    yield refusal(unknown.reason(), 1);
                }
            }
        };
    }

    private static CustomMasks.Reading refusal(String message, int position) {
        return new CustomMasks.Reading.Refused(new Wrong(message, Math.max(1, position)));
    }

    /** What the grammar must not be given, or what could be read otherwise by the database. */
    private Optional<Wrong> unreadable() {
        if (expression.length() > MAX_CHARACTERS) {
            return Optional.of(new Wrong("it is longer than " + MAX_CHARACTERS + " characters", 1));
        }
        for (int at = 0; at < expression.length(); at++) {
            char c = expression.charAt(at);
            if (c == '\\') {
                return Optional.of(
                        new Wrong("a backslash means different things in different sessions; a mask has none", at + 1));
            }
            if (Character.isISOControl(c) && !Character.isWhitespace(c)) {
                return Optional.of(new Wrong("it has a control character", at + 1));
            }
        }
        int comment = Math.max(expression.indexOf("--"), expression.indexOf("/*"));
        return comment < 0 ? Optional.empty() : Optional.of(new Wrong("a mask has no comments", comment + 1));
    }

    private static int character(byte[] utf8, int at) {
        String before = new String(utf8, 0, Math.clamp(at, 0, utf8.length), StandardCharsets.UTF_8);
        return before.length() - SELECT.length() + 1;
    }

    private static Node only(List<Node> statements) {
        if (statements.size() != 1) {
            throw new Refused("it is no single expression", SELECT.length());
        }
        Node select = statements.getFirst().required("stmt");
        boolean plain = select.is("SelectStmt")
                && select.text("op").equals("SETOP_NONE")
                && !select.has("distinctClause")
                && select.children().size() == 1
                && select.list("targetList").size() == 1;
        Node target = plain ? select.list("targetList").getFirst() : select;
        if (!plain || !target.text("name").isEmpty() || target.children().size() != 1) {
            throw new Refused("it is no single expression", SELECT.length());
        }
        return target.required("val");
    }

    private Piece expression(Node node) {
        Piece piece = switch (node.type()) {
            case "ColumnRef" -> value(node);
            case "A_Const" -> constant(node);
            case "TypeCast" -> cast(node);
            case "FuncCall" -> call(node);
            case "A_Expr" -> operation(node);
            case "BoolExpr" -> logic(node);
            case "NullTest" -> nullTest(node);
            case "CaseExpr" -> cases(node);
            case "CoalesceExpr" -> alternatives(node, "COALESCE");
            case "MinMaxExpr" -> alternatives(node, node.text("op").equals("IS_LEAST") ? "LEAST" : "GREATEST");
            case "SubLink" -> throw refused(node, "a mask looks at the value and at nothing else: no subqueries");
            default -> throw refused(node, node.type() + " is not known to give an answer for every value");
        };
        if (piece.sql().length() > MAX_WRITTEN) {
            throw refused(node, "it is too large");
        }
        return piece;
    }

    private static Piece value(Node node) {
        if (node.list("fields").size() != 1 || !node.strings("fields").equals(List.of(VALUE))) {
            throw refused(node, "a mask knows one name: value, which is the column's");
        }
        return Piece.of("masked.value");
    }

    private Piece constant(Node node) {
        if (node.flag("isnull")) {
            return Piece.of("NULL");
        }
        Optional<Node> whole = node.child("ival");
        if (whole.isPresent()) {
            int number = whole.get().number("ival");
            return new Piece("(" + number + ")", Optional.of(new Range(number, number)), Optional.empty());
        }
        Optional<Node> text = node.child("sval");
        if (text.isPresent()) {
            String written = text.get().text("sval");
            return new Piece(PostgresMasks.literal(written), Optional.empty(), Optional.of(written));
        }
        return node.child("boolval")
                .map(truth -> Piece.of(Boolean.toString(truth.flag("boolval"))))
                .orElseGet(() -> Piece.of("(" + number(node) + ")"));
    }

    private static String number(Node node) {
        String number = node.child("fval").map(one -> one.text("fval")).orElse("");
        String digits = number.startsWith("-") ? number.substring(1) : number;
        if (!NUMBER.matcher(digits).matches()) {
            throw refused(node, "this kind of constant is not known");
        }
        return number;
    }

    /** Of constants only: their cast fails when the statement is read, whatever the value. */
    private Piece cast(Node node) {
        Node type = node.required("typeName");
        String name =
                type.strings("names").isEmpty() ? "" : type.strings("names").getLast();
        Node inner = node.required("arg");
        if (!inner.is("A_Const") || inner.flag("isnull")) {
            throw refused(node, "a cast fails for some values; only constants can be cast");
        }
        boolean plain = type.list("typmods").isEmpty()
                && type.list("arrayBounds").isEmpty()
                && !type.flag("setof")
                && CONSTANTS.contains(name);
        if (!plain) {
            throw refused(node, "constants can be of type " + sorted(CONSTANTS));
        }
        Piece written = constant(inner);
        boolean fixed =
                written.fixed().map(text -> FIXED_TIME.matcher(text).matches()).orElse(false);
        if (TIMES.contains(name) && !fixed) {
            throw refused(node, "a time is written in digits, such as '2000-01-31'");
        }
        boolean text = name.equals("text") || name.equals("varchar");
        return new Piece(
                "CAST(" + written.sql() + " AS pg_catalog." + name + ")",
                Optional.empty(),
                text ? written.fixed() : Optional.empty());
    }

    private Piece call(Node node) {
        List<String> name = node.strings("funcname");
        String function = name.getLast();
        boolean builtIn = name.size() == 1 || name.equals(List.of("pg_catalog", function));
        if (!builtIn || !(FUNCTIONS.containsKey(function) || function.equals(CONCAT))) {
            throw refused(
                    node,
                    "function " + String.join(".", name)
                            + " is not known to give an answer for every value; these are: "
                            + sorted(FUNCTIONS.keySet()) + ", concat");
        }
        int arguments = node.list("args").size();
        // Names of arguments, DISTINCT, FILTER, OVER and the like are none of a plain call.
        if (node.children().size() != name.size() + arguments || !plainly(node)) {
            throw refused(node, "function " + function + " is not called so in a mask");
        }
        List<Piece> pieces = node.list("args").stream().map(this::expression).toList();
        if (function.equals(CONCAT)) {
            return Piece.of(called(function, pieces));
        }
        List<List<Argument>> forms = FUNCTIONS.getOrDefault(function, List.of());
        List<Argument> form = forms.stream()
                .filter(one -> one.size() == arguments)
                .findFirst()
                .orElseThrow(
                        () -> refused(node, "function " + function + " does not take " + arguments + " arguments"));
        for (int at = 0; at < arguments; at++) {
            fits(node.list("args").get(at), pieces.get(at), form.get(at));
        }
        if (function.equals("repeat")) {
            repeated(node, pieces.getFirst(), pieces.get(1));
        }
        return new Piece(
                called(function, pieces),
                LENGTHS.contains(function) ? Optional.of(new Range(0, LONGEST)) : Optional.empty(),
                Optional.empty());
    }

    private static boolean plainly(Node call) {
        return !call.flag("agg_star") && !call.flag("agg_distinct") && !call.flag("func_variadic");
    }

    private static String called(String function, List<Piece> arguments) {
        return "pg_catalog." + function + "("
                + arguments.stream().map(Piece::sql).collect(Collectors.joining(", ")) + ")";
    }

    private static void fits(Node node, Piece piece, Argument wanted) {
        switch (wanted) {
            case ANY -> {}
            case FIXED -> {
                if (piece.fixed().isEmpty()) {
                    throw refused(node, "here a text is needed that is written in the policy");
                }
            }
            case WHOLE -> within(node, piece, new Range(-MOST, MOST));
            case COUNT -> within(node, piece, new Range(0, MOST));
            case PLACE -> within(node, piece, new Range(1, MOST));
            case WIDTH -> within(node, piece, new Range(0, MAX_WIDTH));
        }
    }

    private static void within(Node node, Piece piece, Range wanted) {
        Range range = piece.range()
                .orElseThrow(
                        () -> refused(node, "here a whole number is needed, or a length with one added or taken away"));
        if (range.least() < wanted.least() || range.most() > wanted.most()) {
            throw refused(
                    node,
                    "this number can be from %d to %d, and must be from %d to %d; greatest(...) and least(...) bound it"
                            .formatted(range.least(), range.most(), wanted.least(), wanted.most()));
        }
    }

    /** One character as often as a text is long makes no longer text. */
    private static void repeated(Node node, Piece text, Piece times) {
        int bytes = text.fixed().orElse("").getBytes(StandardCharsets.UTF_8).length;
        long most = times.range().map(Range::most).orElse(LONGEST);
        if (bytes > 1 && bytes * Math.max(0, most) > MAX_MADE) {
            throw refused(node, "this can become longer than " + MAX_MADE + " bytes; repeat a single character");
        }
    }

    private Piece operation(Node node) {
        String operator =
                node.strings("name").isEmpty() ? "" : node.strings("name").getLast();
        boolean builtIn = node.strings("name").size() <= 1
                || node.strings("name").getFirst().equals("pg_catalog");
        if (!builtIn) {
            throw refused(node, "only operators that are built in are known");
        }
        return switch (node.text("kind")) {
            case "AEXPR_OP" -> plain(node, operator);
            case "AEXPR_IN" -> membership(node, operator);
            case "AEXPR_LIKE" -> like(node, operator);
            case "AEXPR_ILIKE" -> throw refused(node, "ILIKE is not known to give an answer for every value; LIKE is");
            case "AEXPR_NULLIF" -> {
                Piece value = side(node, "lexpr");
                yield Piece.of("CASE WHEN " + compared(value, "=", side(node, "rexpr")) + " THEN NULL ELSE "
                        + value.sql() + " END");
            }
            case "AEXPR_BETWEEN" -> between(node, ">=", " AND ", "<=");
            case "AEXPR_NOT_BETWEEN" -> between(node, "<", " OR ", ">");
            default -> throw refused(node, "this operator is not known to give an answer for every value");
        };
    }

    private Piece side(Node node, String field) {
        return expression(node.child(field).orElseThrow(() -> refused(node, "this operator needs two sides")));
    }

    private Piece plain(Node node, String operator) {
        if (COMPARISONS.contains(operator) || operator.equals("||")) {
            return Piece.of(compared(side(node, "lexpr"), operator, side(node, "rexpr")));
        }
        return switch (operator) {
            case "+" -> computed(node, operator, (a, b) -> new Range(a.least() + b.least(), a.most() + b.most()));
            case "-" -> computed(node, operator, (a, b) -> new Range(a.least() - b.most(), a.most() - b.least()));
            default ->
                throw refused(
                        node,
                        "operator " + operator + " is not known to give an answer for every value; these are: "
                                + sorted(COMPARISONS) + ", ||, LIKE, IN, BETWEEN, and + and - of lengths");
        };
    }

    private Piece computed(Node node, String operator, BinaryOperator<Range> rule) {
        Piece left = side(node, "lexpr");
        Piece right = side(node, "rexpr");
        Optional<Range> range = left.range().flatMap(one -> right.range().map(other -> rule.apply(one, other)));
        if (range.filter(Range::whole).isEmpty()) {
            throw refused(
                    node,
                    "operator " + operator + " can leave the range of numbers; it is known for lengths and"
                            + " whole numbers written in the policy");
        }
        return new Piece(compared(left, operator, right), range, Optional.empty());
    }

    private static String compared(Piece left, String operator, Piece right) {
        return "(" + left.sql() + " OPERATOR(pg_catalog." + operator + ") " + right.sql() + ")";
    }

    private Piece membership(Node node, String operator) {
        Piece value = side(node, "lexpr");
        Node list = node.required("rexpr");
        if (!list.is("List")) {
            throw refused(node, "IN takes a list");
        }
        List<String> each = new ArrayList<>();
        for (Node element : list.list("items")) {
            each.add(compared(value, operator, expression(element)));
        }
        return Piece.of("(" + String.join(operator.equals("=") ? " OR " : " AND ", each) + ")");
    }

    private Piece like(Node node, String operator) {
        Piece pattern = side(node, "rexpr");
        if (pattern.fixed().isEmpty()) {
            throw refused(node, "the pattern of LIKE is written in the policy");
        }
        return Piece.of(compared(side(node, "lexpr"), operator, pattern));
    }

    private Piece between(Node node, String first, String joined, String second) {
        Piece value = side(node, "lexpr");
        List<Node> ends = node.required("rexpr").list("items");
        if (ends.size() != 2) {
            throw refused(node, "BETWEEN takes two ends");
        }
        return Piece.of("(" + compared(value, first, expression(ends.getFirst())) + joined
                + compared(value, second, expression(ends.getLast())) + ")");
    }

    private Piece logic(Node node) {
        List<String> parts =
                node.list("args").stream().map(this::expression).map(Piece::sql).toList();
        return switch (node.text("boolop")) {
            case "AND_EXPR" -> Piece.of("(" + String.join(" AND ", parts) + ")");
            case "OR_EXPR" -> Piece.of("(" + String.join(" OR ", parts) + ")");
            case "NOT_EXPR" -> Piece.of("(NOT " + parts.getFirst() + ")");
            default -> throw refused(node, "this form of logic is not known");
        };
    }

    private Piece nullTest(Node node) {
        boolean absent = node.text("nulltesttype").equals("IS_NULL");
        return Piece.of("(" + expression(node.required("arg")).sql() + (absent ? " IS NULL)" : " IS NOT NULL)"));
    }

    /** With a value after CASE, the comparisons that it stands for: they would look for their operator on the search path. */
    private Piece cases(Node node) {
        Optional<Piece> compared = node.child("arg").map(this::expression);
        StringBuilder written = new StringBuilder("CASE");
        List<Piece> results = new ArrayList<>();
        for (Node when : node.list("args")) {
            Piece condition = expression(when.required("expr"));
            Piece result = expression(when.required("result"));
            results.add(result);
            written.append(" WHEN ")
                    .append(compared.map(value -> compared(value, "=", condition))
                            .orElse(condition.sql()))
                    .append(" THEN ")
                    .append(result.sql());
        }
        node.child("defresult").map(this::expression).ifPresent(otherwise -> {
            results.add(otherwise);
            written.append(" ELSE ").append(otherwise.sql());
        });
        return new Piece(written.append(" END").toString(), together(results), Optional.empty());
    }

    private Piece alternatives(Node node, String word) {
        List<Piece> pieces = node.list("args").stream().map(this::expression).toList();
        List<Range> constants = node.list("args").stream()
                .filter(argument -> argument.is("A_Const"))
                .flatMap(argument -> constant(argument).range().stream())
                .toList();
        Optional<Range> range = together(pieces).map(all -> switch (word) {
            case "LEAST" -> new Range(all.least(), end(constants, all.most(), Math::min));
            case "GREATEST" -> new Range(end(constants, all.least(), Math::max), all.most());
            default -> all;
        });
        return new Piece(
                word + "(" + pieces.stream().map(Piece::sql).collect(Collectors.joining(", ")) + ")",
                range,
                Optional.empty());
    }

    /** What bounds the least or the greatest of some numbers: constants do, others can be NULL and are then passed over. */
    private static long end(List<Range> constants, long otherwise, LongBinaryOperator rule) {
        return constants.stream().mapToLong(Range::least).reduce(otherwise, rule);
    }

    private static Optional<Range> together(List<Piece> pieces) {
        return pieces.stream().allMatch(piece -> piece.range().isPresent())
                ? pieces.stream().flatMap(piece -> piece.range().stream()).reduce(Range::or)
                : Optional.empty();
    }

    private static String sorted(Set<String> words) {
        return String.join(", ", new TreeSet<>(words));
    }
}
