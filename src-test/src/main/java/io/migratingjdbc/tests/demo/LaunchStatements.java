package io.migratingjdbc.tests.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * The INSERTs of one launch. None of them names the id: that is made where the row is stored, and comes back as the
 * statement asks for it.
 */
record LaunchStatements(String key, String definition, String owner, String token) {
    private static final String INSERT =
            "INSERT INTO instances (business_key, definition, owner, token) VALUES (?, ?, ?, ?)";

    String withGeneratedKeys(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT, new String[] {"id"})) {
            bind(insert);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                return keys.next() ? keys.getString("id") : null;
            }
        }
    }

    String returning(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT + " RETURNING id")) {
            bind(insert);
            try (ResultSet row = insert.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Returns null if the key exists. */
    String doNothingOnConflict(Connection connection) throws SQLException {
        String sql = INSERT + " ON CONFLICT (business_key) DO NOTHING RETURNING id";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            bind(insert);
            try (ResultSet row = insert.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Returns null if the key exists; the transaction can go on. */
    String orRollBackToSavepoint(Connection connection) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            return returning(connection);
        } catch (SQLException e) {
            if (!Session.isDuplicate(e)) {
                throw e;
            }
            connection.rollback(savepoint);
            return null;
        }
    }

    /** Adds tasks with one statement of many rows. */
    static void tasks(Connection connection, String instanceId, int count) throws SQLException {
        String rows = ", (?, ?)".repeat(count).substring(2);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO tasks (instance_id, number) VALUES " + rows)) {
            for (int i = 0; i < count; i++) {
                insert.setString(2 * i + 1, instanceId);
                insert.setInt(2 * i + 2, i);
            }
            insert.executeUpdate();
        }
    }

    /** Adds tasks with a batch. */
    static void batchTasks(Connection connection, String instanceId, int count) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO tasks (instance_id, number, state) VALUES (?, ?, 'ready')")) {
            for (int i = 0; i < count; i++) {
                insert.setString(1, instanceId);
                insert.setInt(2, i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void bind(PreparedStatement insert) throws SQLException {
        insert.setString(1, key);
        insert.setString(2, definition);
        insert.setString(3, owner);
        insert.setString(4, token);
    }
}
