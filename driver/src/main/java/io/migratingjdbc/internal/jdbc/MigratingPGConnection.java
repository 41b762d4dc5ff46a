package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingPGConnection;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.jdbc.PgConnection;

/**
 * What only PostgreSQL's driver has, of the connection to the store in use, and within the application's transaction. Copying into a
 * store goes through the fence.
 */
final class MigratingPGConnection implements ForwardingPGConnection {
    private final MigratingConnection connection;

    MigratingPGConnection(MigratingConnection connection) {
        this.connection = connection;
    }

    @Override
    public PGConnection delegate() throws SQLException {
        return connection.inTransaction().unwrap(PGConnection.class);
    }

    @Override
    public Object own(Object given) {
        return connection.own(given);
    }

    @Override
    public void cancelQuery() throws SQLException {
        connection.checkOpen();
        for (Connection physical : connection.physical()) {
            physical.unwrap(PGConnection.class).cancelQuery();
        }
    }

    /** Calls any function, so that it is given away like the connection itself. */
    @Override
    @Deprecated
    public Fastpath getFastpathAPI() throws SQLException {
        return connection
                .giveAway(PgConnection.class, connection.inTransaction())
                .getFastpathAPI();
    }

    @Override
    public CopyManager getCopyAPI() throws SQLException {
        return new FencedCopyManager(connection, connection.inTransaction());
    }
}
