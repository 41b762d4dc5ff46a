package io.migratingjdbc.internal.dialect;

import io.migratingjdbc.internal.model.StoreId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** {@code migrating_id()}: the store's prefix, milliseconds and 122 random bits, in hexadecimal digits that sort by time. */
final class PostgresIdFunction {
    private PostgresIdFunction() {}

    /** Looks first, since replacing a function needs rights that creating it once does not. */
    static void create(Connection connection, String function, StoreId store) throws SQLException {
        if (exists(connection, function)) {
            return;
        }
        PostgresControlTables.oneAtATime(
                connection,
                "CREATE OR REPLACE FUNCTION " + function + "() RETURNS text LANGUAGE sql VOLATILE AS $$"
                        + " SELECT '" + store + ".' || pg_catalog.lpad(pg_catalog.to_hex((pg_catalog.date_part('epoch',"
                        + " pg_catalog.clock_timestamp()) * 1000)::bigint), 12, '0')"
                        + " || pg_catalog.replace(pg_catalog.gen_random_uuid()::text, '-', '') $$");
    }

    private static boolean exists(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regprocedure(?) IS NOT NULL")) {
            statement.setString(1, function + "()");
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
