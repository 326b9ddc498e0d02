package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Effect;
import dev.sallyport.statement.NamedObject;
import dev.sallyport.statement.SettingChange;
import dev.sallyport.statement.TransactionControl;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a whole statement: those that hold queries here, all others by {@link Definitions}. Everything in a statement is
 * walked, whatever it is.
 */
final class StatementReader {

    private final Findings findings;
    private final QueryReader queries;
    private final Definitions definitions;

    StatementReader(Findings findings, QueryReader queries) {
        this.findings = findings;
        this.queries = queries;
        this.definitions = new Definitions(findings, queries, this);
    }

    /** @return the command's name */
    String read(Node statement) {
        return switch (statement.type()) {
            case "SelectStmt" -> {
                Scope scope = Scope.none();
                queries.select(statement, scope);
                findings.result(new Outputs(findings, queries.expressions()).of(statement, scope));
                yield statement.child("intoClause").isPresent() ? "SELECT INTO" : "SELECT";
            }
            case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" -> {
                queries.statement(statement, Scope.none());
                String type = statement.type();
                yield type.substring(0, type.length() - 4).toUpperCase(Locale.ROOT);
            }
            case "CopyStmt" -> copy(statement);
            case "ExplainStmt" -> explain(statement);
            case "PrepareStmt" -> {
                findings.add(Effect.SESSION);
                findings.add(new NamedObject.Prepares(statement.text("name")));
                statement.list("argtypes").forEach(queries.expressions()::tameOrLeaky);
                String _ = read(statement.required("query"));
                yield "PREPARE";
            }
            case "ExecuteStmt" -> {
                findings.add(Effect.SESSION);
                findings.add(new NamedObject.Executes(statement.text("name")));
                queries.expressions().readAll(statement.list("params"), Scope.none());
                yield "EXECUTE";
            }
            case "DeallocateStmt" -> {
                findings.add(Effect.SESSION);
                findings.add(new NamedObject.Deallocates(name(statement.text("name"))));
                yield "DEALLOCATE";
            }
            case "DeclareCursorStmt" -> {
                findings.add(Effect.SESSION);
                findings.add(new NamedObject.DeclaresCursor(statement.text("portalname")));
                String _ = read(statement.required("query"));
                yield "DECLARE";
            }
            case "FetchStmt" -> {
                findings.add(Effect.SESSION);
                findings.add(new NamedObject.FetchesCursor(statement.text("portalname")));
                yield statement.flag("ismove") ? "MOVE" : "FETCH";
            }
            case "ClosePortalStmt" -> {
                findings.add(Effect.SESSION);
                findings.add(new NamedObject.ClosesCursor(name(statement.text("portalname"))));
                yield "CLOSE";
            }
            case "CreateTableAsStmt" -> createAs(statement);
            case "TransactionStmt" -> transaction(statement);
            case "VariableSetStmt" -> set(statement);
            case "DiscardStmt" -> discard(statement);
            case "ReturnStmt" -> {
                findings.add(Effect.READ);
                queries.expressions().readAll(statement.children(), Scope.none());
                yield "RETURN";
            }
            default -> definitions.read(statement);
        };
    }

    private static Optional<String> name(String written) {
        return written.isEmpty() ? Optional.empty() : Optional.of(written);
    }

    private String copy(Node copy) {
        if (copy.flag("is_program") || !copy.text("filename").isEmpty()) {
            findings.add(Effect.SERVER_IO);
        }
        queries.expressions().readAll(copy.list("options"), Scope.none());
        if (copy.flag("is_from")) {
            findings.add(Effect.COPY_IN);
            queries.writes().copyIn(copy);
        } else if (copy.child("query").isPresent()) {
            findings.add(Effect.COPY_OUT);
            String _ = read(copy.required("query"));
        } else {
            queries.writes().copyOut(copy);
        }
        return "COPY";
    }

    private String explain(Node explain) {
        String _ = read(explain.required("query"));
        boolean analyze = false;
        for (Node option : explain.list("options")) {
            if (option.text("defname").equals("analyze")) {
                // ANALYZE false is possible; what is not plainly false counts as true.
                String value = option.child("arg").map(StatementReader::word).orElse("true");
                analyze = !List.of("false", "off", "0").contains(value.toLowerCase(Locale.ROOT));
            }
        }
        if (analyze) {
            findings.measured();
        } else {
            findings.onlyPlanned();
        }
        return analyze ? "EXPLAIN ANALYZE" : "EXPLAIN";
    }

    private static String word(Node value) {
        return switch (value.type()) {
            case "String" -> value.text("sval");
            case "Integer" -> Integer.toString(value.number("ival"));
            case "Boolean" -> Boolean.toString(value.flag("boolval"));
            default -> "true";
        };
    }

    private String createAs(Node create) {
        boolean materialized = create.text("objtype").equals("OBJECT_MATVIEW");
        if (materialized) {
            findings.fix("it would become part of a materialized view");
        }
        queries.writes().into(create.required("into"));
        String _ = read(create.required("query"));
        return materialized ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
    }

    private String transaction(Node statement) {
        String kind = statement.text("kind");
        TransactionControl control = switch (kind) {
            case "TRANS_STMT_BEGIN", "TRANS_STMT_START" -> TransactionControl.BEGIN;
            case "TRANS_STMT_COMMIT" -> TransactionControl.COMMIT;
            case "TRANS_STMT_ROLLBACK" -> TransactionControl.ROLLBACK;
            case "TRANS_STMT_SAVEPOINT" -> TransactionControl.SAVEPOINT;
            case "TRANS_STMT_RELEASE" -> TransactionControl.RELEASE;
            case "TRANS_STMT_ROLLBACK_TO" -> TransactionControl.ROLLBACK_TO;
            case "TRANS_STMT_PREPARE" -> TransactionControl.PREPARE;
            case "TRANS_STMT_COMMIT_PREPARED" -> TransactionControl.COMMIT_PREPARED;
            case "TRANS_STMT_ROLLBACK_PREPARED" -> TransactionControl.ROLLBACK_PREPARED;
            default -> throw new UnknownForm("transaction control of kind " + kind + " is not known");
        };
        findings.add(control);
        queries.expressions().readAll(statement.list("options"), Scope.none());
        return switch (control) {
            case BEGIN -> "BEGIN";
            case COMMIT -> "COMMIT";
            case ROLLBACK -> "ROLLBACK";
            case SAVEPOINT -> "SAVEPOINT";
            case RELEASE -> "RELEASE SAVEPOINT";
            case ROLLBACK_TO -> "ROLLBACK TO SAVEPOINT";
            case PREPARE -> "PREPARE TRANSACTION";
            case COMMIT_PREPARED -> "COMMIT PREPARED";
            case ROLLBACK_PREPARED -> "ROLLBACK PREPARED";
            case CHARACTERISTICS -> "SET TRANSACTION";
        };
    }

    private String set(Node set) {
        queries.expressions().readAll(set.list("args"), Scope.none());
        String kind = set.text("kind");
        String name = set.text("name").toLowerCase(Locale.ROOT);
        switch (kind) {
            case "VAR_SET_MULTI" -> {
                findings.add(TransactionControl.CHARACTERISTICS);
                return "SET TRANSACTION";
            }
            case "VAR_RESET_ALL" -> {
                findings.add(Effect.SESSION);
                findings.add(SettingChange.ANY);
                return "RESET";
            }
            case "VAR_SET_VALUE", "VAR_SET_DEFAULT", "VAR_SET_CURRENT", "VAR_RESET" -> {
                findings.add(Effect.SESSION);
                findings.add(new SettingChange(name, kind.equals("VAR_SET_VALUE") ? values(set) : Optional.empty()));
                if (name.equals("role") || name.equals("session_authorization")) {
                    findings.add(Effect.ADMIN);
                }
                return kind.equals("VAR_RESET") ? "RESET" : "SET";
            }
            default -> throw new UnknownForm("SET of kind " + kind + " is not known");
        }
    }

    private static Optional<String> values(Node set) {
        boolean constant = set.list("args").stream().allMatch(node -> node.is("A_Const"));
        return constant
                ? Optional.of(
                        set.list("args").stream().map(StatementReader::constant).collect(Collectors.joining(", ")))
                : Optional.empty();
    }

    private static String constant(Node node) {
        return node.child("sval")
                .map(value -> value.text("sval"))
                .or(() -> node.child("ival").map(value -> Integer.toString(value.number("ival"))))
                .or(() -> node.child("fval").map(value -> value.text("fval")))
                .or(() -> node.child("boolval").map(value -> Boolean.toString(value.flag("boolval"))))
                .orElse("");
    }

    private String discard(Node discard) {
        findings.add(Effect.SESSION);
        if (discard.text("target").equals("DISCARD_ALL")) {
            findings.add(SettingChange.ANY);
            findings.add(new NamedObject.Deallocates(Optional.empty()));
            findings.add(new NamedObject.ClosesCursor(Optional.empty()));
        }
        return "DISCARD";
    }
}
