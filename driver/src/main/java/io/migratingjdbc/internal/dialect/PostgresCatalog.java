package io.migratingjdbc.internal.dialect;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.model.TableSchema.Column;
import io.migratingjdbc.internal.model.TableSchema.UniqueKey;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What PostgreSQL's catalog says of tables, sequences and functions. Only reads; every answer is one query. */
public final class PostgresCatalog {
    /**
     * Partial, expression and exclusion indexes (temporal keys included) do not make their columns unique; an
     * invalid index promises nothing yet. One with NULLS NOT DISTINCT promises more than a search for equal values
     * can tell, unless there are no NULLs.
     */
    private static final String SCHEMAS = """
            WITH planned AS (
                SELECT p.i, c.oid, c.relname, n.nspname
                FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS p (schema, name, i)
                JOIN pg_catalog.pg_class c
                    ON c.oid = to_regclass(coalesce(quote_ident(p.schema) || '.', '') || quote_ident(p.name))
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm'))
            SELECT p.i, p.nspname, true AS is_column, a.attname AS name,
                format_type(a.atttypid, a.atttypmod) AS type, base.typname, base.typtype, base.typcategory,
                NOT (a.attnotnull OR t.typnotnull) AS nullable,
                a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%', false)
                    AS generated,
                false AS is_primary, NULL::text[] AS key_columns, a.attnum::bigint AS position
            FROM planned p
            JOIN pg_catalog.pg_attribute a ON a.attrelid = p.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_type base ON base.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
            LEFT JOIN pg_catalog.pg_attrdef d
                ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = ''
            UNION ALL
            SELECT p.i, p.nspname, false, k.relname, NULL, NULL, NULL, NULL, false, false, x.indisprimary,
                (SELECT array_agg(a.attname::text ORDER BY u.n)
                    FROM unnest(x.indkey[0:x.indnkeyatts - 1]) WITH ORDINALITY AS u (attnum, n)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = p.oid AND a.attnum = u.attnum),
                k.oid::bigint
            FROM planned p
            JOIN pg_catalog.pg_index x ON x.indrelid = p.oid
            JOIN pg_catalog.pg_class k ON k.oid = x.indexrelid
            WHERE x.indisunique AND x.indisvalid AND NOT x.indisexclusion
                AND x.indpred IS NULL AND x.indexprs IS NULL
                AND NOT (coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) AND EXISTS (
                    SELECT FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = p.oid AND a.attnum = ANY (x.indkey) AND NOT a.attnotnull))
            ORDER BY 1, 3 DESC, is_primary DESC, position
            """;

    private static final String SEQUENCES = """
            WITH planned AS (
                SELECT p.i, to_regclass(coalesce(quote_ident(p.schema) || '.', '') || quote_ident(p.name)) AS oid
                FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS p (schema, name, i)),
            used AS (
                SELECT p.i, d.refobjsubid AS attnum, d.refobjid AS relid, d.objid AS sequence
                FROM planned p
                JOIN pg_catalog.pg_depend d ON d.refobjid = p.oid AND d.refclassid = 'pg_class'::regclass
                    AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
                UNION
                SELECT p.i, f.adnum, f.adrelid, d.refobjid
                FROM planned p
                JOIN pg_catalog.pg_attrdef f ON f.adrelid = p.oid
                JOIN pg_catalog.pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                    AND d.refclassid = 'pg_class'::regclass)
            SELECT u.i, a.attname, n.nspname, c.relname, pg_sequence_last_value(c.oid) AS last_value,
                s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
                    ELSE 9223372036854775807 END AS type_max
            FROM used u
            JOIN pg_catalog.pg_class c ON c.oid = u.sequence AND c.relkind = 'S'
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
            JOIN pg_catalog.pg_attribute a ON a.attrelid = u.relid AND a.attnum = u.attnum
            ORDER BY u.i, a.attnum, c.relname
            """;

    /** Names only the columns that some version has, so that one text serves all versions. */
    private static final String COLLATION = """
            SELECT d.datcollate, to_jsonb(d) ->> 'datlocprovider' AS provider,
                coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale
            FROM pg_catalog.pg_database d WHERE d.datname = current_database()
            """;

    /**
     * A sequence that fills a column.
     *
     * @param lastValue the last value given out; null if none was yet, or if this user may not know
     * @param cache how many values each session takes at once, so that {@code lastValue} may be ahead of what is used
     * @param typeMax the largest value of the sequence's own type, which may be smaller than the column's
     */
    public record ColumnSequence(
            TableName table,
            String column,
            String schema,
            String name,
            Long lastValue,
            long start,
            long increment,
            long min,
            long max,
            long cache,
            long typeMax) {}

    /**
     * Which database this is.
     *
     * @param system the cluster's identifier, shared with its physical copies; null where the user may not read it
     */
    public record Identity(Long system, long oid, String name) {}

