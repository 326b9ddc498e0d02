package dev.sallyport.policy;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.RegexLiteralValidator;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and type-checks conditions (CEL, the Common Expression Language). */
final class Conditions {

    /** More rounds of {@code all}, {@code exists} and the like than a list of facts can honestly need. */
    static final int MAX_ITERATIONS = 10_000;

    private static final Pattern ROOT = Pattern.compile("undeclared reference to '([a-z_]+)'.*");
    private static final Pattern FIELD = Pattern.compile("\\s*\\.\\s*([A-Za-z_][A-Za-z_0-9]*)");
    private static final Pattern FACT = Pattern.compile("\\$\\{([^}]*)\\}");
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']+)' applied to '\\((.*)\\)' \\(candidates: .*\\)");

    private final Cel cel;
    private final CelValidator validator;
    private final Set<String> roots = new TreeSet<>();

    Conditions() {
        CelOptions options = CelOptions.current()
                .enableHeterogeneousNumericComparisons(true)
                .comprehensionMaxIterations(MAX_ITERATIONS)
                .build();
        var builder =
                CelFactory.plannerCelBuilder().setOptions(options).setStandardMacros(CelStandardMacro.STANDARD_MACROS);
        Facts.VARIABLES.forEach(builder::addVar);
        cel = builder.build();
        validator = CelValidatorFactory.standardCelValidatorBuilder(cel)
                .addAstValidators(RegexLiteralValidator.INSTANCE)
                .build();
        Facts.VARIABLES.keySet().forEach(name -> roots.add(name.substring(0, name.indexOf('.'))));
    }

    /** The condition a value holds; what is wrong with it is reported where it stands. */
    Condition read(YamlValue value, boolean statementKnown, String otherwise) {
        Optional<String> source = value.text();
        if (source.isEmpty()) {
            return new Condition.Always();
        }
        try {
            CelValidationResult checked = cel.compile(source.get());
            if (!checked.hasError()) {
                checked = validator.validate(checked.getAst());
            }
            if (checked.hasError()) {
                report(value, source.get(), checked.getErrors());
                return new Condition.Always();
            }
            if (!checked.getAst().getResultType().equals(SimpleType.BOOL)) {
                value.report("a condition must be true or false; this one is of type "
                        + checked.getAst().getResultType().name());
                return new Condition.Always();
            }
            Condition.Expression condition =
                    Condition.Expression.of(source.get(), checked.getAst(), cel.createProgram(checked.getAst()));
            if (condition.looksAtStatement() && !statementKnown) {
                value.report("statement.* cannot be used here: " + otherwise);
            }
            return condition;
        } catch (CelValidationException | CelEvaluationException wrong) {
            value.report("not a condition: " + wrong.getMessage());
            return new Condition.Always();
        }
    }

    /** The condition of a filter of rows; what is wrong with the facts in it is reported where it stands. */
    Optional<RowTemplate> rows(YamlValue value) {
        Optional<String> source = value.text();
        if (source.isEmpty()) {
            return Optional.empty();
        }
        if (source.get().indexOf('\\') >= 0) {
            value.report("a backslash means different things in different sessions; a filter has none");
        }
        List<RowTemplate.Piece> pieces = new ArrayList<>();
        Matcher fact = FACT.matcher(source.get());
        int at = 0;
        while (fact.find()) {
            pieces.add(new RowTemplate.Piece.Sql(source.get().substring(at, fact.start())));
            fact(fact.group(1), value).ifPresent(pieces::add);
            at = fact.end();
        }
        pieces.add(new RowTemplate.Piece.Sql(source.get().substring(at)));
        return Optional.of(new RowTemplate(pieces));
    }

    private Optional<RowTemplate.Piece> fact(String source, YamlValue value) {
        try {
            CelValidationResult checked = cel.compile(source);
            if (checked.hasError()) {
                value.report(
                        "in ${" + source + "}: " + explain(checked.getErrors().getFirst(), source));
                return Optional.empty();
            }
            CelAbstractSyntaxTree tree = checked.getAst();
            if (Condition.Expression.looksAtStatement(tree)) {
                value.report("in ${" + source + "}: filters hold for a whole session and know no statement");
            }
            if (!RowTemplate.TYPES.contains(tree.getResultType())) {
                value.report("in ${" + source + "}: a value of type "
                        + tree.getResultType().name() + " cannot stand in SQL; text, whole numbers, true and false, and"
                        + " lists of texts can");
                return Optional.empty();
            }
            return Optional.of(new RowTemplate.Piece.Fact(cel.createProgram(tree)));
        } catch (CelValidationException | CelEvaluationException wrong) {
            value.report("in ${" + source + "}: " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private void report(YamlValue value, String source, List<CelIssue> issues) {
        for (CelIssue issue : issues) {
            CelSourceLocation at = issue.getSourceLocation();
            value.reportInside(at.getLine(), at.getColumn() + 1, "in the condition: " + explain(issue, source));
        }
    }

    /** The checker's message in words for people who do not know that {@code principal.kind} is one name. */
    private String explain(CelIssue issue, String source) {
        Matcher overload = OVERLOAD.matcher(issue.getMessage());
        if (overload.matches()) {
            String operator = overload.group(1).replace("_", "").replace("@", "");
            return "'" + operator + "' does not work with (" + overload.group(2) + ")";
        }
        Matcher undeclared = ROOT.matcher(issue.getMessage());
        if (!undeclared.matches()) {
            return issue.getMessage();
        }
        String root = undeclared.group(1);
        if (!roots.contains(root)) {
            return "there is no '" + root + "'" + Suggestion.text(root, roots) + "; a condition knows "
                    + String.join(", ", roots);
        }
        Set<String> fields = new TreeSet<>();
        for (String variable : Facts.VARIABLES.keySet()) {
            if (variable.startsWith(root + ".")) {
                fields.add(variable.substring(root.length() + 1));
            }
        }
        List<String> lines = source.lines().toList();
        int line = issue.getSourceLocation().getLine() - 1;
        int column = issue.getSourceLocation().getColumn();
        String rest = line >= 0 && line < lines.size() && column >= 0
                ? lines.get(line).substring(Math.min(column, lines.get(line).length()))
                : "";
        Matcher field = FIELD.matcher(rest);
        if (rest.startsWith(root) && field.region(root.length(), rest.length()).lookingAt()) {
            return root + " has no '" + field.group(1) + "'" + Suggestion.text(field.group(1), fields) + "; it has "
                    + String.join(", ", fields);
        }
        return "'" + root + "' alone is no value; it has " + String.join(", ", fields);
    }
}
