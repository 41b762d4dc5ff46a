package io.migratingjdbc.internal.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.migratingjdbc.internal.config.StoreConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Connections of the driver's own to one store: for key checks, control and carrying rows. Never in the application's
 * transaction, autocommit on.
 */
final class SideConnections implements AutoCloseable {
    private final String url;
    private final Properties properties;
    private final HikariDataSource pool;

    /** @param url already marked as the driver's */
    SideConnections(StoreConfig store, String url, int size, Duration connectTimeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("migrating-" + store.id());
        config.setJdbcUrl(url);
        this.url = url;
        this.properties = store.properties();
        // A dead server must not keep a caller for as long as TCP does; what the application says itself wins.
        properties.putIfAbsent("connectTimeout", Long.toString(Math.max(1, connectTimeout.toSeconds())));
        properties.putIfAbsent("socketTimeout", "60");
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        config.setConnectionTimeout(Math.max(250, connectTimeout.toMillis()));
        config.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(config);
    }

    /** Fails at once, with the store's own error, where nobody listens or nobody may enter. */
    Connection open() throws SQLException {
        if (pool.getHikariPoolMXBean().getTotalConnections() == 0) {
            // The pool would go on trying for all of its time-out: too long to find out that a completed migration's
            // initial store is gone.
            DriverManager.getConnection(url, properties).close();
        }
        return pool.getConnection();
    }

    @Override
    public void close() {
        pool.close();
    }
}
