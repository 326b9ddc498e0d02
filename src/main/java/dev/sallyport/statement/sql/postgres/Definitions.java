package dev.sallyport.statement.sql.postgres;

import static dev.sallyport.statement.Effect.ADMIN;
import static dev.sallyport.statement.Effect.ALTER;
import static dev.sallyport.statement.Effect.CALL;
import static dev.sallyport.statement.Effect.CREATE;
import static dev.sallyport.statement.Effect.DROP;
import static dev.sallyport.statement.Effect.GRANT;
import static dev.sallyport.statement.Effect.LOCK;
import static dev.sallyport.statement.Effect.MAINTENANCE;
import static dev.sallyport.statement.Effect.READ;
import static dev.sallyport.statement.Effect.REPLICATION;
import static dev.sallyport.statement.Effect.SESSION;
import static dev.sallyport.statement.Effect.TRUNCATE;

import dev.sallyport.statement.Effect;
import dev.sallyport.statement.TransactionControl;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the statements that hold no query of their own form: definitions, rights, maintenance, administration. Each type
 * stands here with what it does; one that does not is unknown. The nodes in it are walked all the same.
 */
final class Definitions {

    private final Findings findings;
    private final QueryReader queries;
    private final StatementReader statements;

    Definitions(Findings findings, QueryReader queries, StatementReader statements) {
        this.findings = findings;
        this.queries = queries;
        this.statements = statements;
    }

    /**
     * A view without a schema becomes a temporary one when it reads a temporary relation, or when the search path begins
     * with pg_temp: then nobody would look at what it reads whenever it is read.
     */
    private void defines(Node view) {
        if (WriteReader.temporary(view)) {
            return;
        }
        if (view.text("schemaname").isEmpty()) {
            findings.fix("the view could become a temporary one; write its schema: CREATE VIEW public."
                    + view.text("relname"));
        } else {
            findings.define();
        }
    }

    String read(Node statement) {
        return switch (statement.type()) {
            case "CreateStmt" -> made(statement, "CREATE TABLE", statement.required("relation"));
            case "CreateForeignTableStmt" -> {
                Node table = statement.required("base");
                findings.add(ADMIN);
                yield made(table, "CREATE FOREIGN TABLE", table.required("relation"));
            }
            case "CreateSeqStmt" -> made(statement, "CREATE SEQUENCE", statement.required("sequence"));
            case "CompositeTypeStmt" -> made(statement, "CREATE TYPE", statement.required("typevar"));
            case "ViewStmt" -> {
                defines(statement.required("view"));
                yield made(statement, "CREATE VIEW", statement.required("view"));
            }
            case "IndexStmt" -> changes(statement, "CREATE INDEX", CREATE, ALTER);
            case "CreateStatsStmt" -> changes(statement, "CREATE STATISTICS", CREATE, ALTER);
            case "CreateSchemaStmt" -> changes(statement, "CREATE SCHEMA", CREATE);
            case "CreateDomainStmt" -> changes(statement, "CREATE DOMAIN", CREATE);
            case "CreateEnumStmt", "CreateRangeStmt" -> changes(statement, "CREATE TYPE", CREATE);
            case "CreateConversionStmt" -> opaque(statement, "CREATE CONVERSION", CREATE);
            case "CreateFunctionStmt" -> opaque(statement, "CREATE FUNCTION", CREATE);
            case "CreateTrigStmt" -> opaque(statement, "CREATE TRIGGER", CREATE, ALTER);
            case "RuleStmt" -> opaque(statement, "CREATE RULE", CREATE, ALTER);
            case "CreatePolicyStmt" -> opaque(statement, "CREATE POLICY", CREATE, ALTER, GRANT);
            case "AlterPolicyStmt" -> opaque(statement, "ALTER POLICY", ALTER, GRANT);
            case "CreateCastStmt" -> opaque(statement, "CREATE CAST", CREATE);
            case "CreateOpClassStmt" -> opaque(statement, "CREATE OPERATOR CLASS", CREATE);
            case "CreateOpFamilyStmt" -> opaque(statement, "CREATE OPERATOR FAMILY", CREATE);
            case "CreateTransformStmt" -> opaque(statement, "CREATE TRANSFORM", CREATE);
            case "DefineStmt" -> opaque(statement, "CREATE " + kind(statement.text("kind")), CREATE);
            case "CreateEventTrigStmt" -> opaque(statement, "CREATE EVENT TRIGGER", CREATE, ADMIN);
            case "CreatePLangStmt" -> opaque(statement, "CREATE LANGUAGE", CREATE, ADMIN);
            case "CreateExtensionStmt" -> opaque(statement, "CREATE EXTENSION", CREATE, ADMIN);
            case "CreateAmStmt" -> opaque(statement, "CREATE ACCESS METHOD", CREATE, ADMIN);
            case "CreateFdwStmt" -> opaque(statement, "CREATE FOREIGN DATA WRAPPER", CREATE, ADMIN);
            case "CreateForeignServerStmt" -> changes(statement, "CREATE SERVER", CREATE, ADMIN);
            case "CreateUserMappingStmt" -> changes(statement, "CREATE USER MAPPING", CREATE, ADMIN);
            case "ImportForeignSchemaStmt" -> changes(statement, "IMPORT FOREIGN SCHEMA", CREATE, ADMIN);
            case "CreateRoleStmt" -> changes(statement, "CREATE ROLE", CREATE, ADMIN, GRANT);
            case "CreatedbStmt" -> changes(statement, "CREATE DATABASE", CREATE, ADMIN);
            case "CreateTableSpaceStmt" -> changes(statement, "CREATE TABLESPACE", CREATE, ADMIN);
            case "CreatePublicationStmt" -> changes(statement, "CREATE PUBLICATION", CREATE, REPLICATION);
            case "CreateSubscriptionStmt" -> changes(statement, "CREATE SUBSCRIPTION", CREATE, REPLICATION, ADMIN);
            default -> alteration(statement);
        };
    }

