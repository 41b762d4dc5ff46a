package io.migratingjdbc;

import java.sql.SQLException;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;

/** Connections for a pool of the application server's: each keeps its sessions in both stores while it changes hands. */
public class MigratingConnectionPoolDataSource extends AbstractDataSource implements ConnectionPoolDataSource {
    private static final long serialVersionUID = 1;

    /** @throws SQLException as the driver; 08001 if the URL is not set, or not of this driver */
    @Override
    public PooledConnection getPooledConnection() throws SQLException {
        return MigratingDriver.MIGRATIONS.pooled(requiredUrl(), settings());
    }

    @Override
    public PooledConnection getPooledConnection(String user, String password) throws SQLException {
        return MigratingDriver.MIGRATIONS.pooled(urlFor(user), settings(user, password));
    }
}
