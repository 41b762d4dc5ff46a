package io.migratingjdbc.internal.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** One control change as one message: BEGIN, settings, locks, the change, COMMIT. */
final class PostgresChange {
    private static final String READ_COMMITTED = "SET LOCAL transaction_isolation = 'read committed'";
    /** Raises the durability of this commit to the least that survives a crash, never lowers it. */
    private static final String DURABLE = "SELECT set_config('synchronous_commit', 'on', true)"
            + " WHERE current_setting('synchronous_commit') IN ('off', 'local')";

    private PostgresChange() {}

    /** @return the row count of {@code sql} */
    static int run(Connection connection, List<String> before, String sql, Object... values) throws SQLException {
        StringBuilder message = new StringBuilder(READ_COMMITTED).append("; ").append(DURABLE);
        before.forEach(statement -> message.append("; ").append(statement));
        message.append("; ").append(sql).append("; COMMIT");
        connection.setAutoCommit(false);
        try {
            int changed = execute(connection, message.toString(), 2 + before.size(), values);
            connection.setAutoCommit(true);
            return changed;
        } catch (SQLException failure) {
            rollBack(connection, failure);
            throw failure;
        }
    }

    private static int execute(Connection connection, String message, int resultsBefore, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(message)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
            for (int i = 0; i < resultsBefore; i++) {
                statement.getMoreResults();
            }
            return statement.getUpdateCount();
        }
    }

    private static void rollBack(Connection connection, SQLException failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }
}