    private String alteration(Node statement) {
        return switch (statement.type()) {
            case "AlterTableStmt" -> alterTable(statement);
            case "AlterSeqStmt" -> changes(statement, "ALTER SEQUENCE", ALTER);
            case "AlterDomainStmt" -> changes(statement, "ALTER DOMAIN", ALTER);
            case "AlterEnumStmt", "AlterTypeStmt" -> changes(statement, "ALTER TYPE", ALTER);
            case "AlterStatsStmt" -> changes(statement, "ALTER STATISTICS", ALTER);
            case "AlterCollationStmt" -> changes(statement, "ALTER COLLATION", ALTER);
            case "AlterFunctionStmt" -> opaque(statement, "ALTER FUNCTION", ALTER);
            case "AlterOperatorStmt" -> opaque(statement, "ALTER OPERATOR", ALTER);
            case "AlterOpFamilyStmt" -> opaque(statement, "ALTER OPERATOR FAMILY", ALTER);
            case "AlterTSConfigurationStmt" -> changes(statement, "ALTER TEXT SEARCH CONFIGURATION", ALTER);
            case "AlterTSDictionaryStmt" -> changes(statement, "ALTER TEXT SEARCH DICTIONARY", ALTER);
            case "RenameStmt" -> changes(statement, "ALTER " + kind(statement.text("renameType")), ALTER);
            case "AlterObjectSchemaStmt" -> changes(statement, "ALTER " + kind(statement.text("objectType")), ALTER);
            case "AlterObjectDependsStmt" -> changes(statement, "ALTER " + kind(statement.text("objectType")), ALTER);
            case "AlterOwnerStmt" -> changes(statement, "ALTER " + kind(statement.text("objectType")), ALTER, GRANT);
            case "CommentStmt" -> changes(statement, "COMMENT", ALTER);
            case "SecLabelStmt" -> changes(statement, "SECURITY LABEL", ALTER, ADMIN);
            case "ReplicaIdentityStmt" -> changes(statement, "ALTER TABLE", ALTER);
            case "AlterExtensionStmt", "AlterExtensionContentsStmt" ->
                opaque(statement, "ALTER EXTENSION", ALTER, ADMIN);
            case "AlterEventTrigStmt" -> changes(statement, "ALTER EVENT TRIGGER", ALTER, ADMIN);
            case "AlterFdwStmt" -> opaque(statement, "ALTER FOREIGN DATA WRAPPER", ALTER, ADMIN);
            case "AlterForeignServerStmt" -> changes(statement, "ALTER SERVER", ALTER, ADMIN);
            case "AlterUserMappingStmt" -> changes(statement, "ALTER USER MAPPING", ALTER, ADMIN);
            case "AlterRoleStmt", "AlterRoleSetStmt" -> changes(statement, "ALTER ROLE", ALTER, ADMIN, GRANT);
            case "AlterDatabaseStmt", "AlterDatabaseSetStmt", "AlterDatabaseRefreshCollStmt" ->
                changes(statement, "ALTER DATABASE", ALTER, ADMIN);
            case "AlterSystemStmt" -> changes(statement, "ALTER SYSTEM", ALTER, ADMIN);
            case "AlterTableSpaceOptionsStmt" -> changes(statement, "ALTER TABLESPACE", ALTER, ADMIN);
            case "AlterTableMoveAllStmt" -> changes(statement, "ALTER TABLE", ALTER, ADMIN);
            case "AlterPublicationStmt" -> changes(statement, "ALTER PUBLICATION", ALTER, REPLICATION);
            case "AlterSubscriptionStmt" -> changes(statement, "ALTER SUBSCRIPTION", ALTER, REPLICATION, ADMIN);
            case "AlterDefaultPrivilegesStmt" -> changes(statement, "ALTER DEFAULT PRIVILEGES", GRANT);
            case "GrantStmt" -> changes(statement, statement.flag("is_grant") ? "GRANT" : "REVOKE", GRANT);
            case "GrantRoleStmt" -> changes(statement, statement.flag("is_grant") ? "GRANT" : "REVOKE", GRANT, ADMIN);
            default -> removal(statement);
        };
    }

