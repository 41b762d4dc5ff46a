package io.migratingjdbc.internal.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLState;

/** Two-phase commit. */
final class PostgresPrepared {
    private PostgresPrepared() {}

    static void prepare(Connection inTransaction, String literal) throws SQLException {
        try (Statement statement = inTransaction.createStatement()) {
            statement.execute("PREPARE TRANSACTION " + literal);
        }
    }

    static boolean end(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            if (PSQLState.UNDEFINED_OBJECT.getState().equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    static List<String> ids(Connection connection) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }
}
