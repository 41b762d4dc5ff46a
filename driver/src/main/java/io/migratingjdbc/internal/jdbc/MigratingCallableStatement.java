package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingCallableStatement;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A call of code in the database. Runs in the home store, under the fence, since it may launch; refused while entities are in two
 * stores, since nobody can tell what it touches.
 */
final class MigratingCallableStatement implements ForwardingCallableStatement {
    private final MigratingConnection connection;
    private final StoreSession session;
    private final CallableStatement delegate;
    private final String sql;

    MigratingCallableStatement(
            MigratingConnection connection, StoreSession session, CallableStatement delegate, String sql) {
        this.connection = connection;
        this.session = session;
        this.delegate = delegate;
        this.sql = sql;
    }

    @Override
    public CallableStatement delegate() {
        return delegate;
    }

    private <T> T guarded(Transaction.Work<T> call) throws SQLException {
        return connection.context().census().watchCall(sql, () -> inTransaction(call));
    }

    private <T> T inTransaction(Transaction.Work<T> call) throws SQLException {
        Transaction transaction = connection.transaction();
        return transaction.within(() -> {
            MigrationView view = transaction.launch();
            if (view.phase().twoStore()) {
                throw ErrorCode.REFUSED.exception(
                        "Entities are in two stores now, and a call runs code that may touch both:"
                                + " use plain statements until the migration is completed. Statement: " + sql);
            }
            if (session.role() != view.accepting()) {
                throw ErrorCode.REFUSED.exception(
                        "The call was prepared in store " + connection.context().storeId(session.role())
                                + ", before the migration was completed; prepare it again. Statement: " + sql);
            }
            StoreSession joined = transaction.join(session.role());
            T result = call.run();
            transaction.changed(joined, 1);
            return result;
        });
    }

    @Override
    public boolean execute() throws SQLException {
        return guarded(delegate::execute);
    }

    @Override
    public int executeUpdate() throws SQLException {
        return guarded(delegate::executeUpdate);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return guarded(delegate::executeLargeUpdate);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return new MigratingResultSet(guarded(delegate::executeQuery), this);
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return guarded(delegate::executeBatch);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return guarded(delegate::executeLargeBatch);
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        ResultSet rows = delegate.getResultSet();
        return rows == null ? null : new MigratingResultSet(rows, this);
    }

    @Override
    public Connection getConnection() throws SQLException {
        delegate.getConnection(); // as the store's driver: fails where it is closed
        return connection;
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
