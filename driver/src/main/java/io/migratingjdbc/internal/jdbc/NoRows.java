package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingResultSet;
import io.migratingjdbc.internal.route.PlannedStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;

/** What an INSERT returns of which every row was left out: rows of the right shape, but none. */
final class NoRows implements ForwardingResultSet {
    private final StoreSession session;
    private final String sql;
    private final GeneratedKeys keys;
    private final Statement statement;
    /** Prepared for its description alone, when that is asked for. */
    private PreparedStatement described;

    private boolean closed;

    private NoRows(StoreSession session, String sql, GeneratedKeys keys, Statement statement) {
        this.session = session;
        this.sql = sql;
        this.keys = keys;
        this.statement = statement;
    }

    /** A count of 0 and no generated keys, or no rows where the statement returns rows. */
    static StatementResult of(
            StoreSession session, PlannedStatement planned, String sql, GeneratedKeys keys, Statement statement) {
        NoRows none = new NoRows(session, sql, keys, statement);
        return planned.profile().returning()
                ? CombinedResult.ofRows(none)
                : CombinedResult.ofCount(0, keys == GeneratedKeys.NOT_ASKED ? null : none);
    }

    @Override
    public ResultSet delegate() throws SQLException {
        throw new SQLException(
                closed
                        ? "This ResultSet is closed."
                        : "ResultSet not positioned properly, perhaps you need to call next.",
                closed ? "55000" : "24000");
    }

    @Override
    public Object own(Object given) {
        return given; // there are no values
    }

    private void checkOpen() throws SQLException {
        if (closed) {
            delegate();
        }
    }

    @Override
    public boolean next() throws SQLException {
        checkOpen();
        return false;
    }

    @Override
    public boolean previous() throws SQLException {
        return scrolled();
    }

    @Override
    public boolean first() throws SQLException {
        return scrolled();
    }

    @Override
    public boolean last() throws SQLException {
        return scrolled();
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        return scrolled();
    }

    @Override
    public boolean relative(int rows) throws SQLException {
        return scrolled();
    }

    @Override
    public void beforeFirst() throws SQLException {
        scrolled();
    }

    @Override
    public void afterLast() throws SQLException {
        scrolled();
    }

    /** To no row, as there is none. */
    private boolean scrolled() throws SQLException {
        checkOpen();
        if (getType() == TYPE_FORWARD_ONLY) {
            throw new SQLException("Operation requires a scrollable ResultSet, but this one is forward only.", "24000");
        }
        return false;
    }

    @Override
    public int getType() throws SQLException {
        checkOpen();
        return statement.getResultSetType();
    }

    @Override
    public int getConcurrency() throws SQLException {
        checkOpen();
        return statement.getResultSetConcurrency();
    }

    @Override
    public int getHoldability() throws SQLException {
        checkOpen();
        return statement.getResultSetHoldability();
    }

    @Override
    public int getFetchSize() throws SQLException {
        checkOpen();
        return statement.getFetchSize();
    }

    @Override
    public int getFetchDirection() throws SQLException {
        checkOpen();
        return statement.getFetchDirection();
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return null;
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        checkOpen();
        if (described == null) {
            described = keys.prepare(session.connection(), sql);
        }
        return described.getMetaData();
    }

    @Override
    public int findColumn(String label) throws SQLException {
        ResultSetMetaData columns = getMetaData();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            if (columns.getColumnLabel(column).equalsIgnoreCase(label)) {
                return column;
            }
        }
        throw new SQLException("The column name " + label + " was not found in this ResultSet.", "42703");
    }

    @Override
    public boolean isBeforeFirst() {
        return false;
    }

    @Override
    public boolean isAfterLast() {
        return false;
    }

    @Override
    public boolean isFirst() {
        return false;
    }

    @Override
    public boolean isLast() {
        return false;
    }

    @Override
    public int getRow() {
        return 0;
    }

    @Override
    public Statement getStatement() {
        return statement;
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        if (described != null) {
            described.close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }
}
