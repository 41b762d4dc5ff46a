package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.pace.Orders;
import io.migratingjdbc.admin.pace.OrdersTable;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.CaptureTriggers;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.EvacuationTriggers;
import io.migratingjdbc.internal.replicate.ReplicationSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The triggers and tables in the stores by which immutable rows are captured and copied, and ended entities evacuated. */
public final class Installation {
    private final Migration migration;
    private final ControlSchema control;

    public Installation(Migration migration) {
        this.migration = migration;
        this.control = migration.control();
    }

    /**
     * Captures in both stores, unless the migration has left the phase that was read; idempotent. From when this returns, no new row can be missed.
     */
    public void capture(MigrationView view) throws SQLException {
        Replication replication = new Replication(migration);
        List<CopyTable> tables = replication.copyTables();
        GuardedChange change = new GuardedChange(migration, view);
        CaptureTriggers triggers = new CaptureTriggers(control);
        for (Role role : Role.values()) {
            change.run(role, inTransaction -> new ReplicationSchema(control).installIn(inTransaction));
            for (TableName table : triggers.missing(connection(role), replication.immutableTables())) {
                change.run(role, inTransaction -> triggers.installIn(inTransaction, table));
            }
        }
        change.run(Role.TARGET, inTransaction -> {
            FoundTables found = new FoundTables(control, inTransaction);
            for (CopyTable table : tables) {
                found.note(table, view.phase());
            }
        });
    }

    /** Whether a store has anything that start, copy or verify made. */
    boolean isInstalled(Role role) throws SQLException {
        return new ReplicationSchema(control).isInstalled(connection(role)) || captures(role);
    }

    /**
     * In one store, unless the migration has left the phase that was read. Table by table: writers wait for one lock
     * at a time, and no longer than its time-out.
     */
    void removeCapture(MigrationView view, Role role) throws SQLException {
        GuardedChange change = new GuardedChange(migration, view);
        CaptureTriggers triggers = new CaptureTriggers(control);
        for (TableName table : triggers.capturedTables(connection(role))) {
            change.run(role, inTransaction -> triggers.drop(inTransaction, table));
        }
    }

    /** In the store that stays, when a migration is completed: every copy is a row like any other by now. */
    void removeStaleTriggers(MigrationView view) throws SQLException {
        new GuardedChange(migration, view)
                .run(Role.TARGET, inTransaction -> EvacuationTriggers.dropStale(inTransaction, control));
    }

    /** Of an evacuation, now or in an earlier migration; the same. */
    void removeEvacuation(MigrationView view, Role role) throws SQLException {
        new GuardedChange(migration, view).run(role, inTransaction -> {
            EvacuationTriggers.drop(inTransaction, control);
            if (Sql.exists(inTransaction, control.evacuation())) {
                Seal.forget(inTransaction, control);
            }
        });
    }

    /** The rest of what start, copy and verify made, after {@link #removeCapture}; likewise. */
    void removeTables(MigrationView view, Role role) throws SQLException {
        new GuardedChange(migration, view)
                .run(role, inTransaction -> new ReplicationSchema(control).drop(inTransaction));
    }

    /** What start found is no longer to be given back: the migration is complete. */
    void forgetFound(Connection store) throws SQLException {
        for (String notes : List.of(control.foundSequence(), control.foundTable())) {
            if (Sql.exists(store, notes)) {
                deleteOwn(store, notes);
            }
        }
    }

    private void deleteOwn(Connection store, String notes) throws SQLException {
        try (PreparedStatement statement = store.prepareStatement("DELETE FROM " + notes + " WHERE migration = ?")) {
            statement.setString(1, control.migration());
            statement.executeUpdate();
        }
    }

    /** Before a migration that is complete is followed by one of the same name. */
    public void forgetFound() throws SQLException {
        for (Role role : Role.values()) {
            forgetFound(connection(role));
        }
    }

    /**
     * Takes the notes of a copy away, after which no copy that still runs, or was asleep, brings another row: it plans and begins nothing
     * without them. The chunks that workers have in their hands are waited for.
     */
    void takeBackCopies(MigrationView view) throws SQLException {
        GuardedChange change = new GuardedChange(migration, view);
        change.run(Role.TARGET, inTransaction -> new OrdersTable(control).changeIn(inTransaction, Orders::stopped));
        for (String notes : List.of(control.copiedTable(), control.copiedChunk())) {
            change.run(Role.TARGET, inTransaction -> deleteOwn(inTransaction, notes));
        }
    }

    boolean captures(Role role) throws SQLException {
        return !new CaptureTriggers(control).capturedTables(connection(role)).isEmpty();
    }

    private Connection connection(Role role) throws SQLException {
        return migration.stores().connection(role);
    }
}
