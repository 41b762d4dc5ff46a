package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGStatement;

/**
 * What statements and prepared statements have in common: the stores' statements behind them, the settings that each of those gets,
 * and the current result.
 */
abstract class AbstractStatement implements ForwardingStatement {

    /** One of the application's settings, to be made on any store's statement. */
    @FunctionalInterface
    interface Setting {
        void apply(Statement statement) throws SQLException;
    }

    private static final String QUERY_TIMEOUT = "queryTimeout";

    private final MigratingConnection connection;
    private final StatementOptions options;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    /** Statements for one execution: for changed texts, or the store's driver's own. Closed with the next execution. */
    private final Set<Statement> forThisExecution = ConcurrentHashMap.newKeySet();

    private StatementResult result;
    private ResultSet wrapped;
    private boolean closeOnCompletion;
    private volatile boolean closed;

    AbstractStatement(MigratingConnection connection, StatementOptions options) {
        this.connection = connection;
        this.options = options;
    }

    /** The stores' statements that were opened so far. */
    abstract List<? extends Statement> opened();

    /** The store's statement of that session. */
    abstract Statement on(StoreSession session) throws SQLException;

    /** A store's statement for whatever needs no routing. After the end it is a closed one, which says so as the store's driver does. */
    Statement home() throws SQLException {
        if (closed || connection.isClosed()) {
            for (Statement statement : opened()) {
                return statement;
            }
            for (Statement statement : forThisExecution) {
                return statement;
            }
        }
        return on(connection.homeSession());
    }

    MigratingConnection connection() {
        return connection;
    }

    StatementOptions options() {
        return options;
    }

    <S extends Statement> S withSettings(S statement) throws SQLException {
        for (Setting setting : settings.values()) {
            setting.apply(statement);
        }
        return statement;
    }

    /** A statement of a store for a changed text; lives until the next execution, as its result does. */
    PreparedStatement prepareRewritten(StoreSession session, String sql, GeneratedKeys keys) throws SQLException {
        PreparedStatement statement = withSettings(options.prepare(session.connection(), sql, keys));
        forThisExecution.add(statement);
        return statement;
    }

    /** A statement of the driver's own, for a part of what the application asked for; lives until the next execution. */
    PreparedStatement prepareOwn(StoreSession session, String sql, int resultSetType) throws SQLException {
        PreparedStatement statement =
                session.connection().prepareStatement(sql, resultSetType, ResultSet.CONCUR_READ_ONLY);
        forThisExecution.add(statement);
        Setting limit = settings.get(QUERY_TIMEOUT);
        if (limit != null) {
            limit.apply(statement);
        }
        return statement;
    }

    /**
     * Runs a store's statement. With autocommit there are no cursors: a transaction of the driver's own ends before the application
     * reads the rows.
     */
    StoreResult whole(Statement statement, Transaction.Work<StoreResult> work) throws SQLException {
        int fetchSize = statement.getFetchSize();
        if (fetchSize == 0 || !connection.getAutoCommit()) {
            return work.run();
        }
        statement.setFetchSize(0);
        try {
            return work.run();
        } finally {
            statement.setFetchSize(fetchSize);
        }
    }

    /** Runs an execution after the result of the one before was closed, as JDBC demands. */
    StatementResult run(Execution execution) throws SQLException {
        begin();
        connection.checkOpen();
        result = connection.run(execution);
        return result;
    }

    /** Makes the result of a batch current: it has generated keys. */
    void adopt(StatementResult batch) {
        result = batch;
    }

    /** Makes a result of a statement that the store's driver made by itself this one's. */
    void adopt(Statement theirs, ResultSet rows) {
        forThisExecution.add(theirs);
        result = StoreResult.ofRows(theirs, rows);
    }

    /** Before each execution. */
    void begin() throws SQLException {
        checkOpen();
        forgetResult();
    }

    private void forgetResult() throws SQLException {
        if (result != null) {
            StatementResult old = result;
            result = null;
            wrapped = null;
            old.close();
        }
        for (Statement statement : forThisExecution) {
            statement.close();
        }
        forThisExecution.clear();
    }

