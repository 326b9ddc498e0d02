package dev.sallyport.catalog;

/**
 * What the catalog reader asks (PostgreSQL documentation, "System Catalogs"). Schemas that begin with {@code pg_} are the
 * system's and sessions' temporary ones; no user can make such a schema. Objects from {@value #FIRST_USER_OID} on are
 * not the system's wherever they are.
 */
final class CatalogQueries {

    /** {@code FirstNormalObjectId}: smaller ids are given while a cluster is made. */
    static final int FIRST_USER_OID = 16_384;

    static final String PROBE = """
            SELECT current_setting('server_version'),
                   (SELECT version || ' ' || cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl)
            """;

    static final String RELATIONS = """
            SELECT c.oid::bigint, n.nspname, c.relname, c.relkind,
                   EXISTS (SELECT 1 FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN')
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
               AND n.nspname <> 'information_schema'
               AND left(n.nspname, 3) <> 'pg_'
             ORDER BY n.nspname, c.relname
            """;

    /** A domain's base type and modifier are those at the end of the chain of domains. */
    static final String COLUMNS = """
            WITH RECURSIVE domains(domain, base, modifier) AS (
                SELECT oid, typbasetype, typtypmod FROM pg_type WHERE typtype = 'd'
                UNION ALL
                SELECT d.domain, t.typbasetype, t.typtypmod
                  FROM domains d
                  JOIN pg_type t ON t.oid = d.base
                 WHERE t.typtype = 'd'
            ), bases AS (
                SELECT d.domain, d.base, d.modifier
                  FROM domains d
                  JOIN pg_type t ON t.oid = d.base
                 WHERE t.typtype <> 'd'
            )
            SELECT a.attrelid::bigint,
                   a.attname,
                   a.attnum,
                   format_type(t.oid, CASE WHEN b.domain IS NULL THEN a.atttypmod ELSE b.modifier END),
                   t.typname,
                   t.oid < 16384,
                   a.attgenerated <> ''
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN bases b ON b.domain = a.atttypid
              JOIN pg_type t ON t.oid = coalesce(b.base, a.atttypid)
             WHERE a.attnum > 0
               AND NOT a.attisdropped
               AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
               AND n.nspname <> 'information_schema'
               AND left(n.nspname, 3) <> 'pg_'
             ORDER BY a.attrelid, a.attnum
            """;

    /** What each generated column is computed from; older servers note that of the column, newer ones of its expression. */
    static final String GENERATED = """
            SELECT d.adrelid::bigint, d.adnum, s.attname
              FROM pg_attrdef d
              JOIN pg_attribute g ON g.attrelid = d.adrelid AND g.attnum = d.adnum AND g.attgenerated <> ''
              JOIN pg_depend p ON (p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
                                   OR p.classid = 'pg_class'::regclass AND p.objid = d.adrelid AND p.objsubid = d.adnum)
                              AND p.refclassid = 'pg_class'::regclass
                              AND p.refobjid = d.adrelid
                              AND p.refobjsubid NOT IN (0, d.adnum)
              JOIN pg_attribute s ON s.attrelid = p.refobjid AND s.attnum = p.refobjsubid
            """;

    static final String PRIMARY_KEYS = """
            SELECT i.indrelid::bigint, a.attname
              FROM pg_index i
              JOIN pg_attribute a ON a.attrelid = i.indrelid
                                 AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
             WHERE i.indisprimary AND i.indimmediate
            """;

    static final String PARENTS = """
            SELECT i.inhrelid::bigint, n.nspname, c.relname
              FROM pg_inherits i
              JOIN pg_class c ON c.oid = i.inhparent
              JOIN pg_namespace n ON n.oid = c.relnamespace
            """;

    /**
     * Relations that the rules of a view read, itself left out; from the stored rule, because {@code pg_depend} has no
     * entry for system tables that are pinned.
     */
    static final String VIEW_RELATIONS = """
            SELECT DISTINCT r.ev_class::bigint, n.nspname, c.relname
              FROM pg_rewrite r
              JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
             CROSS JOIN LATERAL regexp_matches(r.ev_action::text, ':relid ([0-9]+)', 'g') AS found(ids)
              JOIN pg_class c ON c.oid = found.ids[1]::oid
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid <> r.ev_class
            """;

    /** Definitions of all views. The function locks each view and what it reads as a SELECT would. */
    static final String VIEW_TEXTS = """
            SELECT c.oid::bigint, rtrim(pg_get_viewdef(c.oid), ' ;' || chr(10))
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('v', 'm')
               AND n.nspname <> 'information_schema'
               AND left(n.nspname, 3) <> 'pg_'
            """;

    /** The same of one. */
    static final String VIEW_TEXT = "SELECT ?::bigint, rtrim(pg_get_viewdef(?::oid), ' ;' || chr(10))";

    /**
     * What there is to know of views beside their definitions. A view reads as its owner does: where that can make a
     * difference to what the gate's own role would read in its place, the last column says which.
     */
    static final String VIEWS = """
            SELECT c.oid::bigint,
                   EXISTS (SELECT 1 FROM pg_options_to_table(c.reloptions)
                            WHERE option_name = 'security_barrier' AND option_value::boolean),
                   CASE WHEN c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                          OR EXISTS (SELECT 1 FROM pg_options_to_table(c.reloptions)
                                      WHERE option_name = 'security_invoker' AND option_value::boolean)
                        THEN NULL
                        WHEN EXISTS (SELECT 1
                                       FROM pg_rewrite r
                                      CROSS JOIN LATERAL regexp_matches(r.ev_action::text, ':relid ([0-9]+)', 'g')
                                            AS found(ids)
                                       JOIN pg_class t ON t.oid = found.ids[1]::oid
                                      WHERE r.ev_class = c.oid AND t.relrowsecurity)
                        THEN 'the database applies row security for its owner'
                   END
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('v', 'm')
               AND n.nspname <> 'information_schema'
               AND left(n.nspname, 3) <> 'pg_'
            """;

    /** Views with a function or operator of a user in them, or a domain, whose checks can call one. */
    static final String VIEWS_WITH_USER_CODE = """
            SELECT DISTINCT r.ev_class::bigint
              FROM pg_rewrite r
              JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
              JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
              LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
             WHERE d.refobjid::bigint >= 16384
               AND (d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass) OR t.typtype = 'd')
            """;

    static final String FUNCTIONS = """
            SELECT DISTINCT n.nspname, p.proname
              FROM pg_proc p
              JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE (n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_')
                OR (n.nspname = 'pg_catalog' AND p.oid::bigint >= 16384)
             ORDER BY 1, 2
            """;

    static final String OPERATORS = """
            SELECT DISTINCT o.oprname
              FROM pg_operator o
              JOIN pg_namespace n ON n.oid = o.oprnamespace
             WHERE n.nspname <> 'pg_catalog' OR o.oid::bigint >= 16384
             ORDER BY 1
            """;

    private CatalogQueries() {}
}
