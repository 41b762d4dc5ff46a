package io.migratingjdbc.admin.pace;

import io.migratingjdbc.internal.control.ConnectionSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Connections with which a command looks how the stores are doing. */
final class WatchedStores {

    /** Sessions of others that did something a moment ago; of which it cannot be seen, they may have. */
    private static final String OTHERS = "SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND application_name <> current_setting('application_name')"
            + " AND (state IS NULL OR state <> 'idle' OR state_change > clock_timestamp() - interval '2 s'))";

    private final ConnectionSource sourceConnections;
    private final ConnectionSource targetConnections;
    private Connection source;
    private Connection target;

    WatchedStores(ConnectionSource source, ConnectionSource target) {
        this.sourceConnections = source;
        this.targetConnections = target;
    }

    synchronized Connection source() throws SQLException {
        source = open(source, sourceConnections);
        return source;
    }

    synchronized Connection target() throws SQLException {
        target = open(target, targetConnections);
        return target;
    }

    private static Connection open(Connection connection, ConnectionSource connections) throws SQLException {
        return connection == null || connection.isClosed() ? connections.open() : connection;
    }

    /** Whether anybody else works in one of the stores. */
    boolean othersWork() throws SQLException {
        return othersWork(source()) || othersWork(target());
    }

    private static boolean othersWork(Connection store) throws SQLException {
        try (Statement statement = store.createStatement();
                ResultSet row = statement.executeQuery(OTHERS)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Closes the connections; new ones are opened when they are needed. */
    synchronized void forget() {
        close(source);
        close(target);
        source = null;
        target = null;
    }

    private static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException alreadyLost) {
            // Nothing is left to be done with it.
        }
    }
}
