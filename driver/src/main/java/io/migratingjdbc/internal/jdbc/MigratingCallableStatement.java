package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingCallableStatement;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Statement;

/**
 * A call of code in the database. It runs under the fence, since the code may launch, and is refused while entities are in two
 * stores, since nobody can tell what it touches. Its out parameters are registered in whichever store it is prepared.
 */
final class MigratingCallableStatement extends MigratingPreparedStatement implements ForwardingCallableStatement {

    MigratingCallableStatement(MigratingConnection connection, String sql, StatementOptions options) {
        super(connection, sql, options, GeneratedKeys.NOT_ASKED);
    }

    @Override
    CallableStatement prepare(Connection connection) throws SQLException {
        return options().prepareCall(connection, sql());
    }

    @Override
    public CallableStatement delegate() throws SQLException {
        return super.delegate() instanceof CallableStatement current ? current : (CallableStatement) home();
    }

    /** The store's driver knows which of them are out parameters. */
    @Override
    boolean readsParameters() {
        return false;
    }

    @FunctionalInterface
    private interface Registration {
        void in(CallableStatement statement) throws SQLException;
    }

    private void register(Object parameter, Registration registration) throws SQLException {
        set("out parameter " + parameter, (Statement statement) -> registration.in((CallableStatement) statement));
    }

    @Override
    public void registerOutParameter(int index, int type) throws SQLException {
        register(index, statement -> statement.registerOutParameter(index, type));
    }

    @Override
    public void registerOutParameter(int index, int type, int scale) throws SQLException {
        register(index, statement -> statement.registerOutParameter(index, type, scale));
    }

    @Override
    public void registerOutParameter(int index, int type, String typeName) throws SQLException {
        register(index, statement -> statement.registerOutParameter(index, type, typeName));
    }

    @Override
    public void registerOutParameter(int index, SQLType type) throws SQLException {
        register(index, statement -> statement.registerOutParameter(index, type));
    }

    @Override
    public void registerOutParameter(int index, SQLType type, int scale) throws SQLException {
        register(index, statement -> statement.registerOutParameter(index, type, scale));
    }

    @Override
    public void registerOutParameter(int index, SQLType type, String typeName) throws SQLException {
        register(index, statement -> statement.registerOutParameter(index, type, typeName));
    }

    @Override
    public void registerOutParameter(String name, int type) throws SQLException {
        register(name, statement -> statement.registerOutParameter(name, type));
    }

    @Override
    public void registerOutParameter(String name, int type, int scale) throws SQLException {
        register(name, statement -> statement.registerOutParameter(name, type, scale));
    }

    @Override
    public void registerOutParameter(String name, int type, String typeName) throws SQLException {
        register(name, statement -> statement.registerOutParameter(name, type, typeName));
    }

    @Override
    public void registerOutParameter(String name, SQLType type) throws SQLException {
        register(name, statement -> statement.registerOutParameter(name, type));
    }

    @Override
    public void registerOutParameter(String name, SQLType type, int scale) throws SQLException {
        register(name, statement -> statement.registerOutParameter(name, type, scale));
    }

    @Override
    public void registerOutParameter(String name, SQLType type, String typeName) throws SQLException {
        register(name, statement -> statement.registerOutParameter(name, type, typeName));
    }
}
