package io.migratingjdbc.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.StatementEventListener;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;

/** A session that a pool keeps: each user gets a connection of its own over it, and closing that one gives the session back. */
final class PooledSession implements XAConnection {
    /** The classes of errors after which the session is of no use, as the store's driver sees them. */
    private static final Set<String> FATAL =
            Set.of("08", "53", "57P01", "57P02", "57P03", "58", "60", "99", "F0", "XX");

    private final Session session;
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private final BranchResource branches;
    private MigratingConnection current;
    private boolean closed;

    PooledSession(Session session) {
        this.session = session;
        this.branches = new BranchResource(session);
        session.onFailure(this::failed);
    }

    /** The connection of the user before, if it is still open, is closed, and what it has not committed is rolled back. */
    @Override
    public Connection getConnection() throws SQLException {
        if (closed) {
            throw new SQLException("This PooledConnection has already been closed.", "08003");
        }
        if (current != null) {
            MigratingConnection replaced = current;
            current = null;
            replaced.close();
        }
        reset(); // a branch may have ended since the user before
        current = new MigratingConnection(session, this::returned);
        return current;
    }

    /** A pool is not told of a connection that is closed because it has asked for the next one. */
    private void returned() throws SQLException {
        boolean replaced = current == null;
        current = null;
        try {
            reset();
        } finally {
            if (!replaced) {
                ConnectionEvent event = new ConnectionEvent(this);
                listeners.forEach(listener -> listener.connectionClosed(event));
            }
        }
    }

    private void reset() throws SQLException {
        session.alone(() -> {
            if (!session.transaction().branch().active()) {
                session.transaction().rollback();
                session.sessions().setAutoCommit(true);
            }
        });
    }

    private void failed(SQLException failure) {
        String state = failure.getSQLState();
        boolean fatal =
                state == null || state.length() < 2 || FATAL.contains(state) || FATAL.contains(state.substring(0, 2));
        if (fatal) {
            ConnectionEvent event = new ConnectionEvent(this, failure);
            listeners.forEach(listener -> listener.connectionErrorOccurred(event));
        }
    }

    @Override
    public void close() throws SQLException {
        if (!closed) {
            closed = true;
            session.close();
        }
    }

    @Override
    public XAResource getXAResource() {
        return branches;
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    /** Nothing pools the statements of this driver. */
    @Override
    public void addStatementEventListener(StatementEventListener listener) {}

    @Override
    public void removeStatementEventListener(StatementEventListener listener) {}
}
