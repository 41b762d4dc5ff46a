package io.migratingjdbc.internal.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The result set options with which the application made a statement.
 *
 * @param holdability 0 where the application did not say
 */
record StatementOptions(int type, int concurrency, int holdability) {
    static final StatementOptions DEFAULT =
            new StatementOptions(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, 0);

    Statement create(Connection connection) throws SQLException {
        return holdability == 0
                ? connection.createStatement(type, concurrency)
                : connection.createStatement(type, concurrency, holdability);
    }

    CallableStatement prepareCall(Connection connection, String sql) throws SQLException {
        if (equals(DEFAULT)) {
            return connection.prepareCall(sql);
        }
        return holdability == 0
                ? connection.prepareCall(sql, type, concurrency)
                : connection.prepareCall(sql, type, concurrency, holdability);
    }

    /** Generated keys can only be asked for with the default options, as the JDBC methods are. */
    PreparedStatement prepare(Connection connection, String sql, GeneratedKeys keys) throws SQLException {
        if (keys != GeneratedKeys.NOT_ASKED || equals(DEFAULT)) {
            return keys.prepare(connection, sql);
        }
        return holdability == 0
                ? connection.prepareStatement(sql, type, concurrency)
                : connection.prepareStatement(sql, type, concurrency, holdability);
    }
}
