package io.migratingjdbc.admin.chunk;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waiting for other threads that work on the databases. */
final class Futures {
    private Futures() {}

    /** @throws SQLException the other thread's, or that this one was interrupted */
    static <T> T await(Future<T> other) throws SQLException {
        try {
            return other.get();
        } catch (ExecutionException e) {
            throw asSqlException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted; run it again", e);
        }
    }

    private static SQLException asSqlException(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return failure instanceof SQLException e ? e : new SQLException(failure);
    }
}
