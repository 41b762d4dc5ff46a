package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A savepoint of the whole transaction: one in every store that the transaction uses. */
final class MigratingSavepoint implements Savepoint {
    private final int id;
    private final String name;
    private final Map<Role, Savepoint> parts = new EnumMap<>(Role.class);
    private final Set<Role> changed = EnumSet.noneOf(Role.class);

    /** @param name null for an unnamed one */
    MigratingSavepoint(int id, String name) {
        this.id = id;
        this.name = name;
    }

    /** Sets it in a store, at once or when the transaction joins the store: nothing of the transaction is older there. */
    void setIn(StoreSession session) throws SQLException {
        parts.put(
                session.role(),
                name == null
                        ? session.connection().setSavepoint()
                        : session.connection().setSavepoint(name));
        if (session.changed()) {
            changed.add(session.role());
        }
    }

    /** What the transaction has changed in the store after it is undone, and no longer counts. */
    void rollBackIn(StoreSession session) throws SQLException {
        session.connection().rollback(parts.get(session.role()));
        session.markChanged(changed.contains(session.role()));
    }

    void releaseIn(StoreSession session) throws SQLException {
        session.connection().releaseSavepoint(parts.get(session.role()));
    }

    boolean isNamed(String candidate) {
        return candidate.equals(name);
    }

    @Override
    public int getSavepointId() throws SQLException {
        if (name != null) {
            throw new SQLException("Cannot retrieve the id of a named savepoint.", "0A000");
        }
        return id;
    }

    @Override
    public String getSavepointName() throws SQLException {
        if (name == null) {
            throw new SQLException("Cannot retrieve the name of an unnamed savepoint.", "0A000");
        }
        return name;
    }
}
