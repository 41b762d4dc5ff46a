package io.migratingjdbc.internal.merge;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What two stores must have in common to order texts alike.
 *
 * @param standard the database's own collation, its version included
 * @param columnsOwn whether there are columns with collations of their own, which are lost when their values are brought
 *     to another store
 */
public record Collation(String standard, boolean columnsOwn) {
    private static final String QUERY = """
        SELECT concat_ws('|', coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'), d.datcollate, d.datctype,
                         coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
                         to_jsonb(d) ->> 'daticurules', coalesce(to_jsonb(d) ->> 'datcollversion', version()),
                         pg_encoding_to_char(d.encoding)),
               EXISTS (SELECT FROM pg_attribute a
                       JOIN pg_class c ON c.oid = a.attrelid
                       JOIN pg_collation o ON o.oid = a.attcollation
                       WHERE o.collname <> 'default'
                         AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                         AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace))
        FROM pg_database d WHERE d.datname = current_database()
        """;

    public static Collation read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            return new Collation(row.getString(1), row.getBoolean(2));
        }
    }
}
