package io.migratingjdbc;

import io.migratingjdbc.internal.config.Setting;
import io.migratingjdbc.internal.jdbc.Migrations;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * Accepts {@code jdbc:migrating:<the store's own URL without jdbc:>}, for example
 * {@code jdbc:migrating:postgresql://host/db?migrating.plan=plan.properties}. Registered by the service loader.
 */
public final class MigratingDriver implements Driver {
    /** One for all drivers and data sources of this class loader, so that they are one host. */
    static final Migrations MIGRATIONS = new Migrations();

    static {
        try {
            // Whoever takes the driver away, as a web container does with an application's, is about to drop its class
            // loader.
            DriverManager.registerDriver(new MigratingDriver(), MIGRATIONS::retire);
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * @return null if the URL is not for this driver
     * @throws SQLException 08004 for settings or a plan that do not fit, 08001 if the migration record cannot be read, else what the
     *     store's own driver says
     */
    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        return Migrations.accepts(url) ? MIGRATIONS.connect(url, info) : null;
    }

    @Override
    public boolean acceptsURL(String url) {
        return Migrations.accepts(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return Arrays.stream(Setting.values())
                .map(setting -> {
                    DriverPropertyInfo property = new DriverPropertyInfo(
                            setting.key(), info == null ? null : info.getProperty(setting.key()));
                    property.description = setting.text();
                    return property;
                })
                .toArray(DriverPropertyInfo[]::new);
    }

    @Override
    public int getMajorVersion() {
        return 0;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("The driver logs with slf4j", "0A000");
    }
}
