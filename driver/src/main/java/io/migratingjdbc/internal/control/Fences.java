package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;

/** Changes to fence rows that have to wait for the launches in flight. */
final class Fences {
    private final ControlPlane plane;
    private final FenceWait wait;
    private final LongSupplier nanoTime;

    Fences(ControlPlane plane, FenceWait wait, LongSupplier nanoTime) {
        this.plane = plane;
        this.wait = wait;
        this.nanoTime = nanoTime;
    }

    interface Change<R> {
        R run(FenceRow row, Connection connection) throws SQLException;
    }

    /**
     * Tries until the fence lock was free for once; the lock time-out paces the tries.
     *
     * @throws SQLException naming the sessions in the way when the total time is over
     */
    <R> R change(Role role, Change<R> change) throws SQLException {
        long start = nanoTime.getAsLong();
        try (Connection connection = plane.stores().get(role).open()) {
            while (true) {
                try {
                    return change.run(plane.fence(role), connection);
                } catch (SQLException e) {
                    if (plane.dialect().classify(e) != ErrorClass.LOCK_TIMEOUT) {
                        throw e;
                    }
                    if (nanoTime.getAsLong() - start > wait.total().toNanos()) {
                        throw timedOut(role, connection, e);
                    }
                }
            }
        }
    }

    private SQLException timedOut(Role role, Connection connection, SQLException cause) throws SQLException {
        List<String> holders =
                plane.dialect().fenceHolders(connection, plane.plan().name());
        return ErrorCode.UNREACHABLE.exception(
                "Store " + plane.plan().stores().get(role) + ": the fence of migration "
                        + plane.plan().name() + " was not free within " + wait.total() + ". Launches of "
                        + (holders.isEmpty() ? "sessions that are gone by now" : "these sessions")
                        + " are in the way; end them or try again: " + holders,
                cause);
    }
}
