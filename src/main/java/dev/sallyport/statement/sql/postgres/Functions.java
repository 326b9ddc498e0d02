package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.FunctionUse.Category;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What functions and operators that are called by name can do. */
final class Functions {

    private static final String SYSTEM_SCHEMA = "pg_catalog";

    private static final String INFORMATION_SCHEMA = "information_schema";

    /** All functions of {@code information_schema}: they compute and read nothing; drivers call them by name. */
    static final Set<String> INFORMATION_FUNCTIONS = Set.of(
            "_pg_char_max_length",
            "_pg_char_octet_length",
            "_pg_datetime_precision",
            "_pg_expandarray",
            "_pg_index_position",
            "_pg_interval_type",
            "_pg_numeric_precision",
            "_pg_numeric_precision_radix",
            "_pg_numeric_scale",
            "_pg_truetypid",
            "_pg_truetypmod");

    private final Catalog catalog;
    private final SystemFunctions system;
    private final NewerSyntax newer;

    Functions(Catalog catalog, SystemFunctions system) {
        this.catalog = catalog;
        this.system = system;
        this.newer = new NewerSyntax(catalog.majorVersion());
    }

    /** What a call calls. */
    FunctionUse called(Node call) {
        return function(newer.called(call.strings("funcname")));
    }

    /** What another node than a call calls: syntax that the server is too old for. */
    Optional<FunctionUse> calledBy(Node node) {
        return newer.called(node).map(this::function);
    }

    /** @param name the parts as written: a name, or schema and name, or database, schema and name */
    FunctionUse function(List<String> name) {
        String last = name.getLast();
        if (name.size() > 1) {
            String schema = name.get(name.size() - 2);
            Category category = switch (schema) {
                case SYSTEM_SCHEMA -> system.category(last).orElse(Category.UNKNOWN);
                case INFORMATION_SCHEMA -> INFORMATION_FUNCTIONS.contains(last) ? Category.HARMLESS : Category.UNKNOWN;
                default -> Category.USER_DEFINED;
            };
            return new FunctionUse(Optional.of(schema), last, category);
        }
        if (catalog.definesFunction(last)) {
            // Which one it is depends on the argument types and the search path, so the name decides.
            return new FunctionUse(Optional.empty(), last, Category.USER_DEFINED);
        }
        Optional<Category> category = system.category(last);
        return new FunctionUse(category.map(_ -> SYSTEM_SCHEMA), last, category.orElse(Category.UNKNOWN));
    }

    /**
     * The function that {@code x.name} calls when {@code name} is no column of x: functions of one composite argument can
     * be written so. Empty when no function of that name can do harm.
     */
    Optional<FunctionUse> inFieldNotation(String name) {
        FunctionUse use = function(List.of(name));
        return switch (use.category()) {
            case HARMLESS, UNKNOWN -> Optional.empty();
            case USER_DEFINED,
                    SQL_TEXT,
                    LARGE_OBJECT,
                    DISCLOSURE,
                    SERVER_IO,
                    ADMIN,
                    REPLICATION,
                    SETTING,
                    NOTIFY,
                    LOCK,
                    SEQUENCE -> Optional.of(use);
        };
    }

    /** Empty for operators that are built in. */
    Optional<FunctionUse> operator(List<String> name) {
        String last = name.getLast();
        if (name.size() > 1) {
            String schema = name.get(name.size() - 2);
            return schema.equals(SYSTEM_SCHEMA)
                    ? Optional.empty()
                    : Optional.of(new FunctionUse(Optional.of(schema), last, Category.USER_DEFINED));
        }
        return catalog.definesOperator(last)
                ? Optional.of(new FunctionUse(Optional.empty(), last, Category.USER_DEFINED))
                : Optional.empty();
    }
}
