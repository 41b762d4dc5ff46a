package io.migratingjdbc.admin.transition;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds out whether a sequence would run into numbers that rows have already.
 *
 * @param sequence quoted and qualified
 */
record NumbersBeyond(Connection store, String sequence) {
    /** The columns that own it or have it as their default. */
    private static final String COLUMNS = """
        SELECT DISTINCT a.attrelid::regclass::text, quote_ident(a.attname)
        FROM (SELECT d.refobjid AS relation, d.refobjsubid AS number FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_class'::regclass AND d.objid = ?::regclass
                    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
            UNION ALL SELECT v.adrelid, v.adnum FROM pg_catalog.pg_depend d
                JOIN pg_catalog.pg_attrdef v ON v.oid = d.objid
                WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
                    AND d.refobjid = ?::regclass) c
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.relation AND a.attnum = c.number
        WHERE a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) ORDER BY 1, 2
        """;

    /** A column that has a larger one. */
    Optional<String> column(long number) throws SQLException {
        try (PreparedStatement statement = store.prepareStatement(COLUMNS)) {
            statement.setString(1, sequence);
            statement.setString(2, sequence);
            try (ResultSet columns = statement.executeQuery()) {
                while (columns.next()) {
                    if (has(columns.getString(1), columns.getString(2), number)) {
                        return Optional.of(columns.getString(1) + "." + columns.getString(2));
                    }
                }
                return Optional.empty();
            }
        }
    }

    private boolean has(String table, String column, long number) throws SQLException {
        try (PreparedStatement statement =
                store.prepareStatement("SELECT EXISTS (SELECT FROM " + table + " WHERE " + column + " > ?)")) {
            statement.setLong(1, number);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
