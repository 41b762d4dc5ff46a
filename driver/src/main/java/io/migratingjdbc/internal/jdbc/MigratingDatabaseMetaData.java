package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingDatabaseMetaData;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** The home store's meta data; it leads back to the application's connection. */
final class MigratingDatabaseMetaData implements ForwardingDatabaseMetaData {
    private final DatabaseMetaData delegate;
    private final MigratingConnection connection;

    MigratingDatabaseMetaData(DatabaseMetaData delegate, MigratingConnection connection) {
        this.delegate = delegate;
        this.connection = connection;
    }

    @Override
    public DatabaseMetaData delegate() {
        return delegate;
    }

    @Override
    public Object own(Object given) {
        return connection.own(given);
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : connection.giveAway(type, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || delegate.isWrapperFor(type);
    }
}
