package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.EnumSet;
import java.util.Set;

/** A savepoint of the whole transaction: one in every store that the transaction uses after it was set. */
final class MigratingSavepoint implements Savepoint {
    private final int id;
    private final String name;
    private final Set<Role> changed = EnumSet.noneOf(Role.class);
    private boolean released;

    /** @param name null for an unnamed one */
    MigratingSavepoint(int id, String name) {
        this.id = id;
        this.name = name;
    }

    /** As the stores know it. */
    String sqlName() {
        return name == null ? "jdbc_savepoint_" + id : name;
    }

    /** It was set in a store, before the next statement there: whether rows are changed by then is known at rollback. */
    void setIn(StoreSession session) {
        if (session.changed()) {
            changed.add(session.role());
        }
    }

    /** What the transaction has changed in the store after it is undone, and no longer counts. */
    void rolledBackIn(StoreSession session) {
        session.markChanged(changed.contains(session.role()));
    }

    void released() {
        released = true;
    }

    void checkUsable() throws SQLException {
        if (released) {
            throw new SQLException("Cannot reference a savepoint after it has been released.", "3B000");
        }
    }

    @Override
    public int getSavepointId() throws SQLException {
        checkUsable();
        if (name != null) {
            throw new SQLException("Cannot retrieve the id of a named savepoint.", "42809");
        }
        return id;
    }

    @Override
    public String getSavepointName() throws SQLException {
        checkUsable();
        if (name == null) {
            throw new SQLException("Cannot retrieve the name of an unnamed savepoint.", "42809");
        }
        return name;
    }
}
