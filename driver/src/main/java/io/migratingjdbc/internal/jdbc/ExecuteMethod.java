package io.migratingjdbc.internal.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Which of JDBC's execute methods the application called: a store's statement is called the same way, for the same errors. */
enum ExecuteMethod {
    EXECUTE {
        @Override
        StoreResult on(PreparedStatement statement) throws SQLException {
            return StoreResult.ofCurrent(statement, statement.execute());
        }

        @Override
        StoreResult on(Statement statement, String sql, GeneratedKeys keys) throws SQLException {
            return StoreResult.ofCurrent(statement, keys.execute(statement, sql));
        }
    },
    QUERY {
        @Override
        StoreResult on(PreparedStatement statement) throws SQLException {
            return StoreResult.ofRows(statement, statement.executeQuery());
        }

        @Override
        StoreResult on(Statement statement, String sql, GeneratedKeys keys) throws SQLException {
            return StoreResult.ofRows(statement, statement.executeQuery(sql));
        }
    },
    UPDATE {
        @Override
        StoreResult on(PreparedStatement statement) throws SQLException {
            return StoreResult.ofCount(statement, statement.executeUpdate());
        }

        @Override
        StoreResult on(Statement statement, String sql, GeneratedKeys keys) throws SQLException {
            return StoreResult.ofCount(statement, keys.executeUpdate(statement, sql));
        }
    },
    LARGE_UPDATE {
        @Override
        StoreResult on(PreparedStatement statement) throws SQLException {
            return StoreResult.ofCount(statement, statement.executeLargeUpdate());
        }

        @Override
        StoreResult on(Statement statement, String sql, GeneratedKeys keys) throws SQLException {
            return StoreResult.ofCount(statement, keys.executeLargeUpdate(statement, sql));
        }
    };

    abstract StoreResult on(PreparedStatement statement) throws SQLException;

    abstract StoreResult on(Statement statement, String sql, GeneratedKeys keys) throws SQLException;
}
