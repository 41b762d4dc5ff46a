package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.forwarding.ForwardingResultSet;
import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;

/**
 * What all results from both stores have in common: they go forward only, cannot be updated through, and end with both
 * parts. Methods that are not about a row go to the accepting store's part, or to both.
 */
abstract class ForwardOnlyResultSet implements ForwardingResultSet {
    private static final String NOT_IN_STATE = "55000";
    private static final String NOT_ON_A_ROW = "24000";

    private final Parts parts;
    private final Statement statement;
    private boolean closed;

    ForwardOnlyResultSet(Parts parts, Statement statement) {
        this.parts = parts;
        this.statement = statement;
    }

    /** The result set that is positioned on the current row; null if there is none. */
    abstract ResultSet current();

    @Override
    public ResultSet delegate() throws SQLException {
        checkOpen();
        ResultSet current = current();
        if (current == null) {
            throw notOnARow();
        }
        return current;
    }

    /** The application's statement makes it its own. */
    @Override
    public Object own(Object given) {
        return given;
    }

    static SQLException notOnARow() {
        return new SQLException("The result set is not on a row: call next().", NOT_ON_A_ROW);
    }

    void checkOpen() throws SQLException {
        if (isClosed()) {
            throw new SQLException("This result set is closed.", NOT_IN_STATE);
        }
    }

    /** Also when a part ended with its statement or connection. */
    @Override
    public boolean isClosed() throws SQLException {
        return closed || parts.accepting().isClosed() || parts.other().isClosed();
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        parts.close();
    }

    @Override
    public Statement getStatement() throws SQLException {
        checkOpen();
        return statement;
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        checkOpen();
        return parts.accepting().getMetaData();
    }

    @Override
    public int findColumn(String label) throws SQLException {
        checkOpen();
        return parts.accepting().findColumn(label);
    }

    @Override
    public int getType() throws SQLException {
        checkOpen();
        return TYPE_FORWARD_ONLY;
    }

    @Override
    public int getConcurrency() throws SQLException {
        checkOpen();
        return CONCUR_READ_ONLY;
    }

    @Override
    public int getHoldability() throws SQLException {
        checkOpen();
        return parts.accepting().getHoldability();
    }

    @Override
    public String getCursorName() throws SQLException {
        checkOpen();
        throw ErrorCode.REFUSED.exception("A result from both stores is no cursor: address rows by their key.");
    }

    @Override
    public int getFetchSize() throws SQLException {
        checkOpen();
        return parts.accepting().getFetchSize();
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        checkOpen();
        parts.accepting().setFetchSize(rows);
        parts.other().setFetchSize(rows);
    }

    @Override
    public int getFetchDirection() throws SQLException {
        checkOpen();
        return FETCH_FORWARD;
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        checkOpen();
        if (direction != FETCH_FORWARD) {
            throw forwardOnly("setFetchDirection");
        }
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        checkOpen();
        SQLWarning warnings = parts.accepting().getWarnings();
        return warnings != null ? warnings : parts.other().getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
        parts.accepting().clearWarnings();
        parts.other().clearWarnings();
    }

    @Override
    public boolean previous() throws SQLException {
        throw forwardOnly("previous");
    }

    @Override
    public boolean first() throws SQLException {
        throw forwardOnly("first");
    }

    @Override
    public boolean last() throws SQLException {
        throw forwardOnly("last");
    }

    @Override
    public void beforeFirst() throws SQLException {
        throw forwardOnly("beforeFirst");
    }

    @Override
    public void afterLast() throws SQLException {
        throw forwardOnly("afterLast");
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        throw forwardOnly("absolute");
    }

    @Override
    public boolean relative(int rows) throws SQLException {
        throw forwardOnly("relative");
    }

    /** Not a store's own result set: through it the other store's rows would be missed. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw ErrorCode.REFUSED.exception("A result from both stores is no " + type.getName() + ".");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    private static SQLException forwardOnly(String method) {
        return ErrorCode.REFUSED.exception(
                method + "() on a result from both stores: it can be read forward only, once.");
    }
}
