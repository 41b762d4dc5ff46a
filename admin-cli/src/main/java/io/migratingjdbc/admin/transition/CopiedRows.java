package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows that the migration has brought to an immutable table of the target which was empty before. */
final class CopiedRows {
    private static final int BATCH = 5000;

    private final Migration migration;
    private final CopyTable table;

    CopiedRows(Migration migration, CopyTable table) {
        this.migration = migration;
        this.table = table;
    }

    /**
     * Deletes what the initial store has just the same. In batches, each only while the migration is where it was
     * seen; may be stopped anywhere and run again.
     *
     * @return how many
     */
    long delete(MigrationView view) throws SQLException {
        GuardedChange change = new GuardedChange(migration, view);
        long[] deleted = new long[1];
        try (Connection reading = migration.stores().patientSource(Role.TARGET).open()) {
            reading.setAutoCommit(false);
            Sql.execute(reading, settings());
            String sql = "SELECT " + table.key("t") + "::text, md5(" + table.row("t") + ") FROM "
                    + table.target().qualified() + " t";
            try (PreparedStatement statement = reading.prepareStatement(sql)) {
                statement.setFetchSize(BATCH);
                try (ResultSet rows = statement.executeQuery()) {
                    for (Batch batch = Batch.read(rows); !batch.isEmpty(); batch = Batch.read(rows)) {
                        List<String> ours = inInitial(batch);
                        change.run(Role.TARGET, connection -> deleted[0] += delete(connection, ours));
                    }
                }
            }
        }
        return deleted[0];
    }

    /** @param hashes of the rows */
    private record Batch(List<String> keys, List<String> hashes) {

        static Batch read(ResultSet rows) throws SQLException {
            Batch batch = new Batch(new ArrayList<>(), new ArrayList<>());
            while (batch.keys.size() < BATCH && rows.next()) {
                batch.keys.add(rows.getString(1));
                batch.hashes.add(rows.getString(2));
            }
            return batch;
        }

        boolean isEmpty() {
            return keys.isEmpty();
        }
    }

    private List<String> inInitial(Batch batch) throws SQLException {
        Connection initial = migration.stores().connection(Role.INITIAL);
        String sql = "SELECT u.k FROM unnest(?::text[], ?::text[]) u (k, h) JOIN "
                + table.source().qualified() + " t ON " + table.keyIs(table.source(), "t", "u.k::jsonb")
                + " WHERE md5(" + table.row("t") + ") = u.h";
        return Sql.inTransaction(initial, () -> {
            Sql.execute(initial, settings());
            List<String> found = new ArrayList<>();
            try (PreparedStatement statement = initial.prepareStatement(sql)) {
                statement.setArray(1, Sql.texts(initial, batch.keys()));
                statement.setArray(2, Sql.texts(initial, batch.hashes()));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
            }
            return found;
        });
    }

    private long delete(Connection target, List<String> keys) throws SQLException {
        String sql = "DELETE FROM " + table.target().qualified() + " t USING unnest(?::text[]) u (k) WHERE "
                + table.keyIs(table.target(), "t", "u.k::jsonb");
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            statement.setArray(1, Sql.texts(target, keys));
            return statement.executeUpdate();
        }
    }

    /** The text of a key or row is exact under these. */
    private static String settings() {
        return Sql.exactTextForTransactions() + "SET LOCAL idle_in_transaction_session_timeout = 0;";
    }
}
