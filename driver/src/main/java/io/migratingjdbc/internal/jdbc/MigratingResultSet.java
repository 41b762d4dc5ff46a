package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingResultSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A store's result set that leads back to the application's statement. */
final class MigratingResultSet implements ForwardingResultSet {
    private final ResultSet delegate;
    private final Statement statement;

    MigratingResultSet(ResultSet delegate, Statement statement) {
        this.delegate = delegate;
        this.statement = statement;
    }

    @Override
    public ResultSet delegate() {
        return delegate;
    }

    @Override
    public Statement getStatement() throws SQLException {
        delegate.getStatement(); // as the store's driver: fails where it is closed
        return statement;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || delegate.isWrapperFor(type);
    }
}
