package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Two fresh databases with the control objects in a schema whose name needs quoting. */
final class Stores implements AutoCloseable {
    static final ControlSchema CONTROL = new ControlSchema("Control \"s", "it's moving");
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Connection> opened = new ArrayList<>();
    final String sourceUrl = TestPostgres.newDatabase();
    final String targetUrl = TestPostgres.newDatabase();
    /** The migration's own sessions. */
    final Connection source = open(sourceUrl);

    final Connection target = open(targetUrl);
    /** A session that knows nothing of the migration. */
    final Connection app = open(sourceUrl);

    Stores() throws SQLException {
        new ReplicationSchema(CONTROL).install(source);
        new ReplicationSchema(CONTROL).install(target);
    }

    Connection open(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        opened.add(connection);
        return connection;
    }

    void both(String... statements) throws SQLException {
        run(source, statements);
        run(target, statements);
    }

    CopyPlan capture(String... tables) throws SQLException {
        new CaptureTriggers(CONTROL).install(source, names(tables));
        new CaptureTriggers(CONTROL).install(target, names(tables));
        return CopyPlan.read(source, target, names(tables));
    }

    Carrier carrier(CopyPlan plan) {
        return new Carrier(CONTROL, plan, PATIENCE);
    }

    long backlog() throws SQLException {
        return Long.parseLong(value(source, "SELECT count(*) FROM " + CONTROL.backlog()));
    }

    static List<TableName> names(String... tables) {
        return Arrays.stream(tables).map(TableName::of).toList();
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row. */
    static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : opened) {
            connection.close();
        }
    }
}
