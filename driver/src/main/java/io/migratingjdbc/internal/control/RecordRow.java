package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.IdRanges;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PendingTransition;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.StoreId;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The columns of the migration record that make a view. */
final class RecordRow {
    static final String COLUMNS = "name, phase, epoch, initial_store, target_store, initial_generation,"
            + " target_generation, initial_copies, target_copies, pending_phase, pending_epoch, ranges, plan_hash";

    private RecordRow() {}

    static MigrationView map(ResultSet row) throws SQLException {
        String pendingPhase = row.getString("pending_phase");
        return new MigrationView(
                row.getString("name"),
                Phase.valueOf(row.getString("phase")),
                row.getLong("epoch"),
                new PerRole<>(new StoreId(row.getString("initial_store")), new StoreId(row.getString("target_store"))),
                new PerRole<>(row.getLong("initial_generation"), row.getLong("target_generation")),
                new PerRole<>(row.getLong("initial_copies"), row.getLong("target_copies")),
                pendingPhase == null
                        ? null
                        : new PendingTransition(Phase.valueOf(pendingPhase), row.getLong("pending_epoch")),
                IdRanges.ofText(row.getString("ranges")),
                row.getString("plan_hash"));
    }
}
