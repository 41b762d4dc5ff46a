package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingResultSet;
import io.migratingjdbc.internal.route.PlannedStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;

/** What an INSERT returns of which every row was left out: rows of the right shape, but none. */
final class NoRows implements ForwardingResultSet {
    private final PreparedStatement described;
    private final Statement statement;
    private boolean closed;

    private NoRows(PreparedStatement described, Statement statement) {
        this.described = described;
        this.statement = statement;
    }

    /** A count of 0, or no rows where the statement returns rows. */
    static StatementResult of(StoreSession session, PlannedStatement planned, String sql, Statement statement)
            throws SQLException {
        return planned.profile().returning()
                ? CombinedResult.ofRows(new NoRows(session.connection().prepareStatement(sql), statement))
                : CombinedResult.ofCount(0, null);
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

    @Override
    public boolean next() throws SQLException {
        if (closed) {
            delegate();
        }
        return false;
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
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
        described.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }
}
