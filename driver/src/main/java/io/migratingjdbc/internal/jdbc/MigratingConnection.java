package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.MigratingSession;
import io.migratingjdbc.internal.forwarding.ForwardingConnection;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.postgresql.PGConnection;

/** The application's connection: a session that goes to whichever store a statement needs. */
final class MigratingConnection implements ForwardingConnection, MigratingSession {
    private static final String NO_TRANSACTION = "25P01";

    private final Session session;
    private final MigrationContext context;
    private final StoreSessions sessions;
    private final Transaction transaction;
    private final Closing closing;
    private int savepoints;
    private volatile boolean closed;

    /** What closing this connection means: the end of its session, or its return to a pool. */
    @FunctionalInterface
    interface Closing {
        void run() throws SQLException;
    }

    /** @param closing run once, when the connection is closed */
    MigratingConnection(Session session, Closing closing) {
        this.session = session;
        this.context = session.context();
        this.sessions = session.sessions();
        this.transaction = session.transaction();
        this.closing = closing;
    }

    MigrationContext context() {
        return context;
    }

    Transaction transaction() {
        return transaction;
    }

    /** While no other thread uses the session. A pool's next user has the same one, so that this connection must still be open. */
    <T> T alone(Transaction.Work<T> work) throws SQLException {
        checkOpen();
        return session.alone(this::checkOpen, work);
    }

    private void alone(Session.Step step) throws SQLException {
        alone(() -> {
            step.run();
            return null;
        });
    }

    StatementResult run(Execution execution) throws SQLException {
        return alone(() -> session.runner().run(execution));
    }

    /** For whatever needs no routing. */
    StoreSession homeSession() throws SQLException {
        return alone(() -> sessions.get(homeRole()));
    }

    private Role homeRole() throws SQLException {
        return context.home(transaction.state());
    }

    /** The store in use, as part of the transaction if there is one. */
    Connection inTransaction() throws SQLException {
        return alone(() -> transaction.join(homeRole()).connection());
    }

    /** The connections to stores that are open now; for what another thread does while one of them is in use. */
    List<Connection> physical() {
        return sessions.opened().stream().map(StoreSession::connection).toList();
    }

    /**
     * A change that is not made by a statement of the application's: of which table is not known here, so that it may launch.
     *
     * @param physical the connection on which it is made
     */
    <T> T changeBeside(Connection physical, String what, Transaction.Work<T> change) throws SQLException {
        return alone(() -> transaction.within(() -> {
            MigrationView view = transaction.launch();
            StoreSession session = transaction.join(view.accepting());
            if (view.phase().twoStore() || session.connection() != physical) {
                throw ErrorCode.REFUSED.exception(
                        what + " cannot change rows while entities are in two stores; use INSERT, UPDATE and DELETE");
            }
            T result = change.run();
            transaction.changed(session, 1);
            return result;
        }));
    }

    private Connection home() throws SQLException {
        return transaction.session(homeRole()).connection();
    }

    void checkOpen() throws SQLException {
        if (closed) {
            throw new SQLException("This connection has been closed.", "08003");
        }
    }

    /** After the end a closed one, whose driver says so in its own way. */
    @Override
    public Connection delegate() throws SQLException {
        List<StoreSession> ended = sessions.ended();
        return ended.isEmpty() ? alone(this::home) : ended.get(0).connection();
    }

    /** What a store's driver gave, made to lead back to this connection where it would lead to the store's. */
    @Override
    public Object own(Object given) {
        if (given instanceof ResultSet rows) {
            return MigratingResultSet.ofDriversOwn(rows, this);
        }
        return given instanceof Array array ? new MigratingArray(array, this) : given;
    }

    @Override
    public Statement createStatement() throws SQLException {
        return createStatement(StatementOptions.DEFAULT);
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return createStatement(new StatementOptions(type, concurrency, 0));
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return createStatement(new StatementOptions(type, concurrency, holdability));
    }

    private Statement createStatement(StatementOptions options) throws SQLException {
        checkOpen();
        MigratingStatement statement = new MigratingStatement(this, options);
        statement.home(); // so that options that the store's driver refuses fail at once
        return statement;
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return prepareStatement(sql, GeneratedKeys.NOT_ASKED);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
        return prepareStatement(sql, new GeneratedKeys.ByFlag(autoGeneratedKeys));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        return prepareStatement(sql, new GeneratedKeys.ByIndex(columns));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        return prepareStatement(sql, new GeneratedKeys.ByName(columns));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return prepareStatement(sql, new StatementOptions(type, concurrency, 0));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return prepareStatement(sql, new StatementOptions(type, concurrency, holdability));
    }