    private String removal(Node statement) {
        return switch (statement.type()) {
            case "DropStmt" -> drop(statement);
            case "TruncateStmt" -> changes(statement, "TRUNCATE", TRUNCATE);
            case "DropOwnedStmt" -> changes(statement, "DROP OWNED", DROP, GRANT, ADMIN);
            case "ReassignOwnedStmt" -> changes(statement, "REASSIGN OWNED", GRANT, ADMIN);
            case "DropRoleStmt" -> changes(statement, "DROP ROLE", DROP, ADMIN);
            case "DropdbStmt" -> changes(statement, "DROP DATABASE", DROP, ADMIN);
            case "DropTableSpaceStmt" -> changes(statement, "DROP TABLESPACE", DROP, ADMIN);
            case "DropUserMappingStmt" -> changes(statement, "DROP USER MAPPING", DROP, ADMIN);
            case "DropSubscriptionStmt" -> changes(statement, "DROP SUBSCRIPTION", DROP, REPLICATION, ADMIN);
            case "DoStmt" -> opaque(statement, "DO", CALL);
            case "CallStmt" -> opaque(statement, "CALL", CALL);
            case "LoadStmt" -> opaque(statement, "LOAD", ADMIN);
            case "VacuumStmt" -> plain(statement, statement.flag("is_vacuumcmd") ? "VACUUM" : "ANALYZE", MAINTENANCE);
            case "ClusterStmt" -> plain(statement, "CLUSTER", MAINTENANCE);
            case "ReindexStmt" -> plain(statement, "REINDEX", MAINTENANCE);
            case "RefreshMatViewStmt" -> plain(statement, "REFRESH MATERIALIZED VIEW", MAINTENANCE);
            case "CheckPointStmt" -> plain(statement, "CHECKPOINT", MAINTENANCE, ADMIN);
            case "LockStmt" -> plain(statement, "LOCK", LOCK);
            case "VariableShowStmt" -> plain(statement, "SHOW", SESSION);
            case "ListenStmt" -> plain(statement, "LISTEN", SESSION);
            case "UnlistenStmt" -> plain(statement, "UNLISTEN", SESSION);
            case "NotifyStmt" -> plain(statement, "NOTIFY", SESSION);
            case "ConstraintsSetStmt" -> {
                findings.add(TransactionControl.CHARACTERISTICS);
                yield "SET CONSTRAINTS";
            }
            default -> throw new UnknownForm("the statement form " + statement.type() + " is not known");
        };
    }

    /** Something is made; other relations that it names (parents, LIKE, references) get something to do with it. */
    private String made(Node statement, String command, Node made) {
        queries.writes().create(made);
        for (Node child : statement.children()) {
            boolean isMade = child.is("RangeVar") && child.sameAs(made);
            if (!isMade) {
                walk(child, ALTER);
            }
        }
        return command;
    }

    private String changes(Node statement, String command, Effect... effects) {
        findings.catalogChanges();
        return plain(statement, command, effects);
    }

    private String opaque(Node statement, String command, Effect... effects) {
        findings.opaque(command);
        findings.add(CALL);
        findings.fix("it would become part of " + command.toLowerCase(Locale.ROOT));
        return changes(statement, command, effects);
    }

    private String plain(Node statement, String command, Effect... effects) {
        findings.add(effects);
        if (statement.is("TruncateStmt") || statement.is("DropOwnedStmt")) {
            cascades(statement);
        }
        statement.children().forEach(child -> walk(child, effects));
        return command;
    }

