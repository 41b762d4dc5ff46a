package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.sql.RewrittenSql;
import java.sql.SQLException;

/** Runs an INSERT in a store, and counts it as a change of the transaction. */
record InsertedRows(Transaction transaction) {

    StoreResult run(Execution execution, StoreSession session, RewrittenSql withIds) throws SQLException {
        try {
            StoreResult result = withIds == null ? execution.on(session) : execution.on(session, withIds);
            transaction.changed(session, result.changed());
            return result;
        } catch (SQLException | RuntimeException e) {
            transaction.failedToCount(session);
            throw e;
        }
    }
}