    private PreparedStatement prepareStatement(String sql, GeneratedKeys keys) throws SQLException {
        return prepareStatement(sql, StatementOptions.DEFAULT, keys);
    }

    private PreparedStatement prepareStatement(String sql, StatementOptions options) throws SQLException {
        return prepareStatement(sql, options, GeneratedKeys.NOT_ASKED);
    }

    private PreparedStatement prepareStatement(String sql, StatementOptions options, GeneratedKeys keys)
            throws SQLException {
        checkOpen();
        MigratingPreparedStatement statement = new MigratingPreparedStatement(this, sql, options, keys);
        statement.home(); // no round trip; what the store's driver refuses fails at once
        return statement;
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return prepareCall(sql, StatementOptions.DEFAULT);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return prepareCall(sql, new StatementOptions(type, concurrency, 0));
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return prepareCall(sql, new StatementOptions(type, concurrency, holdability));
    }

    private CallableStatement prepareCall(String sql, StatementOptions options) throws SQLException {
        checkOpen();
        MigratingCallableStatement statement = new MigratingCallableStatement(this, sql, options);
        statement.home();
        return statement;
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        alone(() -> {
            if (autoCommit == sessions.autoCommit()) {
                return; // also within BEGIN as SQL text, which it must not commit
            }
            if (autoCommit) {
                refuseInBranch();
                transaction.commit(); // as JDBC has it; through the fence
            }
            sessions.setAutoCommit(autoCommit);
        });
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        checkOpen();
        return sessions.autoCommit();
    }

    @Override
    public void commit() throws SQLException {
        alone(() -> {
            checkTransaction("commit");
            transaction.commit();
        });
    }

    @Override
    public void rollback() throws SQLException {
        alone(() -> {
            checkTransaction("rollback");
            transaction.rollback();
        });
    }

    /** As the store's driver, which does not know of a BEGIN as SQL text. */
    private void checkTransaction(String what) throws SQLException {
        if (sessions.autoCommit()) {
            throw new SQLException("Cannot " + what + " when autoCommit is enabled.", NO_TRANSACTION);
        }
        refuseInBranch();
    }

    /** The transaction manager ends the branch. */
    private void refuseInBranch() throws SQLException {
        transaction.branch().refuseControl("setAutoCommit(true), commit, rollback and setSavepoint");
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return set(null);
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        return set(name);
    }

    /** @param name null for a savepoint without one */
    private Savepoint set(String name) throws SQLException {
        return alone(() -> {
            if (sessions.autoCommit()) {
                throw new SQLException("Cannot establish a savepoint in auto-commit mode.", NO_TRANSACTION);
            }
            refuseInBranch();
            MigratingSavepoint savepoint = new MigratingSavepoint(name == null ? savepoints++ : 0, name);
            transaction.set(savepoint);
            return savepoint;
        });
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        alone(() -> transaction.rollbackTo(usable(savepoint)));
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        alone(() -> {
            MigratingSavepoint ours = usable(savepoint);
            transaction.release(ours);
            ours.released();
        });
    }

    private MigratingSavepoint usable(Savepoint savepoint) throws SQLException {
        if (!(savepoint instanceof MigratingSavepoint ours)) {
            throw new SQLException("The savepoint is not one of this driver: " + savepoint, "3B001");
        }
        ours.checkUsable();
        if (!transaction.has(ours)) {
            refusedByStore(ours);
        }
        return ours;
    }

    /** It ended with its transaction, or with an earlier savepoint: the database says so, and what that means for the transaction. */
    private void refusedByStore(MigratingSavepoint savepoint) throws SQLException {
        String sql = "ROLLBACK TO SAVEPOINT " + context.dialect().quote(savepoint.sqlName());
        try (Statement statement = createStatement()) {
            statement.execute(sql);
        }
        throw new SQLException("The savepoint is not one of this transaction", "3B001");
    }

    @Override
    public void close() throws SQLException {
        if (!closed) {
            closed = true;
            closing.run();
        }
    }