    /**
     * The schemas of those tables that exist; a name without a schema is resolved along the session's search path.
     *
     * @return by the names as given
     */
    public Map<TableName, TableSchema> schemas(Connection connection, Collection<TableName> tables)
            throws SQLException {
        List<TableName> names = List.copyOf(tables);
        Map<TableName, TableSchema> schemas = new LinkedHashMap<>();
        try (PreparedStatement statement = overTables(connection, SCHEMAS, names);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                TableName name = names.get(rows.getInt("i") - 1);
                String schema = rows.getString("nspname");
                TableSchema table = schemas.computeIfAbsent(
                        name, n -> new TableSchema(n, schema, new ArrayList<>(), new ArrayList<>()));
                if (rows.getBoolean("is_column")) {
                    table.columns().add(column(rows));
                } else {
                    table.uniqueKeys().add(uniqueKey(rows));
                }
            }
        }
        schemas.replaceAll((name, table) ->
                new TableSchema(name, table.schema(), List.copyOf(table.columns()), List.copyOf(table.uniqueKeys())));
        return schemas;
    }

    /** The sequences behind identity columns, serial columns and {@code nextval} defaults of these tables. */
    public List<ColumnSequence> sequences(Connection connection, Collection<TableName> tables) throws SQLException {
        List<TableName> names = List.copyOf(tables);
        List<ColumnSequence> sequences = new ArrayList<>();
        try (PreparedStatement statement = overTables(connection, SEQUENCES, names);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                sequences.add(new ColumnSequence(
                        names.get(rows.getInt("i") - 1),
                        rows.getString("attname"),
                        rows.getString("nspname"),
                        rows.getString("relname"),
                        rows.getObject("last_value", Long.class),
                        rows.getLong("seqstart"),
                        rows.getLong("seqincrement"),
                        rows.getLong("seqmin"),
                        rows.getLong("seqmax"),
                        rows.getLong("seqcache"),
                        rows.getLong("type_max")));
            }
        }
        return sequences;
    }

    /** The names of the functions that come with the server, without those that run SQL which they are given as text. */
    public Set<String> builtinFunctions(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT DISTINCT proname FROM pg_catalog.pg_proc"
                        + " WHERE pronamespace = 'pg_catalog'::regnamespace"
                        + " AND proname !~ '_to_xml' AND proname NOT IN ('ts_stat', 'ts_rewrite')");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** {@code C} only if texts of this database sort by their bytes, else the name of the order. */
    public String collation(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLLATION);
                ResultSet row = statement.executeQuery()) {
            row.next();
            String provider = row.getString("provider");
            boolean bytewise = "b".equals(provider)
                    || (provider == null || provider.equals("c"))
                            && Set.of("C", "POSIX").contains(row.getString("datcollate"));
            if (bytewise) {
                return "C";
            }
            String locale = row.getString("locale");
            return "i".equals(provider) ? "icu:" + locale : row.getString("datcollate");
        }
    }

    /** @see #sameDatabase to tell whether two connections lead to one database */
    public Identity identity(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT oid::bigint, datname,"
                        + " has_function_privilege('pg_catalog.pg_control_system()', 'execute')"
                        + " FROM pg_catalog.pg_database WHERE datname = current_database()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            Long system = row.getBoolean(3) ? systemIdentifier(connection) : null;
            return new Identity(system, row.getLong(1), row.getString(2));
        }
    }

    /**
     * Whether both connections lead to the same database of the same running server, whatever their addresses say.
     * Identifiers cannot tell: a physical copy of a server has the same ones. A lock taken through one connection
     * and met through the other can. A standby is another server by this measure. Both connections must be outside
     * of a transaction.
     */
    public boolean sameDatabase(Connection one, Connection other) throws SQLException {
        long key = new SecureRandom().nextLong();
        one.setAutoCommit(false);
        try {
            query(one, "SELECT pg_catalog.pg_try_advisory_xact_lock(" + key + ")");
            return !query(other, "SELECT pg_catalog.pg_try_advisory_xact_lock(" + key + ")");
        } finally {
            one.rollback();
            one.setAutoCommit(true);
        }
    }

    private static boolean query(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Long systemIdentifier(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT system_identifier FROM pg_catalog.pg_control_system()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static PreparedStatement overTables(Connection connection, String sql, List<TableName> names)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.setArray(
                    1, texts(connection, names.stream().map(TableName::schema).toArray()));
            statement.setArray(
                    2, texts(connection, names.stream().map(TableName::name).toArray()));
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static Array texts(Connection connection, Object[] values) throws SQLException {
        return connection.createArrayOf("text", values);
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString("name"),
                row.getString("type"),
                jdbcType(row.getString("typname"), row.getString("typtype"), row.getString("typcategory")),
                row.getBoolean("nullable"),
                row.getBoolean("generated"));
    }

    private static UniqueKey uniqueKey(ResultSet row) throws SQLException {
        String[] columns = (String[]) row.getArray("key_columns").getArray();
        return new UniqueKey(row.getString("name"), List.of(columns), row.getBoolean("is_primary"));
    }

    /** As the store's own driver reports it. */
    private static int jdbcType(String name, String kind, String category) {
        if (kind.equals("e")) {
            return Types.VARCHAR;
        }
        if (kind.equals("c")) {
            return Types.STRUCT;
        }
        if (category.equals("A")) {
            return Types.ARRAY;
        }
        return switch (name) {
            case "bool" -> Types.BIT;
            case "int2" -> Types.SMALLINT;
            case "int4" -> Types.INTEGER;
            case "int8", "oid" -> Types.BIGINT;
            case "float4" -> Types.REAL;
            case "float8", "money" -> Types.DOUBLE;
            case "numeric" -> Types.NUMERIC;
            case "bpchar", "char" -> Types.CHAR;
            case "text", "varchar", "name" -> Types.VARCHAR;
            case "bytea" -> Types.BINARY;
            case "date" -> Types.DATE;
            case "time", "timetz" -> Types.TIME;
            case "timestamp", "timestamptz" -> Types.TIMESTAMP;
            case "xml" -> Types.SQLXML;
            case "bit" -> Types.BIT;
            default -> Types.OTHER;
        };
    }
}
