package io.migratingjdbc.tests.demo;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** How the service uses its connection pool, as any careful application does. */
final class Session {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int MAX_TRIES = 50;

    private final DataSource pool;
    private final HostStatistics statistics;

    Session(DataSource pool, HostStatistics statistics) {
        this.pool = pool;
        this.statistics = statistics;
    }

    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs the work in a transaction, again if the database asks for that with SQLState 40001. */
    <T> T inTransaction(Work<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            try (Connection connection = pool.getConnection()) {
                return once(connection, work);
            } catch (SQLException e) {
                if (!SERIALIZATION_FAILURE.equals(e.getSQLState()) || tries == MAX_TRIES) {
                    throw e;
                }
                statistics.retried();
            }
        }
    }

    /** Runs the work with every statement a transaction of its own. */
    <T> T autocommit(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return work.run(connection);
        }
    }

    /** Whether the key that the statement would have created exists. */
    static boolean isDuplicate(SQLException e) {
        return UNIQUE_VIOLATION.equals(e.getSQLState());
    }

    /** Whether the work may or may not be applied: the connection was lost before its end was known. */
    static boolean isUnknown(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith("08");
    }

    private static <T> T once(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }
}
