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
    /**
     * Of each key column whether its type is, or is made of, one whose order is the database's own, such as an enum; and its collation, in full.
     */
    private static final String ORDERS = """
            SELECT CASE WHEN EXISTS (
                WITH RECURSIVE part (oid) AS (SELECT a.atttypid UNION SELECT inner_type FROM part
                    JOIN pg_catalog.pg_type p ON p.oid = part.oid,
                    unnest(ARRAY[p.typbasetype, p.typelem]) inner_type WHERE inner_type <> 0)
                SELECT FROM part JOIN pg_catalog.pg_type p ON p.oid = part.oid WHERE p.typtype NOT IN ('b', 'd'))
            THEN 'own' ELSE 'common' END || coalesce(
                CASE WHEN c.collprovider = 'd' THEN
                    (SELECT concat_ws('|', d.datcollate, to_jsonb(d) ->> 'datlocprovider',
                        coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
                        to_jsonb(d) ->> 'datcollversion') FROM pg_catalog.pg_database d
                        WHERE d.datname = pg_catalog.current_database())
                ELSE concat_ws('|', c.collprovider, c.collcollate, to_jsonb(c) ->> 'colllocale',
                    to_jsonb(c) ->> 'colliculocale', to_jsonb(c) ->> 'collicurules', c.collversion) END, '')
            FROM pg_catalog.pg_attribute a
            LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
            WHERE a.attrelid = ? AND a.attname = ANY (?) AND a.attnum > 0
            ORDER BY a.attname
            """;

    private KeyOrder() {}

    static boolean isSame(CopyTable table, Connection source, Connection target) throws SQLException {
        List<String> here = orders(source, table.source());
        return here.stream().noneMatch(order -> order.startsWith("own")) && here.equals(orders(target, table.target()));
    }

    private static List<String> orders(Connection connection, StoreTable table) throws SQLException {
        List<String> orders = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ORDERS)) {
            statement.setLong(1, table.oid());
            statement.setArray(2, Sql.texts(connection, table.key()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    orders.add(rows.getString(1));
                }
            }
        }
        return orders;
    }
}
