package io.migratingjdbc.admin.migration;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.config.Configuration;
import io.migratingjdbc.internal.config.StoreConfig;
import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The stores of one plan: one connection to each, opened when it is needed first, all closed at the end. */
public final class Stores implements AutoCloseable {
    /** What the guard triggers know this process by; control statements are no foreign writers. */
    private static final String HOST_ID = "migrating-cli";

    private static final String APPLICATION = "migrating";
    private static final String CONTROL_TIMEOUT = "60";
    /** A comparison of a large table may take hours; TCP keep-alive notices a server that is gone. */
    private static final String NO_TIMEOUT = "0";
    /** In bytes. */
    private static final String SMALL_BUFFER = String.valueOf(1 << 16);

    private final Configuration.Migrating configuration;
    private final Map<StoreId, Connection> connections = new HashMap<>();

    public Stores(Configuration.Migrating configuration) {
        this.configuration = configuration;
    }

    /** @throws SQLException 08004 that names what is wrong with the plan */
    public static Stores ofPlanFile(Path plan) throws SQLException {
        return new Stores(Configuration.ofPlanFile(plan));
    }

    public Configuration.Migrating configuration() {
        return configuration;
    }

    public Plan plan() {
        return configuration.plan();
    }

    public StoreConfig config(Role role) {
        return configuration.stores().get(role);
    }

    /** How messages call a store. */
    public String name(Role role) {
        return config(role).id() + " (" + (role == Role.INITIAL ? "initial" : "target") + ")";
    }

    /** This command's connection to the store, autocommit on. */
    public Connection connection(Role role) throws SQLException {
        return connection(config(role));
    }

    /** This command's connection to the metadata store, autocommit on. */
    public Connection metadata() throws SQLException {
        return connection(configuration.metadata());
    }

    /** New connections, each for its caller to close. */
    public ConnectionSource source(Role role) {
        return () -> connect(config(role), CONTROL_TIMEOUT);
    }

    /** The same, for work that may let the server go on for hours before it answers. */
    public ConnectionSource patientSource(Role role) {
        return () -> connect(config(role), NO_TIMEOUT);
    }

    /**
     * The same, for reading a stream.
     *
     * @param restrained whether the server shall run no further ahead of its reader than it must: it would work in bursts, which others
     *     feel, however slowly the stream is read
     */
    public ConnectionSource streamSource(Role role, boolean restrained) {
        Properties buffer = new Properties();
        if (restrained) {
            buffer.setProperty("receiveBufferSize", SMALL_BUFFER);
        }
        return () -> connect(config(role), NO_TIMEOUT, buffer);
    }

    public ConnectionSource metadataSource() {
        return () -> connect(configuration.metadata(), CONTROL_TIMEOUT);
    }

    private Connection connection(StoreConfig store) throws SQLException {
        Connection open = connections.get(store.id());
        if (open == null || open.isClosed()) {
            open = connect(store, NO_TIMEOUT);
            connections.put(store.id(), open);
        }
        return open;
    }

    /** @param socketTimeout in seconds: how long a dead server can keep us waiting */
    private Connection connect(StoreConfig store, String socketTimeout) throws SQLException {
        return connect(store, socketTimeout, new Properties());
    }

    private Connection connect(StoreConfig store, String socketTimeout, Properties more) throws SQLException {
        Properties properties = store.properties();
        more.forEach(properties::putIfAbsent);
        properties.putIfAbsent(
                "connectTimeout",
                String.valueOf(
                        Math.max(1, configuration.settings().connectTimeout().toSeconds())));
        properties.putIfAbsent("socketTimeout", socketTimeout);
        properties.putIfAbsent("tcpKeepAlive", "true");
        String url = Dialect.ofUrl(store.url()).markedUrl(store.url(), properties, HOST_ID);
        try {
            Connection connection = DriverManager.getConnection(url, properties);
            // Whatever the URL says: the pace tells the application's sessions from ours by it.
            connection.setClientInfo("ApplicationName", APPLICATION);
            return connection;
        } catch (SQLException failed) {
            throw new UnreachableStore(store, failed);
        }
    }

    /** Gives up connections that were lost while something else was done; new ones are opened when they are needed. */
    public void forgetLost() throws SQLException {
        for (Connection connection : connections.values()) {
            if (!connection.isValid(Integer.parseInt(CONTROL_TIMEOUT))) {
                connection.close();
            }
        }
    }

    @Override
    public void close() {
        for (Connection connection : connections.values()) {
            try {
                connection.close();
            } catch (SQLException alreadyLost) {
                // Nothing is left to be done with it.
            }
        }
    }

    /** A store that cannot be reached, which some commands can live with. */
    public static final class UnreachableStore extends SQLException {
        UnreachableStore(StoreConfig store, SQLException cause) {
            super("Store " + store + " cannot be reached: " + AdminException.firstLine(cause), "08001", cause);
        }
    }
}
