package io.migratingjdbc.admin.schema;

/**
 * The catalog's queries about what tables use and do not own. The first names what given tables use; the others tell of objects by their
 * qualified names, so that they can be asked of a store that has no such tables yet.
 */
final class SharedCatalog {
    /** Deepest first, because a type is made after those that it consists of. */
    static final String USED = """
        WITH RECURSIVE given AS (SELECT id::oid AS oid FROM unnest(?::bigint[]) AS u (id)),
        part AS (
            SELECT 'pg_class'::regclass::oid AS class, oid AS id FROM given
            UNION SELECT 'pg_attrdef'::regclass, d.oid FROM pg_attrdef d JOIN given g ON g.oid = d.adrelid
            UNION SELECT 'pg_constraint'::regclass, f.oid FROM pg_constraint f JOIN given g ON g.oid = f.conrelid
            UNION SELECT 'pg_class'::regclass, x.indexrelid FROM pg_index x JOIN given g ON g.oid = x.indrelid),
        type_use (id, level) AS (
            SELECT a.atttypid, 1 FROM pg_attribute a JOIN given g ON g.oid = a.attrelid WHERE a.attnum > 0 AND NOT a.attisdropped
            UNION
            SELECT CASE WHEN t.typelem <> 0 AND t.typcategory = 'A' THEN t.typelem WHEN t.typbasetype <> 0 THEN t.typbasetype
                    ELSE coalesce(a.atttypid, r.rngsubtype, m.rngtypid) END, u.level + 1
            FROM type_use u JOIN pg_type t ON t.oid = u.id
            LEFT JOIN pg_attribute a ON t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_range r ON t.typtype = 'r' AND r.rngtypid = t.oid
            LEFT JOIN pg_range m ON t.typtype = 'm' AND m.rngmultitypid = t.oid
            WHERE u.level < 20),
        own_type AS (
            SELECT t.oid, max(u.level) AS level FROM type_use u JOIN pg_type t ON t.oid = u.id
            WHERE t.typnamespace <> 'pg_catalog'::regnamespace AND t.typtype IN ('e', 'd', 'c', 'r', 'b') AND t.typcategory <> 'A'
            GROUP BY t.oid),
        used AS (
            SELECT DISTINCT d.refclassid AS class, d.refobjid AS id FROM part p JOIN pg_depend d ON d.classid = p.class AND d.objid = p.id
            UNION SELECT 'pg_type'::regclass, oid FROM own_type),
        extension AS (
            SELECT u.class, u.id, e.extname FROM used u JOIN pg_depend d ON d.classid = u.class AND d.objid = u.id AND d.deptype = 'e'
            JOIN pg_extension e ON e.oid = d.refobjid)
        SELECT 'EXTENSION' AS kind, extname::text AS name, 0 AS place FROM extension WHERE extname <> 'plpgsql'
        UNION SELECT 'SCHEMA', n.nspname, 0 FROM given g JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
        UNION SELECT 'SCHEMA', n.nspname, 0 FROM own_type o JOIN pg_type t USING (oid) JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE (('pg_type'::regclass)::oid, t.oid) NOT IN (SELECT class, id FROM extension)
        UNION SELECT 'COLLATION', k.oid::regcollation::text, 0 FROM used u JOIN pg_collation k ON k.oid = u.id
            WHERE u.class = 'pg_collation'::regclass AND k.collname NOT IN ('default', 'C', 'POSIX', 'ucs_basic')
        UNION SELECT 'TYPE', format_type(o.oid, NULL), -o.level FROM own_type o
            WHERE (('pg_type'::regclass)::oid, o.oid) NOT IN (SELECT class, id FROM extension)
        UNION SELECT 'FUNCTION', f.oid::regprocedure::text, 0 FROM used u JOIN pg_proc f ON f.oid = u.id
            WHERE u.class = 'pg_proc'::regclass AND f.pronamespace <> 'pg_catalog'::regnamespace
                AND (u.class, u.id) NOT IN (SELECT class, id FROM extension)
        UNION SELECT 'SEQUENCE', s.oid::regclass::text, 0 FROM used u JOIN pg_class s ON s.oid = u.id AND s.relkind = 'S'
            WHERE u.class = 'pg_class'::regclass AND NOT EXISTS (SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass
                AND o.objid = s.oid AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i') AND o.refobjid IN (SELECT oid FROM given))
        ORDER BY 1, 3, 2
        """;

    static final String EXTENSIONS = """
        SELECT e.extname AS key, e.extname AS name, NULL AS ddl, e.extversion AS "version"
        FROM unnest(?::text[]) WITH ORDINALITY AS u (name, i) JOIN pg_extension e ON e.extname = u.name ORDER BY u.i
        """;

    static final String SCHEMAS = """
        SELECT n.nspname AS key, n.nspname AS name, 'CREATE SCHEMA ' || quote_ident(n.nspname) AS ddl
        FROM unnest(?::text[]) WITH ORDINALITY AS u (name, i) JOIN pg_namespace n ON n.nspname = u.name ORDER BY u.i
        """;