    /** Also when the connection to a store died, as the store's driver has it. */
    @Override
    public boolean isClosed() throws SQLException {
        if (closed) {
            return true;
        }
        for (StoreSession session : sessions.opened()) {
            if (session.connection().isClosed()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        if (executor == null) { // nothing would end what is open, as the store's driver would refuse it
            throw new SQLException("executor is null");
        }
        if (!closed) {
            closed = true;
            session.abort(executor);
        }
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        for (StoreSession ended : sessions.ended()) {
            return ended.connection().isValid(timeout);
        }
        return !closed && session.alone(() -> valid(timeout));
    }

    private boolean valid(int timeout) throws SQLException {
        transaction.releaseUnneeded();
        for (StoreSession store : sessions.opened()) {
            if (!store.connection().isValid(timeout)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        return new MigratingDatabaseMetaData(delegate().getMetaData(), this);
    }

    private void setOnClient(String name, StoreSessions.ClientSetting setting) throws SQLException {
        alone(() -> {
            home();
            sessions.setOnClient(name, setting);
        });
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        setOnClient("readOnly", connection -> connection.setReadOnly(readOnly));
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        setOnClient("catalog", connection -> connection.setCatalog(catalog));
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        setOnClient("holdability", connection -> connection.setHoldability(holdability));
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        setOnClient("networkTimeout", connection -> connection.setNetworkTimeout(executor, milliseconds));
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        setOnClient("typeMap", connection -> connection.setTypeMap(map));
    }

    /** Fails within a transaction, and is never part of one. */
    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        alone(() -> {
            List<StoreSession> joined = transaction.joined();
            for (StoreSession store : joined.isEmpty() ? List.of(transaction.session(homeRole())) : joined) {
                store.connection().setTransactionIsolation(level);
                sessions.made(
                        SessionSetting.ofSession("isolation", context.dialect().setIsolation(level)), store);
            }
        });
    }

    /** Part of the transaction, as with the store's driver. */
    @Override
    public void setSchema(String schema) throws SQLException {
        alone(() -> {
            StoreSession home = transaction.join(homeRole());
            home.connection().setSchema(schema);
            transaction.made(
                    SessionSetting.ofSession("search_path", context.dialect().setSchema(schema)), home);
        });
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        clientInfo(home -> {
            home.connection().setClientInfo(name, value);
            clientInfoMade(name, value, home);
        });
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        clientInfo(home -> {
            home.connection().setClientInfo(properties);
            for (String name : properties.stringPropertyNames()) {
                clientInfoMade(name, properties.getProperty(name), home);
            }
        });
    }

    @FunctionalInterface
    private interface ClientInfo {
        void set(StoreSession home) throws SQLException;
    }

    private void clientInfo(ClientInfo info) throws SQLClientInfoException {
        try {
            alone(() -> info.set(transaction.session(homeRole())));
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
        }
    }

    /** Part of a transaction that has begun, but begins none. */
    private void clientInfoMade(String name, String value, StoreSession home) throws SQLException {
        Optional<String> sql = context.dialect().setClientInfo(name, value);
        if (sql.isPresent()) {
            SessionSetting setting = SessionSetting.ofSession("client info " + name, sql.get());
            if (context.dialect().inTransaction(home.connection())) {
                transaction.made(setting, home);
            } else {
                sessions.made(setting, home);
            }
        }
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
        for (StoreSession session : sessions.opened()) {
            session.connection().clearWarnings();
        }
    }

    @Override
    public String newInstanceId() throws SQLException {
        checkOpen();
        MigrationView view = context.host().view();
        return context.ids().mint(view.store(view.accepting()));
    }

    @Override
    public String acceptingStore() throws SQLException {
        checkOpen();
        MigrationView view = context.host().view();
        return view.store(view.accepting()).value();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        } else if (type == PGConnection.class && !closed) {
            return type.cast(new MigratingPGConnection(this));
        }
        return giveAway(type, delegate());
    }

    /**
     * An object of the store's driver, on which a launch passes by the fence: so the store's guard watches.
     *
     * @throws SQLException 0A000 while entities are in two stores: the guard does not look for keys in the other one
     */
    <T> T giveAway(Class<T> type, Wrapper theirs) throws SQLException {
        T given = theirs.unwrap(type);
        if (!closed) {
            alone(() -> {
                if (context.host().view().phase().twoStore()) {
                    throw ErrorCode.REFUSED.exception("What leads to the connection to one store is not given away as "
                            + type.getName() + " while entities are in two stores; org.postgresql.PGConnection is, and"
                            + " commits through the fence");
                }
                for (StoreSession store : sessions.opened()) {
                    store.giveAway(context.dialect());
                }
            });
        }
        return given;
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || delegate().isWrapperFor(type);
    }
}
