package io.migratingjdbc.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The result of a statement that ran in one store: the store's own statement answers for it. */
final class StoreResult implements StatementResult {
    private final Statement statement;
    private ResultSet rows;
    private long count;

    private StoreResult(Statement statement, ResultSet rows, long count) {
        this.statement = statement;
        this.rows = rows;
        this.count = count;
    }

    static StoreResult ofRows(Statement statement, ResultSet rows) {
        return new StoreResult(statement, rows, -1);
    }

    static StoreResult ofCount(Statement statement, long count) {
        return new StoreResult(statement, null, count);
    }

    static StoreResult ofCurrent(Statement statement, boolean rows) throws SQLException {
        return rows ? ofRows(statement, statement.getResultSet()) : ofCount(statement, statement.getLargeUpdateCount());
    }

    Statement statement() {
        return statement;
    }

    /** Whether the statement found, changed or returned nothing. */
    boolean empty() throws SQLException {
        return rows == null ? count <= 0 : !rows.isBeforeFirst();
    }

    /** How many rows were changed, for a write that may return them; at least one if it returned any. */
    long changed() throws SQLException {
        return rows == null ? Math.max(count, 0) : rows.isBeforeFirst() ? 1 : 0;
    }

    @Override
    public ResultSet rows() {
        return rows;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean next(int current) throws SQLException {
        boolean more = statement.getMoreResults(current);
        rows = more ? statement.getResultSet() : null;
        count = more ? -1 : statement.getLargeUpdateCount();
        return more;
    }

    @Override
    public ResultSet generatedKeys() throws SQLException {
        return statement.getGeneratedKeys();
    }

    @Override
    public void close() throws SQLException {
        if (rows != null) {
            rows.close();
        }
    }
}
