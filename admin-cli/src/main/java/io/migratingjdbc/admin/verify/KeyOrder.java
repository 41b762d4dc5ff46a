package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether both stores put a table's primary keys in the same order, so that a range of them holds the same rows in both. */
final class KeyOrder {
    /** The collation of each key column, in full; columns without one are ordered the same everywhere, but for enums. */
    private static final String COLLATIONS = """
            SELECT coalesce(y.typtype::text || format_type(y.oid, NULL), '') || coalesce(
                CASE WHEN c.collprovider = 'd' THEN
                    (SELECT concat_ws('|', d.datcollate, to_jsonb(d) ->> 'datlocprovider',
                        coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
                        to_jsonb(d) ->> 'datcollversion') FROM pg_catalog.pg_database d
                        WHERE d.datname = pg_catalog.current_database())
                ELSE concat_ws('|', c.collprovider, c.collcollate, to_jsonb(c) ->> 'colllocale',
                    to_jsonb(c) ->> 'colliculocale', to_jsonb(c) ->> 'collicurules', c.collversion) END, '')
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
            WHERE a.attrelid = ? AND a.attname = ANY (?) AND a.attnum > 0
            ORDER BY a.attname
            """;

    private KeyOrder() {}

    static boolean isSame(CopyTable table, Connection source, Connection target) throws SQLException {
        List<String> here = collations(source, table.source());
        return here.stream().noneMatch(order -> order.startsWith("e"))
                && here.equals(collations(target, table.target()));
    }

    private static List<String> collations(Connection connection, StoreTable table) throws SQLException {
        List<String> collations = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLLATIONS)) {
            statement.setLong(1, table.oid());
            statement.setArray(2, Sql.texts(connection, table.key()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    collations.add(rows.getString(1));
                }
            }
        }
        return collations;
    }
}
