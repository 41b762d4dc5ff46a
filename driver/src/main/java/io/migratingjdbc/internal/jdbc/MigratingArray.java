package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingArray;
import java.sql.Array;
import java.sql.SQLException;

/** A store's array, whose result sets lead back to the application's connection. */
final class MigratingArray implements ForwardingArray {
    private final Array delegate;
    private final MigratingConnection connection;

    MigratingArray(Array delegate, MigratingConnection connection) {
        this.delegate = delegate;
        this.connection = connection;
    }

    /** The array that the store's driver knows: it binds its own better than a stranger's. */
    static Array plain(Array array) {
        return array instanceof MigratingArray ours ? ours.delegate : array;
    }

    @Override
    public Array delegate() {
        return delegate;
    }

    @Override
    public Object own(Object given) throws SQLException {
        return connection.own(given);
    }

    /** The store's literal, as its driver gives it. */
    @Override
    public String toString() {
        return delegate.toString();
    }
}
