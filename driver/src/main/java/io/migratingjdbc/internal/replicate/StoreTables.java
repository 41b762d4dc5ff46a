package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.StoreTable.StoreColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** Reads {@link StoreTable}s, all in one query. */
final class StoreTables {
    private static final String QUERY = """
            SELECT p.i, c.oid::bigint, n.nspname, c.relname, c.relkind,
                c.relispartition OR EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid
                    OR c.relkind = 'r' AND h.inhparent = c.oid) AS inherits,
                EXISTS (SELECT FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid AND NOT x.indimmediate)
                    AS deferrable,
                ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
                ARRAY(SELECT format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS types,
                ARRAY(SELECT a.attgenerated <> '' FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS computed,
                ARRAY(SELECT a.attname::text FROM pg_catalog.pg_index x
                    CROSS JOIN LATERAL unnest(x.indkey[0:x.indnkeyatts - 1]) WITH ORDINALITY u (attnum, n)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.attnum
                    WHERE x.indrelid = c.oid AND x.indisprimary AND NOT x.indisexclusion ORDER BY u.n) AS key,
                ARRAY(SELECT f.confrelid::bigint FROM pg_catalog.pg_constraint f
                    WHERE f.conrelid = c.oid AND f.contype = 'f') AS parents
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS p (schema, name, i)
            LEFT JOIN pg_catalog.pg_class c
                ON c.oid = to_regclass(coalesce(quote_ident(p.schema) || '.', '') || quote_ident(p.name))
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            ORDER BY p.i
            """;

    private StoreTables() {}

    /**
     * @return in the order of the names
     * @throws SQLException 08004 if one does not exist, 0A000 if one is not a table
     */
    static List<StoreTable> read(Connection connection, Collection<TableName> tables) throws SQLException {
        List<TableName> names = List.copyOf(tables);
        List<StoreTable> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", names.stream().map(TableName::schema).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", names.stream().map(TableName::name).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(table(names.get(rows.getInt("i") - 1), rows));
                }
            }
        }
        return found;
    }

    private static StoreTable table(TableName name, ResultSet row) throws SQLException {
        String kind = row.getString("relkind");
        if (kind == null) {
            throw ErrorCode.CONFIGURATION.exception("Table " + name + " of the plan does not exist in the database "
                    + row.getStatement().getConnection().getCatalog()
                    + "; create it, or correct its name and schema in the plan");
        }
        if (!kind.equals("r") && !kind.equals("p")) {
            throw ErrorCode.REFUSED.exception("\"" + name + "\" of the plan is not an ordinary or partitioned table;"
                    + " name the table behind it instead");
        }
        return new StoreTable(
                name,
                row.getLong("oid"),
                row.getString("nspname"),
                row.getString("relname"),
                kind.equals("p"),
                row.getBoolean("inherits"),
                row.getBoolean("deferrable"),
                columns(row),
                List.of((String[]) row.getArray("key").getArray()),
                new HashSet<>(List.of((Long[]) row.getArray("parents").getArray())));
    }

    private static List<StoreColumn> columns(ResultSet row) throws SQLException {
        String[] names = (String[]) row.getArray("columns").getArray();
        String[] types = (String[]) row.getArray("types").getArray();
        Boolean[] computed = (Boolean[]) row.getArray("computed").getArray();
        List<StoreColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            columns.add(new StoreColumn(names[i], types[i], computed[i]));
        }
        return List.copyOf(columns);
    }
}
