package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.StoreStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** A store's fence row. It is never deleted and its generation only grows. Connections have autocommit on. */
public final class FenceRow {
    private final Dialect dialect;
    private final String table;
    private final String migration;
    private final StoreId store;

    public FenceRow(Dialect dialect, String schema, String migration, StoreId store) {
        this.dialect = dialect;
        this.table = dialect.qualified(schema, "migrating_store");
        this.migration = migration;
        this.store = store;
    }

    /** What became of an attempt to set the status. */
    enum Result {
        /** By this call or by somebody else: the row has exactly this status and generation. */
        DONE,
        /** The row has a larger generation: somebody is ahead of us. */
        OVERTAKEN
    }

    /** Empty if there is no row, or no table of fence rows. */
    public Optional<Fence> read(Connection connection) throws SQLException {
        return select(
                connection,
                "status, generation",
                row -> new Fence(store, StoreStatus.ofText(row.getString(1)), row.getLong(2)));
    }

    /** The latest epoch whose transition is known to have reached this store; the row must exist. */
    long latestEpoch(Connection connection) throws SQLException {
        return select(connection, "greatest(generation, guard_epoch)", row -> row.getLong(1))
                .orElseThrow(this::missing);
    }

    /** Inserts the row if it is missing; one that is there stays as it is. */
    public Fence ensure(Connection connection, StoreStatus status, long generation) throws SQLException {
        dialect.change(
                connection,
                "INSERT INTO " + table + " (migration, store_id, status, generation) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (migration, store_id) DO NOTHING",
                migration,
                store.value(),
                status.text(),
                generation);
        return existing(connection);
    }

    /**
     * Step 2 of a transition.
     *
     * @throws SQLException of class {@link ErrorClass#LOCK_TIMEOUT} if the fence lock was not to be had in time
     */
    Result set(Connection connection, Fence fence, Duration lockTimeout) throws SQLException {
        // Where it was done before, launches need not wait for the exclusive lock again.
        if (existing(connection).generation() < fence.generation()) {
            dialect.changeUnderFence(
                    connection,
                    migration,
                    lockTimeout,
                    "UPDATE " + table + " SET status = ?, generation = ?, changed_at = now()"
                            + " WHERE migration = ? AND store_id = ? AND generation < ?",
                    fence.status().text(),
                    fence.generation(),
                    migration,
                    store.value(),
                    fence.generation());
        }
        Fence now = existing(connection);
        if (now.generation() > fence.generation()) {
            return Result.OVERTAKEN;
        }
        if (!now.equals(fence)) {
            throw ErrorCode.CONFIGURATION.exception("The fence row of migration " + migration + " in store " + store
                    + " was changed by hand: " + now + " instead of " + fence);
        }
        return Result.DONE;
    }

    /** Sets the guard for the transition to this epoch, under the fence lock; nothing if that was done before. */
    void tightenGuard(Connection connection, Guard guard, long epoch, Duration lockTimeout) throws SQLException {
        if (guardEpoch(connection) < epoch) {
            dialect.changeUnderFence(
                    connection,
                    migration,
                    lockTimeout,
                    "UPDATE " + table + " SET guard = ?, guard_epoch = ?"
                            + " WHERE migration = ? AND store_id = ? AND guard_epoch < ?",
                    guard.text(),
                    epoch,
                    migration,
                    store.value(),
                    epoch);
        }
    }

    /**
     * Sets the guard of the phase that was reached in this epoch; nothing if a later transition has set its
     * own.
     */
    void relaxGuard(Connection connection, Guard guard, long epoch) throws SQLException {
        dialect.change(
                connection,
                "UPDATE " + table + " SET guard = ?"
                        + " WHERE migration = ? AND store_id = ? AND guard_epoch = ? AND guard <> ?",
                guard.text(),
                migration,
                store.value(),
                epoch,
                guard.text());
    }

    private Fence existing(Connection connection) throws SQLException {
        return read(connection).orElseThrow(this::missing);
    }

    private long guardEpoch(Connection connection) throws SQLException {
        return select(connection, "guard_epoch", row -> row.getLong(1)).orElseThrow(this::missing);
    }

    private SQLException missing() {
        return ErrorCode.CONFIGURATION.exception("Store " + store + " has no fence row of migration " + migration
                + "; is it the store that init was run on?");
    }

    private interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private <T> Optional<T> select(Connection connection, String columns, Mapper<T> mapper) throws SQLException {
        String sql = "SELECT " + columns + " FROM " + table + " WHERE migration = ? AND store_id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, migration);
            statement.setString(2, store.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(mapper.map(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            if (dialect.classify(e) == ErrorClass.UNDEFINED_TABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
