package io.migratingjdbc;

import io.migratingjdbc.internal.jdbc.Migrations;
import java.io.PrintWriter;
import java.io.Serializable;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import javax.sql.CommonDataSource;

/** What the driver's data sources have in common: where to connect, and as whom. */
abstract class AbstractDataSource implements CommonDataSource, Referenceable, Serializable {
    private static final long serialVersionUID = 1;
    private static final String URL = "url";
    private static final String LOGIN_TIMEOUT = "loginTimeout";
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=[?&])(user|password)=[^&]*&?");

    private final Properties properties = new Properties();
    private volatile String url;
    private transient volatile PrintWriter logWriter;

    /** The URL, {@code jdbc:migrating:...}; null until it is set. */
    public String getUrl() {
        return url;
    }

    public void setUrl(String url) {
        this.url = url;
    }

    /** The user of every store that has none of its own; null until it is set. */
    public String getUser() {
        return getProperty("user");
    }

    public void setUser(String user) {
        setProperty("user", user);
    }

    /** The password of every store that has none of its own; null until it is set. */
    public String getPassword() {
        return getProperty("password");
    }

    public void setPassword(String password) {
        setProperty("password", password);
    }

    /** The plan: {@code file:}, {@code classpath:} or a path; null until it is set here. */
    public String getPlan() {
        return getProperty("migrating.plan");
    }

    public void setPlan(String plan) {
        setProperty("migrating.plan", plan);
    }

    /** Any other setting, ours or the stores' drivers'; null if it is not set here. */
    public String getProperty(String key) {
        return properties.getProperty(key);
    }

    /** @param value null to take the setting back */
    public void setProperty(String key, String value) {
        if (value == null) {
            properties.remove(key);
        } else {
            properties.setProperty(key, value);
        }
    }

    /** Seconds to wait for a store's connection; 0 for the store's driver's default. */
    @Override
    public int getLoginTimeout() {
        return Integer.parseInt(properties.getProperty(LOGIN_TIMEOUT, "0"));
    }

    @Override
    public void setLoginTimeout(int seconds) {
        setProperty(LOGIN_TIMEOUT, seconds == 0 ? null : Integer.toString(seconds));
    }

    /** Kept, but not written to: the driver logs with slf4j. */
    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        logWriter = out;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("The driver logs with slf4j", "0A000");
    }

    /** For JNDI; holds the password, as the settings do. */
    @Override
    public Reference getReference() {
        Reference reference = new Reference(getClass().getName(), MigratingObjectFactory.class.getName(), null);
        if (url != null) {
            reference.add(new StringRefAddr(URL, url));
        }
        properties
                .stringPropertyNames()
                .forEach(key -> reference.add(new StringRefAddr(key, properties.getProperty(key))));
        return reference;
    }

    void set(String key, String value) {
        if (key.equals(URL)) {
            setUrl(value);
        } else {
            setProperty(key, value);
        }
    }

    /** @throws SQLException 08001 if there is none */
    String requiredUrl() throws SQLException {
        if (url == null) {
            throw new SQLException("Set the URL of the data source first (jdbc:migrating:...)", "08001");
        }
        if (!Migrations.accepts(url)) {
            throw new SQLException("The URL of the data source must begin with jdbc:migrating:", "08001");
        }
        return url;
    }

    Properties settings() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    /** For a caller who gives a user: that of the URL would come before it. */
    String urlFor(String user) throws SQLException {
        return user == null
                ? requiredUrl()
                : CREDENTIALS.matcher(requiredUrl()).replaceAll("").replaceAll("[?&]$", "");
    }

    Properties settings(String user, String password) {
        Properties own = settings();
        if (user != null) {
            own.setProperty("user", user);
        }
        if (password != null) {
            own.setProperty("password", password);
        }
        return own;
    }
}
