package dev.sallyport.statement.sql.postgres;

import java.util.List;

/** Whether a condition holds for every row, as far as its form tells; a condition that looks at no column counts so. */
final class Truth {

    private boolean lookedAtLiterals;

    /** Whether the answer may be another for other literals. */
    boolean lookedAtLiterals() {
        return lookedAtLiterals;
    }

    boolean always(Node condition) {
        if (!looksAtRow(condition)) {
            lookedAtLiterals = true;
            return true;
        }
        return switch (condition.type()) {
            case "BoolExpr" -> junction(condition);
            case "A_Expr" -> comparesWithItself(condition);
            default -> false;
        };
    }

    private boolean junction(Node condition) {
        List<Node> arguments = condition.list("args");
        return switch (condition.text("boolop")) {
            case "OR_EXPR" -> arguments.stream().anyMatch(this::always) || complementary(arguments);
            case "AND_EXPR" -> arguments.stream().allMatch(this::always);
            default -> false;
        };
    }

    /** {@code a IS NULL OR a IS NOT NULL}, {@code a OR NOT a}. */
    private static boolean complementary(List<Node> arguments) {
        for (Node one : arguments) {
            for (Node other : arguments) {
                boolean nulls = one.is("NullTest")
                        && other.is("NullTest")
                        && !one.text("nulltesttype").equals(other.text("nulltesttype"))
                        && one.required("arg").sameAs(other.required("arg"));
                boolean negated = one.is("BoolExpr")
                        && one.text("boolop").equals("NOT_EXPR")
                        && one.list("args").getFirst().sameAs(other);
                if (nulls || negated) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean comparesWithItself(Node expression) {
        boolean reflexive = expression.text("kind").equals("AEXPR_NOT_DISTINCT")
                || (expression.text("kind").equals("AEXPR_OP")
                        && List.of("=", ">=", "<=").contains(String.join("", expression.strings("name"))));
        if (!reflexive
                || expression.child("lexpr").isEmpty()
                || expression.child("rexpr").isEmpty()) {
            return false;
        }
        Node left = expression.required("lexpr");
        Node right = expression.required("rexpr");
        lookedAtLiterals |= left.type().equals(right.type()) && has(left, "A_Const") && has(right, "A_Const");
        return left.sameAs(right);
    }

    private static boolean looksAtRow(Node node) {
        return has(node, "ColumnRef") || has(node, "CurrentOfExpr");
    }

    private static boolean has(Node node, String type) {
        return node.is(type) || node.children().stream().anyMatch(child -> has(child, type));
    }
}
