package io.migratingjdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** The driver as a data source, for configurations that want a bean. Pools nothing. */
public class MigratingDataSource implements DataSource {
    private final Properties properties = new Properties();
    private volatile String url;
    private volatile PrintWriter logWriter;
    private volatile int loginTimeout;

    /** The URL, {@code jdbc:migrating:...}; null until it is set. */
    public String getUrl() {
        return url;
    }

    public void setUrl(String url) {
        this.url = url;
    }

    public String getUser() {
        return properties.getProperty("user");
    }

    public void setUser(String user) {
        properties.setProperty("user", user);
    }

    /** Used for each store that has no password of its own. */
    public void setPassword(String password) {
        properties.setProperty("password", password);
    }

    /** The plan: {@code file:}, {@code classpath:} or a path. */
    public void setPlan(String plan) {
        properties.setProperty("migrating.plan", plan);
    }

    /** Any other setting, ours or the stores' drivers'. */
    public void setProperty(String key, String value) {
        properties.setProperty(key, value);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(properties);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Properties own = new Properties();
        own.putAll(properties);
        own.setProperty("user", user);
        own.setProperty("password", password);
        return connect(own);
    }

    private Connection connect(Properties info) throws SQLException {
        if (url == null) {
            throw new SQLException("Set the URL of the data source first (jdbc:migrating:...)", "08001");
        }
        return DriverManager.getConnection(url, info);
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        logWriter = out;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("The driver logs with slf4j", "0A000");
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
