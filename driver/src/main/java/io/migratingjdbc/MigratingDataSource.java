package io.migratingjdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The driver as a data source, for configurations that want a bean. Pools nothing. */
public class MigratingDataSource extends AbstractDataSource implements DataSource {
    private static final long serialVersionUID = 1;

    /** @throws SQLException as the driver; 08001 if the URL is not set, or not of this driver */
    @Override
    public Connection getConnection() throws SQLException {
        return MigratingDriver.MIGRATIONS.connect(requiredUrl(), settings());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return MigratingDriver.MIGRATIONS.connect(urlFor(user), settings(user, password));
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("Not a wrapper for " + type.getName(), "0A000");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