    private String alterTable(Node statement) {
        for (Node command : statement.list("cmds")) {
            switch (command.text("subtype")) {
                case "AT_ChangeOwner" -> findings.add(GRANT);
                case "AT_DropColumn", "AT_DropConstraint" -> findings.add(DROP);
                default -> {
                    // All others alter, and nothing else.
                }
            }
        }
        String kind = kind(statement.text("objtype"));
        return changes(statement, "ALTER " + kind, ALTER);
    }

    private static final Set<String> RELATIONS = Set.of(
            "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE", "OBJECT_SEQUENCE", "OBJECT_INDEX");

    private void cascades(Node statement) {
        if (statement.text("behavior").equals("DROP_CASCADE")) {
            findings.cascades();
        }
    }

    private String drop(Node statement) {
        findings.add(DROP);
        cascades(statement);
        findings.catalogChanges();
        String type = statement.text("removeType");
        switch (type) {
            case "OBJECT_EXTENSION",
                    "OBJECT_LANGUAGE",
                    "OBJECT_FDW",
                    "OBJECT_FOREIGN_SERVER",
                    "OBJECT_EVENT_TRIGGER",
                    "OBJECT_ACCESS_METHOD" -> findings.add(ADMIN);
            case "OBJECT_PUBLICATION" -> findings.add(REPLICATION);
            default -> {
                // Ordinary objects.
            }
        }
        boolean relations = RELATIONS.contains(type);
        boolean ofRelation =
                Set.of("OBJECT_TRIGGER", "OBJECT_RULE", "OBJECT_POLICY").contains(type);
        for (Node object : statement.list("objects")) {
            if (object.is("List") && (relations || ofRelation)) {
                List<String> parts = object.strings("items");
                List<String> name = ofRelation ? parts.subList(0, parts.size() - 1) : parts;
                String schema = name.size() > 1 ? name.get(name.size() - 2) : "";
                List<Use> _ = queries.writes().target(schema, name.getLast(), ofRelation ? ALTER : DROP);
            }
        }
        return "DROP " + kind(type);
    }

    private static String kind(String objectType) {
        return switch (objectType) {
            case "OBJECT_MATVIEW" -> "MATERIALIZED VIEW";
            case "OBJECT_TABCONSTRAINT", "OBJECT_COLUMN" -> "TABLE";
            case "OBJECT_DOMCONSTRAINT" -> "DOMAIN";
            case "OBJECT_ATTRIBUTE" -> "TYPE";
            case "OBJECT_FDW" -> "FOREIGN DATA WRAPPER";
            case "OBJECT_FOREIGN_SERVER" -> "SERVER";
            case "OBJECT_OPCLASS" -> "OPERATOR CLASS";
            case "OBJECT_OPFAMILY" -> "OPERATOR FAMILY";
            case "OBJECT_STATISTIC_EXT" -> "STATISTICS";
            case "OBJECT_TSCONFIGURATION" -> "TEXT SEARCH CONFIGURATION";
            case "OBJECT_TSDICTIONARY" -> "TEXT SEARCH DICTIONARY";
            case "OBJECT_TSPARSER" -> "TEXT SEARCH PARSER";
            case "OBJECT_TSTEMPLATE" -> "TEXT SEARCH TEMPLATE";
            case "OBJECT_LARGEOBJECT" -> "LARGE OBJECT";
            default -> objectType.replaceFirst("^OBJECT_", "").replace('_', ' ');
        };
    }

    /** Everything under a node: relations get the effects, queries and expressions are read as such. */
    private void walk(Node node, Effect... effects) {
        if (node.is("RangeVar")) {
            List<Use> _ = queries.writes().target(node, effects);
        } else if (node.is("TableLikeClause")) {
            // The structure is copied, and no row.
            List<Use> _ = queries.writes().target(node.required("relation"), READ);
        } else if (node.is("SelectStmt")) {
            queries.select(node, Scope.none());
        } else if (node.type().endsWith("Stmt")) {
            String _ = statements.read(node);
        } else if (node.is("FuncCall")
                || node.is("A_Expr")
                || node.is("SubLink")
                || node.is("CaseExpr")
                || node.is("A_Indirection")
                || node.is("ColumnRef")) {
            findings.add(READ);
            queries.expressions().read(node, Scope.none());
        } else {
            node.children().forEach(child -> walk(child, effects));
        }
    }
}
