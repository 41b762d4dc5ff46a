package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A physical connection of one application connection, and its part in the current transaction.
 *
 * <p>Invariant: the physical connection is in autocommit mode except while it has a part in a transaction, so that nothing that runs
 * beside one is left open.
 */
final class StoreSession {
    private final Role role;
    private final Connection connection;
    private SessionSettings settings = SessionSettings.NONE;
    private int position;
    private boolean joined;
    private boolean changed;
    private boolean givenAway;
    private boolean unmarked;

    StoreSession(Role role, Connection connection) {
        this.role = role;
        this.connection = connection;
    }

    Role role() {
        return role;
    }

    Connection connection() {
        return connection;
    }

    /** The settings that the store's session has, apart from those of the current transaction. */
    SessionSettings settings() {
        return settings;
    }

    void has(SessionSettings made) {
        settings = made;
    }

    /** How many steps of the transaction's script it has made. */
    int position() {
        return position;
    }

    void reached(int newPosition) {
        position = newPosition;
    }

    /** Whether a statement belongs to this connection and is still open. */
    boolean made(Statement statement) throws SQLException {
        return statement != null && !statement.isClosed() && statement.getConnection() == connection;
    }

    /** Whether the current transaction has used it. */
    boolean joined() {
        return joined;
    }

    /** Whether the current transaction has changed rows in this store. */
    boolean changed() {
        return changed;
    }

    /** Whether the application has got the store driver's own connection, or an object that leads to it. */
    boolean givenAway() {
        return givenAway;
    }

    /**
     * Nobody else knows what is done through it: from now on the store's guard watches its session, in which only the transactions that
     * the driver has launched in are the driver's.
     */
    void giveAway(Dialect dialect) throws SQLException {
        givenAway = true;
        unmark(dialect);
    }

    /** Also after a rollback, which takes it back. */
    void unmark(Dialect dialect) throws SQLException {
        if (givenAway && !unmarked && !dialect.inFailedTransaction(connection)) {
            dialect.unmark(connection);
            unmarked = !joined;
        }
    }

    /** By RESET ALL or DISCARD ALL, which bring the mark back. */
    void wasReset(Dialect dialect) throws SQLException {
        unmarked = false;
        unmark(dialect);
    }

    void join() throws SQLException {
        connection.setAutoCommit(false);
        joined = true;
    }

    void markChanged(boolean now) {
        changed = now;
    }

    /** After the store's transaction ended: ready for the next one. */
    void leave() throws SQLException {
        forget();
        connection.setAutoCommit(true);
    }

    /** After the physical connection died. */
    void forget() {
        joined = false;
        changed = false;
        position = 0;
    }
}
