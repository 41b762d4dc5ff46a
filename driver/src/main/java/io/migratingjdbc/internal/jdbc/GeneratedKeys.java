package io.migratingjdbc.internal.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Which generated keys the application asked for, as it asked. */
sealed interface GeneratedKeys {
    GeneratedKeys NOT_ASKED = new NotAsked();

    PreparedStatement prepare(Connection connection, String sql) throws SQLException;

    boolean execute(Statement statement, String sql) throws SQLException;

    int executeUpdate(Statement statement, String sql) throws SQLException;

    long executeLargeUpdate(Statement statement, String sql) throws SQLException;

    record NotAsked() implements GeneratedKeys {
        @Override
        public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
            return connection.prepareStatement(sql);
        }

        @Override
        public boolean execute(Statement statement, String sql) throws SQLException {
            return statement.execute(sql);
        }

        @Override
        public int executeUpdate(Statement statement, String sql) throws SQLException {
            return statement.executeUpdate(sql);
        }

        @Override
        public long executeLargeUpdate(Statement statement, String sql) throws SQLException {
            return statement.executeLargeUpdate(sql);
        }
    }

    record ByFlag(int flag) implements GeneratedKeys {
        @Override
        public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
            return connection.prepareStatement(sql, flag);
        }

        @Override
        public boolean execute(Statement statement, String sql) throws SQLException {
            return statement.execute(sql, flag);
        }

        @Override
        public int executeUpdate(Statement statement, String sql) throws SQLException {
            return statement.executeUpdate(sql, flag);
        }

        @Override
        public long executeLargeUpdate(Statement statement, String sql) throws SQLException {
            return statement.executeLargeUpdate(sql, flag);
        }
    }

    record ByIndex(int[] columns) implements GeneratedKeys {
        @Override
        public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
            return connection.prepareStatement(sql, columns);
        }

        @Override
        public boolean execute(Statement statement, String sql) throws SQLException {
            return statement.execute(sql, columns);
        }

        @Override
        public int executeUpdate(Statement statement, String sql) throws SQLException {
            return statement.executeUpdate(sql, columns);
        }

        @Override
        public long executeLargeUpdate(Statement statement, String sql) throws SQLException {
            return statement.executeLargeUpdate(sql, columns);
        }
    }

    record ByName(String[] columns) implements GeneratedKeys {
        @Override
        public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
            return connection.prepareStatement(sql, columns);
        }

        @Override
        public boolean execute(Statement statement, String sql) throws SQLException {
            return statement.execute(sql, columns);
        }

        @Override
        public int executeUpdate(Statement statement, String sql) throws SQLException {
            return statement.executeUpdate(sql, columns);
        }

        @Override
        public long executeLargeUpdate(Statement statement, String sql) throws SQLException {
            return statement.executeLargeUpdate(sql, columns);
        }
    }
}
