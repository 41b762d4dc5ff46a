package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The stores that take part in the current transaction.
 *
 * <p>Invariant: a store's connection is out of autocommit exactly while it is joined, and a statement of the transaction runs only in a
 * joined store that has made all of the transaction's settings and savepoints ({@link TransactionScript}).
 */
final class TransactionParts {
    private final Dialect dialect;
    private final StoreSessions sessions;
    private final TransactionScript script;

    TransactionParts(Dialect dialect, StoreSessions sessions, TransactionScript script) {
        this.dialect = dialect;
        this.sessions = sessions;
        this.script = script;
    }

    /** Makes the store take part, if it does not yet. */
    StoreSession join(Role role) throws SQLException {
        StoreSession session = sessions.get(role);
        if (!session.joined()) {
            session.join();
        }
        script.play(session);
        return session;
    }

    Optional<StoreSession> joined(Role role) {
        return joined().stream().filter(session -> session.role() == role).findFirst();
    }

    List<StoreSession> joined() {
        return sessions.opened().stream().filter(StoreSession::joined).toList();
    }

    /** One in which a statement failed, so that the database refuses all further ones there. */
    Optional<StoreSession> failed() throws SQLException {
        for (StoreSession session : joined()) {
            if (dialect.inFailedTransaction(session.connection())) {
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }

    /** Brings every part into the state after a failed statement. */
    void abort() throws SQLException {
        for (StoreSession session : joined()) {
            try {
                script.play(session); // the savepoints to which the application may roll back
            } catch (SQLException e) {
                // As after the abort: nothing can be done but to roll back.
            }
            dialect.abort(session.connection());
        }
    }

    /** @return the failure of one; null if there was none. All are rolled back, or their connections are given up */
    SQLException rollBack() throws SQLException {
        SQLException failure = null;
        for (StoreSession session : joined()) {
            try {
                session.connection().rollback();
            } catch (SQLException e) {
                session.connection()
                        .abort(Runnable::run); // or a later change of autocommit would commit it, past the fence
                failure = e;
            }
        }
        return failure;
    }

    /** After all of them ended. A connection that died has nothing to restore; the application meets that at its next use. */
    void leave() throws SQLException {
        for (StoreSession session : joined()) {
            if (session.connection().isClosed()) {
                session.forget();
            } else {
                session.leave();
                unmark(session);
            }
        }
    }

    /** What was committed is committed, whether this works or not. */
    private void unmark(StoreSession session) throws SQLException {
        try {
            session.unmark(dialect);
        } catch (SQLException e) {
            session.connection().abort(Runnable::run);
        }
    }
}
