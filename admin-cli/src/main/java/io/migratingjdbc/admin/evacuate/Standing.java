package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.replicate.ControlSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes sure that copies come to the store that stays only from the last run that was begun, and only while the migration is in a phase
 * for it. A later run first gets a number, a transition first writes its epoch into the fence rows of both stores; a transaction that
 * brings copies holds share locks on both rows to its end.
 */
final class Standing {
    private final Migration migration;
    private final ControlSchema control;
    private final Direction direction;
    private final long run;
    private volatile long known;

    private Standing(Migration migration, ControlSchema control, MigrationView view, Direction direction, long run) {
        this.migration = migration;
        this.control = control;
        this.direction = direction;
        this.run = run;
        this.known = view.epoch();
    }

    /** From now on nothing comes from runs before. */
    static Standing begin(Migration migration, ControlSchema control, MigrationView view, Direction direction)
            throws SQLException {
        String sql = "INSERT INTO " + control.evacuation() + " AS e (migration, run) VALUES (?, 1)"
                + " ON CONFLICT (migration) DO UPDATE SET run = e.run + 1 RETURNING run";
        try (PreparedStatement statement =
                migration.stores().connection(direction.to()).prepareStatement(sql)) {
            statement.setString(1, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Standing(migration, control, view, direction, row.getLong(1));
            }
        }
    }

    /** @throws AdminException not yet, if copies may no longer be brought */
    void require(Connection inTransaction) throws SQLException {
        long last = number(
                inTransaction,
                "SELECT run FROM " + control.evacuation() + " WHERE migration = ? FOR SHARE",
                control.migration());
        if (last != run) {
            throw AdminException.notYet("Another evacuate was begun meanwhile, and goes on instead of this one");
        }
        String fences = migration.plane().dialect().qualified(migration.plane().schema(), "migrating_store");
        long epoch = number(
                inTransaction,
                "SELECT guard_epoch FROM " + fences + " WHERE migration = ? AND store_id = ? FOR SHARE",
                control.migration(),
                migration.storeId(direction.to()).value());
        if (epoch > known) {
            requireSameDirection(epoch);
        }
    }

    private void requireSameDirection(long epoch) throws SQLException {
        MigrationView now = read();
        boolean same = now.pending() == null
                && now.epoch() >= epoch
                && now.phase().draining().filter(direction.from()::equals).isPresent()
                && Direction.of(now, direction.from()).equals(direction);
        if (!same) {
            throw AdminException.notYet("The migration went on to "
                    + (now.pending() == null ? now.phase() : now.pending().to())
                    + " while ended entities were copied: look at its status; what was copied stays copied");
        }
        known = now.epoch();
    }

    /** On a connection of its own: several workers may ask at once. */
    private MigrationView read() throws SQLException {
        try (Connection connection = migration.plane().metadata().open()) {
            return migration
                    .plane()
                    .record()
                    .read(connection)
                    .orElseThrow(() -> new AdminException("The record of the migration is gone"));
        }
    }

    /** Larger than any, where there is no row. */
    private static long number(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : Long.MAX_VALUE;
            }
        }
    }
}
