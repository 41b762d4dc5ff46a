package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Writes a record as a whole: init's first one, its successor with another plan, the target's copy on
 * completion.
 */
final class RecordWriter {
    private static final String OVERWRITE = " ON CONFLICT (name) DO UPDATE SET phase = excluded.phase,"
            + " primary_store = excluded.primary_store, epoch = excluded.epoch,"
            + " initial_store = excluded.initial_store, target_store = excluded.target_store,"
            + " initial_generation = excluded.initial_generation, target_generation = excluded.target_generation,"
            + " initial_copies = excluded.initial_copies, target_copies = excluded.target_copies,"
            + " pending_phase = NULL, pending_epoch = NULL, ranges = excluded.ranges, plan = excluded.plan,"
            + " plan_hash = excluded.plan_hash, changed_at = now()";

    private final Dialect dialect;
    private final String table;

    RecordWriter(Dialect dialect, String schema) {
        this.dialect = dialect;
        this.table = dialect.qualified(schema, "migrating_migration");
    }

    /** Does nothing if there is a record. */
    void insert(Connection connection, MigrationView view, String planText) throws SQLException {
        write(connection, view, planText, " ON CONFLICT (name) DO NOTHING");
    }

    /** Puts a record in the place of exactly the one that was read; does nothing if there is another by now. */
    void replace(Connection connection, MigrationView read, MigrationView by, String planText) throws SQLException {
        write(
                connection,
                by,
                planText,
                OVERWRITE + " WHERE m.epoch = " + read.epoch() + " AND m.pending_phase IS NULL AND m.plan_hash = "
                        + dialect.literal(read.planHash()));
    }

    /** Does nothing if there is a record that is as new. */
    void copy(Connection connection, MigrationView view, String planText) throws SQLException {
        write(connection, view, planText, OVERWRITE + " WHERE m.epoch < excluded.epoch");
    }

    private void write(Connection connection, MigrationView view, String planText, String onConflict)
            throws SQLException {
        dialect.change(
                connection,
                "INSERT INTO " + table + " AS m (name, phase, primary_store, epoch, initial_store, target_store,"
                        + " initial_generation, target_generation, initial_copies, target_copies, ranges, plan, plan_hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" + onConflict,
                view.name(),
                view.phase().name(),
                view.store(view.phase().primary()).value(),
                view.epoch(),
                view.stores().initial().value(),
                view.stores().target().value(),
                view.generations().initial(),
                view.generations().target(),
                view.copiesSince().initial(),
                view.copiesSince().target(),
                view.ranges().text(),
                planText,
                view.planHash());
    }
}