    /** The columns of pg_collation differ from version to version. */
    static final String COLLATIONS = """
        SELECT u.name AS key, u.name AS name,
            CASE WHEN k.collnamespace <> 'pg_catalog'::regnamespace THEN 'CREATE COLLATION ' || u.name || ' (' || k.definition || ')' END AS ddl,
            k.definition AS "definition"
        FROM unnest(?::text[]) WITH ORDINALITY AS u (name, i)
        JOIN LATERAL (SELECT c.collnamespace,
                format('PROVIDER = %s, DETERMINISTIC = %s', CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
                    CASE WHEN c.collisdeterministic THEN 'true' ELSE 'false' END)
                || coalesce(', LOCALE = ' || quote_literal(coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale')), '')
                || coalesce(', LC_COLLATE = ' || quote_literal(c.collcollate) || ', LC_CTYPE = ' || quote_literal(c.collctype), '')
                AS definition
            FROM pg_collation c WHERE c.oid = to_regcollation(u.name)) k ON true
        ORDER BY u.i
        """;

    /** A composite type that is a table's cannot be made alone; the definition of a base type is code. */
    static final String TYPES = """
        SELECT u.name AS key, u.name AS name,
            CASE t.typtype WHEN 'e' THEN 'CREATE TYPE ' || u.name || ' AS ' || d.definition
                WHEN 'd' THEN 'CREATE DOMAIN ' || u.name || ' AS ' || d.definition
                WHEN 'c' THEN CASE WHEN k.relkind = 'c' THEN 'CREATE TYPE ' || u.name || ' AS ' || d.definition END
                WHEN 'r' THEN CASE WHEN r.rngcanonical = 0 AND r.rngsubdiff = 0 THEN 'CREATE TYPE ' || u.name || ' AS ' || d.definition END
                END AS ddl,
            CASE WHEN t.typtype <> 'e' THEN d.definition END AS "definition", CASE WHEN t.typtype = 'e' THEN d.definition END AS "labels"
        FROM unnest(?::text[]) WITH ORDINALITY AS u (name, i)
        JOIN pg_type t ON t.oid = to_regtype(u.name)
        LEFT JOIN pg_class k ON k.oid = t.typrelid
        LEFT JOIN pg_range r ON r.rngtypid = t.oid
        CROSS JOIN LATERAL (SELECT CASE t.typtype
            WHEN 'e' THEN 'ENUM (' || (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e
                WHERE e.enumtypid = t.oid) || ')'
            WHEN 'd' THEN concat(format_type(t.typbasetype, t.typtypmod),
                (SELECT ' COLLATE ' || l.oid::regcollation FROM pg_collation l JOIN pg_type b ON b.oid = t.typbasetype
                    WHERE l.oid = t.typcollation AND l.oid <> b.typcollation),
                ' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), CASE WHEN t.typnotnull THEN ' NOT NULL' END,
                (SELECT string_agg(' ' || concat('CONSTRAINT ', quote_ident(f.conname), ' ', pg_get_constraintdef(f.oid)), ''
                        ORDER BY f.conname)
                    FROM pg_constraint f WHERE f.contypid = t.oid AND f.contype = 'c'))
            WHEN 'c' THEN '(' || (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', '
                    ORDER BY a.attnum)
                FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) || ')'
            WHEN 'r' THEN 'RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL) || ')'
            ELSE 'a base type' END AS definition) d
        ORDER BY u.i
        """;

    static final String FUNCTIONS = """
        SELECT u.name AS key, u.name AS name, regexp_replace(pg_get_functiondef(f.oid), '^CREATE OR REPLACE', 'CREATE') AS ddl,
            pg_get_functiondef(f.oid) AS "definition"
        FROM unnest(?::text[]) WITH ORDINALITY AS u (name, i) JOIN pg_proc f ON f.oid = to_regprocedure(u.name) AND f.prokind IN ('f', 'w')
        ORDER BY u.i
        """;

    /** Those that no column of a planned table owns. */
    static final String SEQUENCES = """
        SELECT u.name AS key, u.name AS name,
            concat('CREATE SEQUENCE ', u.name, ' AS ', format_type(g.seqtypid, NULL),
                format(' INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s', g.seqincrement, g.seqmin, g.seqmax, g.seqstart,
                    g.seqcache), CASE WHEN g.seqcycle THEN ' CYCLE' END) AS ddl,
            format_type(g.seqtypid, NULL) AS "type", g.seqincrement::text AS "increment",
            CASE WHEN g.seqcycle THEN 'yes' ELSE 'no' END AS "cycle",
            (SELECT o.refobjid::regclass || '.' || quote_ident(a.attname) FROM pg_depend o
                JOIN pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
                WHERE o.classid = 'pg_class'::regclass AND o.objid = g.seqrelid AND o.refclassid = 'pg_class'::regclass
                    AND o.deptype IN ('a', 'i')) AS "owned by"
        FROM unnest(?::text[]) WITH ORDINALITY AS u (name, i) JOIN pg_sequence g ON g.seqrelid = to_regclass(u.name)
        ORDER BY u.i
        """;

    static final String DATABASE = "SELECT '' AS key, current_database() AS name, NULL AS ddl,"
            + " current_setting('server_encoding') AS \"encoding\"";

    private SharedCatalog() {}
}
