package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingResultSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A result set, a store's or a merged one, that leads back to the application's statement and connection. */
final class MigratingResultSet implements ForwardingResultSet {
    private final ResultSet delegate;
    private final MigratingConnection connection;
    private AbstractStatement statement;

    MigratingResultSet(ResultSet delegate, AbstractStatement statement) {
        this(delegate, statement.connection(), statement);
    }

    /** @param statement null if the store's driver made it by itself, with a statement of its own: meta data, refcursors, arrays */
    private MigratingResultSet(ResultSet delegate, MigratingConnection connection, AbstractStatement statement) {
        this.delegate = delegate;
        this.connection = connection;
        this.statement = statement;
    }

    static MigratingResultSet ofDriversOwn(ResultSet delegate, MigratingConnection connection) {
        return new MigratingResultSet(delegate, connection, null);
    }

    @Override
    public ResultSet delegate() {
        return delegate;
    }

    @Override
    public Object own(Object given) {
        return connection.own(given);
    }

    @Override
    public Statement getStatement() throws SQLException {
        Statement theirs = delegate.getStatement(); // fails where it is closed
        if (statement == null && theirs != null) {
            statement = MigratingStatement.showing(connection, theirs, delegate);
        }
        return theirs == null ? null : statement;
    }

    @Override
    public void close() throws SQLException {
        delegate.close();
        if (statement != null) {
            statement.completed();
        }
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
        if (delegate.getConcurrency() == ResultSet.CONCUR_READ_ONLY) {
            change.run(); // its driver refuses it
            return;
        }
        connection.changeBeside(delegate.getStatement().getConnection(), "A result set", () -> {
            change.run();
            return null;
        });
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : connection.giveAway(type, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || delegate.isWrapperFor(type);
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
