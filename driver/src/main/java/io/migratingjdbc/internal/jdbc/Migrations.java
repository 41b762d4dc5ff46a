package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.config.Configuration;
import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.XAConnection;

/**
 * The migrations that this process takes part in. Connections with the same configuration share one context, that is one host;
 * it lives as long as any of them is open, and a while longer, since pools open and close connections all the time.
 */
public final class Migrations implements AutoCloseable {

    /** How a configuration is recognised: stores, users and settings alike. */
    private record Identity(Configuration.Migrating configuration) {}

    private final Map<Identity, SharedContext> contexts = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** Whether the URL is one of this driver's. Never throws. */
    public static boolean accepts(String url) {
        return Configuration.accepts(url);
    }

    /**
     * @param info the application's; not changed; may be null
     * @throws SQLException 08004 for settings that do not fit, 08001 if the migration record cannot be read, else what the store's
     *     driver says
     */
    public Connection connect(String url, Properties info) throws SQLException {
        Configuration configuration = Configuration.resolve(url, info);
        if (configuration instanceof Configuration.PassThrough plain) {
            return passThrough(plain);
        }
        Session session = session((Configuration.Migrating) configuration);
        return new MigratingConnection(session, session::close);
    }

    /**
     * For a pool, or a transaction manager. The caller closes it.
     *
     * @param info the application's; not changed; may be null
     * @throws SQLException as {@link #connect}
     */
    public XAConnection pooled(String url, Properties info) throws SQLException {
        Configuration configuration = Configuration.resolve(url, info);
        if (configuration instanceof Configuration.PassThrough plain) {
            return Dialect.ofUrl(plain.url()).pooled(passThrough(plain));
        }
        return new PooledSession(session((Configuration.Migrating) configuration));
    }

    private Session session(Configuration.Migrating configuration) throws SQLException {
        SharedContext shared = acquire(configuration);
        MigrationContext context;
        try {
            context = shared.get();
        } catch (SQLException | RuntimeException e) {
            shared.release();
            throw e;
        }
        return new Session(context, shared::release).opened();
    }

    /** With no plan and no record in the database there is nothing to do; with a record there must be a plan. */
    private static Connection passThrough(Configuration.PassThrough plain) throws SQLException {
        Connection connection = DriverManager.getConnection(plain.url(), plain.properties());
        try {
            UnplannedRecords.refuse(connection, plain.url());
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private SharedContext acquire(Configuration.Migrating configuration) throws SQLException {
        lock.lock();
        try {
            Identity identity = new Identity(configuration);
            SharedContext shared = contexts.get(identity);
            if (shared == null || !shared.acquire()) {
                shared = new SharedContext(configuration);
                contexts.put(identity, shared);
                if (!shared.acquire()) {
                    throw ErrorCode.UNREACHABLE.exception("The driver is shutting down");
                }
            }
            return shared;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nothing is kept for connections to come any more: what no connection uses ends now, the rest with its last connection. For when the
     * class loader of the driver is given up.
     */
    public void retire() {
        forgotten().forEach(SharedContext::retire);
    }

    /** Ends all, whoever uses it. */
    @Override
    public void close() {
        forgotten().forEach(SharedContext::close);
    }

    private List<SharedContext> forgotten() {
        lock.lock();
        try {
            List<SharedContext> all = List.copyOf(contexts.values());
            contexts.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }
}
