package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.SQLException;

/** A physical connection of one application connection, and its part in the current transaction. */
final class StoreSession {
    private final Role role;
    private final Connection connection;
    private boolean joined;
    private boolean changed;

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

    /** Whether the current transaction has used it. */
    boolean joined() {
        return joined;
    }

    /** Whether the current transaction has changed rows in this store. */
    boolean changed() {
        return changed;
    }

    void join() throws SQLException {
        if (connection.getAutoCommit()) {
            connection.setAutoCommit(false);
        }
        joined = true;
    }

    void markChanged(boolean now) {
        changed = now;
    }

    /** After the store's transaction ended: ready for the next one. */
    void leave(boolean autoCommit) throws SQLException {
        joined = false;
        changed = false;
        if (connection.getAutoCommit() != autoCommit) {
            connection.setAutoCommit(autoCommit);
        }
    }

    /** After the physical connection died. */
    void forget() {
        joined = false;
        changed = false;
    }
}
