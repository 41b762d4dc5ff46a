package io.migratingjdbc;

import java.sql.SQLException;
import javax.sql.XAConnection;
import javax.sql.XADataSource;

/**
 * Connections for a transaction manager. A branch may read in both stores and change one; it can neither create entities or immutable
 * rows (SQLState 0A000) nor change both stores.
 */
public class MigratingXADataSource extends AbstractDataSource implements XADataSource {
    private static final long serialVersionUID = 1;

    /** @throws SQLException as the driver; 08001 if the URL is not set, or not of this driver */
    @Override
    public XAConnection getXAConnection() throws SQLException {
        return MigratingDriver.MIGRATIONS.pooled(requiredUrl(), settings());
    }

    @Override
    public XAConnection getXAConnection(String user, String password) throws SQLException {
        return MigratingDriver.MIGRATIONS.pooled(urlFor(user), settings(user, password));
    }
}
