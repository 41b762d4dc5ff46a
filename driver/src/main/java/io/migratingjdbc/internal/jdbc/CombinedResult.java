package io.migratingjdbc.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/** A result that no single store's statement has: merged rows, an added-up count, or nothing at all. */
final class CombinedResult implements StatementResult {
    private ResultSet rows;
    private long count;
    private final ResultSet keys;

    private CombinedResult(ResultSet rows, long count, ResultSet keys) {
        this.rows = rows;
        this.count = count;
        this.keys = keys;
    }

    static CombinedResult ofRows(ResultSet rows) {
        return new CombinedResult(rows, -1, null);
    }

    /** @param keys null if no store generated any */
    static CombinedResult ofCount(long count, ResultSet keys) {
        return new CombinedResult(null, count, keys);
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
        close();
        rows = null;
        count = -1;
        return false;
    }

    @Override
    public ResultSet generatedKeys() {
        return keys;
    }

    @Override
    public void close() throws SQLException {
        if (rows != null) {
            rows.close();
        }
    }
}
