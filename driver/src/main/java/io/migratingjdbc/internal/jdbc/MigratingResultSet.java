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
    public void insertRow() throws SQLException {
        change(delegate::insertRow);
    }

    @Override
    public void updateRow() throws SQLException {
        change(delegate::updateRow);
    }

    @Override
    public void deleteRow() throws SQLException {
        change(delegate::deleteRow);
    }

    @FunctionalInterface
    private interface Change {
        void run() throws SQLException;
    }

    private void change(Change change) throws SQLException {
        MigratingConnection connection = statement.getConnection().unwrap(MigratingConnection.class);
        connection.changeThroughRows(delegate.getStatement().getConnection(), () -> {
            change.run();
            return null;
        });
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
