package io.migratingjdbc.admin.pace;

import io.migratingjdbc.internal.control.ConnectionSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Connections with which a command looks how the stores are doing. */
final class WatchedStores {
    private static final String LAG = "SELECT coalesce(extract(epoch FROM max(replay_lag)) * 1000, 0)::bigint,"
            + " count(*) FILTER (WHERE state IS NULL) FROM pg_catalog.pg_stat_replication";

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

    /** @return null if nothing speaks against going on */
    String reasonToHold(Orders orders) throws SQLException {
        if (orders.paused()) {
            return "paused; run pace --resume to go on";
        }
        if (orders.pauseWhile() != null && isTrue(orders.pauseWhile())) {
            return "the query of --pause-while is true";
        }
        if (orders.maxLag() == null) {
            return null;
        }
        Duration lag = Duration.ofMillis(Math.max(lagMillis(source()), lagMillis(target())));
        return lag.compareTo(orders.maxLag()) > 0 ? "a replica is " + lag.toMillis() + " ms behind" : null;
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

    /** @throws SQLException if the query does not answer with one boolean */
    private boolean isTrue(String query) throws SQLException {
        try (Statement statement = source().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static long lagMillis(Connection store) throws SQLException {
        try (Statement statement = store.createStatement();
                ResultSet row = statement.executeQuery(LAG)) {
            row.next();
            return row.getLong(1);
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