    /** A result set was closed by the application. */
    void completed() throws SQLException {
        boolean others =
                result instanceof StoreResult store && !store.statement().isClosed();
        if (closeOnCompletion && !others) {
            close();
        }
    }

    void set(String name, Setting setting) throws SQLException {
        List<? extends Statement> statements = opened();
        if (statements.isEmpty()) {
            setting.apply(home()); // so that a bad value fails at once
        }
        for (Statement statement : statements) {
            setting.apply(statement);
        }
        settings.put(name, setting);
    }

    void checkOpen() throws SQLException {
        if (isClosed()) {
            delegate().getMaxRows(); // the store's driver says so
            throw new SQLException("This statement has been closed.", "55000");
        }
    }

    /** The statement whose result is current, else the home store's. */
    @Override
    public Statement delegate() throws SQLException {
        if (result instanceof StoreResult store) {
            return store.statement();
        }
        return home();
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        checkOpen();
        ResultSet rows = result == null ? null : result.rows();
        if (rows == null) {
            return null;
        }
        if (wrapped == null) {
            wrapped = new MigratingResultSet(rows, this);
        }
        return wrapped;
    }

    @Override
    public Object own(Object given) {
        return connection.own(given);
    }

    @Override
    public int getUpdateCount() throws SQLException {
        checkOpen();
        return result == null ? -1 : narrow(result.count());
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        checkOpen();
        return result == null ? -1 : result.count();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return getMoreResults(Statement.CLOSE_CURRENT_RESULT);
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        checkOpen();
        wrapped = null;
        return result != null && result.next(current);
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        checkOpen();
        ResultSet keys = result == null ? home().getGeneratedKeys() : result.generatedKeys();
        return new MigratingResultSet(keys == null ? home().getGeneratedKeys() : keys, this);
    }

    /** A count that does not fit is not known: as the store's driver has it. */
    static int narrow(long count) {
        return count > Integer.MAX_VALUE ? Statement.SUCCESS_NO_INFO : (int) count;
    }

    /** From another thread, while an execution runs in one store or in both. */
    @Override
    public void cancel() throws SQLException {
        for (Statement statement : opened()) {
            statement.cancel();
        }
        for (Statement statement : forThisExecution) {
            statement.cancel();
        }
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return delegate().getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        for (Statement statement : opened()) {
            statement.clearWarnings();
        }
        for (Statement statement : forThisExecution) {
            statement.clearWarnings();
        }
    }

    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        List<Statement> all = new ArrayList<>(opened());
        all.addAll(forThisExecution);
        SQLException failure = null;
        for (Statement statement : all) {
            try {
                statement.close();
            } catch (SQLException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return closed
                || result instanceof StoreResult store && store.statement().isClosed();
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return type == PGStatement.class
                ? type.cast(new MigratingPGStatement(delegate().unwrap(PGStatement.class)))
                : connection.giveAway(type, delegate());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || delegate().isWrapperFor(type);
    }

    @Override
    public void setMaxFieldSize(int max) throws SQLException {
        set("maxFieldSize", statement -> statement.setMaxFieldSize(max));
    }

    @Override
    public void setMaxRows(int max) throws SQLException {
        set("maxRows", statement -> statement.setMaxRows(max));
    }

    @Override
    public void setLargeMaxRows(long max) throws SQLException {
        set("maxRows", statement -> statement.setLargeMaxRows(max));
    }

    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        set("escapeProcessing", statement -> statement.setEscapeProcessing(enable));
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        set(QUERY_TIMEOUT, statement -> statement.setQueryTimeout(seconds));
    }

    @Override
    public void setCursorName(String name) throws SQLException {
        set("cursorName", statement -> statement.setCursorName(name));
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        set("fetchDirection", statement -> statement.setFetchDirection(direction));
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        set("fetchSize", statement -> statement.setFetchSize(rows));
    }

    @Override
    public void setPoolable(boolean poolable) throws SQLException {
        set("poolable", statement -> statement.setPoolable(poolable));
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        set("closeOnCompletion", Statement::closeOnCompletion);
        closeOnCompletion = true;
    }

    @Override
    public String toString() {
        try {
            return delegate().toString();
        } catch (SQLException e) {
            return super.toString();
        }
    }
}
